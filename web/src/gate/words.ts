import type { RuleName } from '../../../src/domain/gate/rules.js';
import type { Rating } from '../../../src/domain/ratings/ratings.js';

export type { RuleName };

/** Titles of rules as pages show them, by their names on the wire. */
export const RULE_TITLES: Readonly<Record<RuleName, string>> = {
  new_critical_max: 'New critical',
  new_high_max: 'New high',
  duplication_pct_max: 'Duplication',
  complexity_new_max: 'New complex functions',
  rating_min: 'Rating',
  new_coverage_min: 'Coverage',
  new_medium_max: 'New medium',
  new_total_max: 'New findings',
  new_security_max: 'New security',
  new_duplication_pct_max: 'New duplication',
  overall_coverage_min: 'Overall coverage',
  coverage_drop_max: 'Coverage lost',
  tests_failed_max: 'Failed tests',
  tests_total_drop_max: 'Missing tests',
  new_errors_max: 'New tool errors',
  change_rating_min: 'Rating of the change',
  new_suppressions_max: 'New suppressions',
  new_unexplained_suppressions_max: 'Unexplained suppressions',
  new_hidden_high_max: 'Hidden high problems',
  loosened_settings_max: 'Loosened settings',
  newly_skipped_tests_max: 'Newly skipped tests',
  new_branch_coverage_min: 'Branch coverage',
  new_uncovered_max: 'Uncovered lines',
  untested_files_max: 'Untested files',
};

export const isRuleName = (name: unknown): name is RuleName =>
  typeof name === 'string' && Object.hasOwn(RULE_TITLES, name);

/** Title of a rule; the name itself for one that this version does not know. */
export const titleOfRule = (name: string): string => (isRuleName(name) ? RULE_TITLES[name] : name);

export type RuleValue = number | Rating;

/** Answers of a rule: the wire's words. */
export type Answer = 'passed' | 'violated' | 'tolerated' | 'waived' | 'skipped';

/** Answers in the words of pages. */
export const ANSWER_WORDS: Readonly<Record<Answer, string>> = {
  passed: 'met',
  violated: 'violated',
  tolerated: 'tolerated',
  waived: 'waived',
  skipped: 'not judged',
};

/** Reasons why a rule was not judged. */
export const SKIP_REASONS: Readonly<Record<string, string>> = {
  disabled: 'the gate was switched off',
  no_base: 'the base has no value to compare with',
  no_coverage: 'no coverage report names a file',
  no_duplication_summary: 'no duplication was measured',
  no_levels: 'the levels that tools gave are not known',
  not_a_change: 'the policy applies it only to changes',
  no_findings_report: 'no tool reported findings',
  no_new_lines: 'the change adds no lines that can be covered',
  no_new_branches: 'the change adds no branches that can be covered',
  no_changed_lines: 'the lines that the change adds are not known',
  no_rating: 'nothing was rated',
  no_tests: 'no test results were uploaded',
  not_here: 'only CI has its report',
  not_reported: 'no directive report was uploaded',
  not_configured: 'no policy judged the scan',
  scan_error: 'the scan failed',
  timed_out: 'the scan was not completed in time',
  tool_failed: 'a tool failed',
};

/** Reasons why a gate judged nothing. */
export const STATUS_REASONS: Readonly<Record<string, string>> = {
  disabled: 'The gate was switched off.',
  missing_tool: 'A report is missing: it was announced, or its tool reported on the base.',
  no_policy: 'No policy was saved yet.',
  scan_error: 'The scan failed.',
  timed_out: 'The scan was not completed in time.',
  tool_failed: 'A tool failed, and what it would have found is not known.',
};

const PERCENT_RULES: ReadonlySet<RuleName> = new Set([
  'duplication_pct_max',
  'new_coverage_min',
  'new_duplication_pct_max',
  'overall_coverage_min',
  'new_branch_coverage_min',
]);
const LEAST_RULES: ReadonlySet<RuleName> = new Set([
  'rating_min',
  'new_coverage_min',
  'overall_coverage_min',
  'change_rating_min',
  'new_branch_coverage_min',
]);

const NUMBER = new Intl.NumberFormat('en', { maximumFractionDigits: 2 });

/** A value of a rule with its unit; a dash for null. */
export function formatRuleValue(rule: RuleName, value: RuleValue | null): string {
  if (value === null) return '–';
  if (typeof value === 'string') return value;
  if (rule === 'coverage_drop_max') return `${NUMBER.format(value)} pt`;
  return PERCENT_RULES.has(rule) ? `${NUMBER.format(value)} %` : NUMBER.format(value);
}

/** The side of its bound on which a rule is met. */
export const boundWord = (rule: RuleName): 'at least' | 'at most' => (LEAST_RULES.has(rule) ? 'at least' : 'at most');

/** The bound of a rule: `at most 2`, `at least 80 %`. */
export const formatBound = (rule: RuleName, threshold: RuleValue): string =>
  `${boundWord(rule)} ${formatRuleValue(rule, threshold)}`;
