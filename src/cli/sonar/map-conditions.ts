import { type Threshold } from '../../domain/gate/exact-value.js';
import { checkThreshold, RULE_NAMES, type RuleName } from '../../domain/gate/policy.js';
import { isLooser } from '../../domain/gate/rules.js';
import { RATINGS } from '../../domain/ratings/ratings.js';
import { type SonarCondition } from './export.js';

type Proposal = readonly [RuleName, Threshold];

/** Counterpart of a metric among the rules of the gate. */
export interface Counterpart {
  /** Side of the threshold on which a condition on the metric fails. */
  readonly op: 'GT' | 'LT';
  /** The rules for a threshold of SonarQube; none where that threshold has no counterpart. */
  readonly propose: (bound: number) => readonly Proposal[];
  /** The rules that it proposes, for documents. */
  readonly rules: readonly RuleName[];
  /** Difference between metric and rule; null where both measure one thing. */
  readonly difference: string | null;
}

/** A condition with the rules that replace it; without any, the reason. */
export interface MappedCondition {
  readonly condition: SonarCondition;
  readonly proposals: readonly Proposal[];
  /** Difference of meaning, or the reason why nothing replaces the condition; null: no difference. */
  readonly remark: string | null;
}

const atMost = (rule: RuleName, difference: string | null = null): Counterpart => ({
  op: 'GT',
  propose: (bound) => [[rule, bound]],
  rules: [rule],
  difference,
});

const atLeast = (rule: RuleName, difference: string | null = null): Counterpart => ({
  ...atMost(rule, difference),
  op: 'LT',
});

/** A share that must be whole, which a count of none replaces; any other share has no counterpart. */
const noneBelowWhole = (rule: RuleName, difference: string | null): Counterpart => ({
  op: 'LT',
  propose: (bound) => (bound === 100 ? [[rule, 0]] : []),
  rules: [rule],
  difference,
});

/** A letter for all code, which SonarQube counts from 1. */
const worstLetter = (difference: string): Counterpart => ({
  op: 'GT',
  propose: (bound) => {
    const letter = RATINGS[bound - 1];
    return letter === undefined ? [] : [['rating_min', letter]];
  },
  rules: ['rating_min'],
  difference,
});

const BY_SEVERITY = ['new_critical_max', 'new_high_max', 'new_medium_max'] as const;

/** Severities of which a letter on new code allows none: up to B nothing above minor, C major as well, D critical as well. */
const severitiesBelow = (bound: number): readonly Proposal[] =>
  BY_SEVERITY.slice(0, RATINGS[bound - 1] === undefined ? 0 : Math.min(3, 5 - bound)).map((rule) => [rule, 0]);

const newLetter: Counterpart = {
  op: 'GT',
  propose: severitiesBelow,
  rules: BY_SEVERITY,
  difference: 'findings of every type count, except low ones',
};

const newSecurityLetter: Counterpart = {
  ...newLetter,
  propose: (bound) => (bound === 1 ? [['new_security_max', 0]] : severitiesBelow(bound)),
  rules: ['new_security_max', ...BY_SEVERITY],
  difference: 'with the letter A, security hotspots count too; with any other letter, findings of every type count',
};

const ALL_RATINGS = 'the worst of four ratings, including coverage and duplication, each with its own bands';

/** Metrics with a counterpart, by their keys. */
export const COUNTERPARTS: ReadonlyMap<string, Counterpart> = new Map(
  Object.entries<Counterpart>({
    new_violations: atMost('new_total_max', 'findings of severity info do not count'),
    new_blocker_violations: atMost('new_critical_max'),
    new_software_quality_blocker_issues: atMost('new_critical_max'),
    new_critical_violations: atMost('new_high_max'),
    new_software_quality_high_issues: atMost('new_high_max'),
    new_major_violations: atMost('new_medium_max'),
    new_software_quality_medium_issues: atMost('new_medium_max'),
    new_vulnerabilities: atMost('new_security_max', 'security hotspots count too'),
    new_software_quality_security_issues: atMost('new_security_max', 'security hotspots count too'),
    new_security_hotspots: atMost('new_security_max', 'vulnerabilities count too'),
    new_security_hotspots_reviewed: noneBelowWhole(
      'new_security_max',
      'vulnerabilities count too; a hotspot is reviewed by marking it a false positive, or by accepting it',
    ),
    new_coverage: atLeast('new_coverage_min', 'only lines count, not branches'),
    new_line_coverage: atLeast('new_coverage_min'),
    new_branch_coverage: atLeast('new_branch_coverage_min'),
    new_uncovered_lines: atMost('new_uncovered_max', 'lines of source files that no report contains count too'),
    coverage: atLeast('overall_coverage_min', 'only lines count, not branches'),
    line_coverage: atLeast('overall_coverage_min'),
    new_duplicated_lines_density: atMost('new_duplication_pct_max'),
    duplicated_lines_density: atMost('duplication_pct_max'),
    new_reliability_rating: newLetter,
    new_software_quality_reliability_rating: newLetter,
    new_security_rating: newSecurityLetter,
    new_software_quality_security_rating: newSecurityLetter,
    reliability_rating: worstLetter(ALL_RATINGS),
    software_quality_reliability_rating: worstLetter(ALL_RATINGS),
    sqale_rating: worstLetter(ALL_RATINGS),
    software_quality_maintainability_rating: worstLetter(ALL_RATINGS),
    test_failures: atMost('tests_failed_max', 'errors count too, but flaky tests do not'),
    test_errors: atMost('tests_failed_max', 'failures count too, but flaky tests do not'),
    test_success_density: noneBelowWhole('tests_failed_max', 'flaky tests do not count'),
  }),
);

/** Known metrics without a counterpart, by patterns of whole keys, each with the reason. The first that fits counts. */
export const WITHOUT_COUNTERPART: readonly (readonly [pattern: string, reason: string])[] = [
  ['branch_coverage', 'coverage of all code is judged by lines'],
  ['(new_)?(uncovered|lines_to_cover).*', 'coverage is judged as a percentage of lines'],
  [
    'new_(minor|info)_violations|new_software_quality_(low|info)_issues',
    'no rule counts only low findings; new_total_max counts them with all others',
  ],
  [
    'new_(bugs|code_smells)|new_software_quality_(reliability|maintainability)_issues',
    'no rule counts only this type; new_total_max counts all types',
  ],
  [
    'new_(software_quality_)?maintainability_rating|new_(technical_debt|sqale_debt_ratio)|new_software_quality_maintainability_(remediation_effort|debt_ratio)',
    'new code has no maintainability rating; new_medium_max and new_total_max limit its findings',
  ],
  [
    '(software_quality_)?security_rating|(new_)?security_review_rating|security_hotspots_reviewed',
    'there is no rating for security alone; new_security_max limits new findings',
  ],
  [
    '(blocker_|critical_|major_|minor_|info_)?violations|bugs|vulnerabilities|code_smells|security_hotspots|software_quality_.*_issues',
    'it counts findings in all code; the gate counts only those that a change introduces',
  ],
  [
    '(false_positive|open|confirmed|reopened|accepted|wont_fix|high_impact_accepted)_issues|new_accepted_issues',
    'the state of old findings is not judged',
  ],
  ['(new_)?(duplicated_(lines|blocks|files))', 'duplication is judged as a percentage of lines'],
  ['tests|skipped_tests|test_execution_time', 'tests_total_drop_max limits the number of missing tests'],
  [
    '(new_)?(complexity|cognitive_complexity|file_complexity|class_complexity|function_complexity)',
    'complexity_new_max limits new complex functions',
  ],
  [
    'sqale_index|sqale_debt_ratio|effort_to_reach.*|.*_remediation_effort.*|.*technical_debt.*',
    'technical debt is not judged',
  ],
  [
    '(new_)?(ncloc|lines|statements|functions|classes|files|directories|comment_lines(_density)?|generated_.*)',
    'size is not judged',
  ],
  ['(new_)?(sca_.*|contains_ai_code|prioritized_rule_issues)', 'it depends on an analysis by SonarQube itself'],
];

const KNOWN_BUT_UNMAPPED = WITHOUT_COUNTERPART.map(
  ([pattern, reason]) => [new RegExp(`^(?:${pattern})$`), reason] as const,
);

/** Finds the counterpart of each condition; none is left out. */
export const mapConditions = (conditions: readonly SonarCondition[]): readonly MappedCondition[] =>
  conditions.map(mapCondition);

function mapCondition(condition: SonarCondition): MappedCondition {
  const { metric, op, error } = condition;
  const not = (remark: string): MappedCondition => ({ condition, proposals: [], remark });
  const counterpart = COUNTERPARTS.get(metric);
  if (counterpart === undefined) return not(reasonWithout(metric));
  if (error === null) return not('it only warns, but a rule fails the gate');
  if (op !== counterpart.op) return not(`it fails on the other side of its threshold (${op})`);
  const bound = error.trim() === '' ? NaN : Number(error);
  const proposals = counterpart.propose(bound);
  const isFit = proposals.every(([rule, threshold]) => checkThreshold(rule, threshold) === null);
  if (proposals.length === 0 || !isFit) return not('its threshold has no counterpart');
  return { condition, proposals, remark: counterpart.difference };
}

const reasonWithout = (metric: string): string =>
  KNOWN_BUT_UNMAPPED.find(([pattern]) => pattern.test(metric))?.[1] ?? 'qgate does not know its metric';

/** The threshold of each proposed rule, in the order of policies; of several the strictest. */
export function strictestThresholds(mapped: readonly MappedCondition[]): ReadonlyMap<RuleName, Threshold> {
  const all = mapped.flatMap(({ proposals }) => proposals);
  return new Map(
    RULE_NAMES.flatMap((rule) => {
      const thresholds = all.filter(([named]) => named === rule).map(([, threshold]) => threshold);
      if (thresholds.length === 0) return [];
      return [[rule, thresholds.reduce((strict, each) => (isLooser(rule, strict, each) ? each : strict))] as const];
    }),
  );
}

/** A condition as people read it: `new_coverage < 80`. */
export const describeCondition = ({ metric, op, error }: SonarCondition): string =>
  `${metric} ${SIGNS[op] ?? op} ${error ?? '(no threshold)'}`;

const SIGNS: Readonly<Record<string, string>> = { GT: '>', LT: '<', EQ: '=', NE: '!=' };
