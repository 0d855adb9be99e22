import { type Severity } from '../../src/domain/findings/finding.js';
import { RULE_NAMES, RULES } from '../../src/domain/gate/rules.js';
import { type WarningCode } from '../../src/domain/warning.js';

/** Parts of a verdict, under their names on the wire, that every place shows. */
export interface SampleVerdict {
  readonly status: 'passed' | 'failed';
  readonly violations: readonly {
    rule: (typeof RULE_NAMES)[number];
    threshold: number;
    actual: number;
    severity: 'high';
  }[];
  readonly passed_rules: readonly { rule: (typeof RULE_NAMES)[number]; threshold: number; actual: number }[];
  readonly waived_violations: readonly {
    rule: (typeof RULE_NAMES)[number];
    threshold: number;
    actual: number;
    severity: 'high';
    waived: true;
    waiver_id: number;
  }[];
  readonly skipped_rules: readonly { rule: (typeof RULE_NAMES)[number]; reason: 'no_coverage' | 'no_base' }[];
  readonly uncovered: readonly { file_path: string; ranges: readonly [number, number][]; more_lines: number }[] | null;
  readonly warnings: readonly { code: WarningCode; message: string }[];
  readonly new_in_pr: Readonly<Record<'critical' | 'high' | 'medium' | 'low' | 'total', number>>;
}

export interface SampleFinding {
  readonly issue_id: number;
  readonly rule_id: string;
  readonly severity: Exclude<Severity, 'info'>;
  readonly file_path: string;
  readonly line: number;
  readonly message: string;
}

/** A verdict with its new findings. */
export interface Sample {
  readonly verdict: SampleVerdict;
  readonly findings: readonly SampleFinding[];
}

const SAMPLES = 60;
const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const;
const COUNTED = RULE_NAMES.filter((rule) => RULES[rule].kind === 'count' && rule.startsWith('new_'));
const SKIPPED: SampleVerdict['skipped_rules'] = [
  { rule: 'new_coverage_min', reason: 'no_coverage' },
  { rule: 'tests_total_drop_max', reason: 'no_base' },
];
const REMARKS: SampleVerdict['warnings'] = [
  { code: 'coverage_fell', message: 'Line coverage fell from 93.76 % to 75.29 %, by 18.47 points.' },
  { code: 'tests_skipped', message: '3 tests that ran on the base are skipped here.' },
  { code: 'no_base', message: 'Nothing to compare with: main has no completed scan.' },
];

/** Sixty verdicts of all kinds, the same each time. */
export const sampleVerdicts = (): Sample[] => Array.from({ length: SAMPLES }, (_, number) => sampleOf(number));

/** The lines that no test runs, in all files. */
export const untestedLines = ({ uncovered }: SampleVerdict): number =>
  (uncovered ?? []).reduce(
    (sum, { ranges, more_lines: more }) => ranges.reduce((lines, [from, to]) => lines + to - from + 1, sum + more),
    0,
  );

function sampleOf(number: number): Sample {
  const isFailed = number % 3 !== 0;
  const findings = Array.from({ length: number % 9 }, (_, at): SampleFinding => ({
    ...{ issue_id: number * 100 + at + 1, rule_id: `rule-${at}`, severity: SEVERITIES[(number + at) % 4]! },
    ...{ file_path: `src/part-${at % 4}.ts`, line: 10 + at, message: `Problem ${number} of kind ${at}` },
  }));
  const counts = Object.fromEntries(
    SEVERITIES.map((severity) => [severity, findings.filter((each) => each.severity === severity).length]),
  ) as Record<(typeof SEVERITIES)[number], number>;
  const broken = isFailed ? (number % 3) + 1 : 0;
  const waived = number % 4 === 1 ? 1 : 0;
  const rules = COUNTED.map((rule, at) => ({ rule, threshold: at, actual: at + (at < broken ? 11 + number : 0) }));
  return {
    findings,
    verdict: {
      status: isFailed ? 'failed' : 'passed',
      violations: rules.slice(0, broken).map((rule) => ({ ...rule, severity: 'high' as const })),
      passed_rules: rules.slice(broken + waived),
      waived_violations: rules.slice(broken, broken + waived).map((rule) => ({
        ...rule,
        actual: 23 + number,
        severity: 'high' as const,
        waived: true as const,
        waiver_id: 700 + number,
      })),
      skipped_rules: SKIPPED.slice(0, number % 3),
      uncovered: number % 5 === 0 ? null : uncoveredOf(number),
      warnings: REMARKS.filter((_, at) => (number >> at) % 2 === 1),
      new_in_pr: { ...counts, total: findings.length },
    },
  };
}

const uncoveredOf = (number: number): NonNullable<SampleVerdict['uncovered']> =>
  Array.from({ length: number % 4 }, (_, at) => ({
    file_path: `src/untested-${at}.ts`,
    ranges: [
      [3, 3 + ((number + at) % 7)],
      [20 + at, 20 + at],
    ],
    more_lines: number % 11 === 0 ? 5 : 0,
  }));
