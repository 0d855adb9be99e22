import { PROBLEM_TYPES, SEVERITIES } from '../findings/finding.js';
import { rateFindings } from '../ratings/ratings.js';
import { countFindings } from '../ratings/scan-counters.js';
import { RULE_NAMES, RULES } from './rules.js';
import { type ScanFacts } from './scan-facts.js';

const KINDS = PROBLEM_TYPES.flatMap((type) => SEVERITIES.map((severity) => ({ type, severity })));
const counted = { debtKind: 'complexity_c', isNew: true, isFalsePositive: false, isSuppressed: false } as const;

/** The facts of a scan with one new finding; of other facts no counting rule knows. */
const factsOf = (kind: (typeof KINDS)[number]): ScanFacts =>
  ({
    isBaselineScan: false,
    hasFindingsReport: true,
    counters: countFindings([{ ...counted, ...kind }]),
  }) as Partial<ScanFacts> as ScanFacts;

const COUNTING = [
  'new_critical_max',
  'new_high_max',
  'complexity_new_max',
  'new_medium_max',
  'new_total_max',
  'new_security_max',
] as const;

describe('the causes of a rule', () => {
  it.each(COUNTING)('finds what %s counts, and nothing else', (rule) => {
    for (const kind of KINDS) {
      const measure = RULES[rule].measure(factsOf(kind), true);
      expect({ kind, measure }).toEqual({
        kind,
        measure: expect.objectContaining({ actual: RULES[rule].causes!(kind) ? 1 : 0 }),
      });
    }
  });

  it('finds for a rating what makes the letter of findings worse than A', () => {
    for (const { type, severity } of KINDS) {
      const many = { ...{ critical: 0, high: 0 }, [severity]: 3 };
      const weighs = type !== 'coverage_gap' && rateFindings(many) !== 'A';
      expect([type, severity, RULES.rating_min.causes!({ type, severity })]).toEqual([type, severity, weighs]);
    }
  });

  it('has none for rules that no finding breaks', () => {
    expect(RULE_NAMES.filter((rule) => RULES[rule].causes === undefined)).toEqual([
      'new_coverage_min',
      'overall_coverage_min',
      'coverage_drop_max',
      'tests_failed_max',
      'tests_total_drop_max',
      'new_errors_max',
      'new_suppressions_max',
      'new_unexplained_suppressions_max',
      'new_hidden_high_max',
      'loosened_settings_max',
      'newly_skipped_tests_max',
      'new_branch_coverage_min',
      'new_uncovered_max',
      'untested_files_max',
    ]);
  });
});
