import { type RuleAnswer, type RulesOfVerdict } from './rule-answers';
import { type RuleName } from './words';

const FIX_NEW = 'Fix them, or mark the false positives.';
const UPLOAD_TESTS = 'Have the pipeline upload its test results.';
const UPLOAD = 'Have the pipeline upload a coverage report.';

const ADVICE: Readonly<Record<RuleName, string>> = {
  new_critical_max: FIX_NEW,
  new_high_max: FIX_NEW,
  new_medium_max: FIX_NEW,
  new_total_max: FIX_NEW,
  new_security_max: FIX_NEW,
  complexity_new_max: 'Split the functions that the findings name.',
  duplication_pct_max: 'All code counts: extract what is repeated, or exclude generated code in qgate.yml.',
  new_duplication_pct_max: 'Extract what the added lines repeat.',
  rating_min: 'All code counts: improve the part with the worst rating.',
  new_coverage_min: 'Test the lines that no test runs.',
  overall_coverage_min: 'Test the files with the most lines that no test runs.',
  coverage_drop_max: 'Test the new code as well as the existing code.',
  tests_failed_max: 'Fix the tests that failed.',
  tests_total_drop_max: 'Bring back the tests that are missing.',
  new_errors_max: 'Fix the new findings that their tool reports as errors.',
  change_rating_min: 'Fix the new critical and high findings.',
  new_suppressions_max: 'Fix what they silence, or have an administrator accept them.',
  new_unexplained_suppressions_max: 'Write the reason beside each directive.',
  new_hidden_high_max: 'Fix what is hidden instead of silencing it.',
  loosened_settings_max: 'Restore the settings, or have an administrator waive them.',
  newly_skipped_tests_max: 'Run the skipped tests again.',
  new_branch_coverage_min: 'Test the branches that were never taken.',
  new_uncovered_max: 'Test the added lines that no test runs.',
  untested_files_max: 'Test the files that no coverage report contains.',
};

const COVERAGE_RULES: ReadonlySet<RuleName> = new Set([
  'new_coverage_min',
  'overall_coverage_min',
  'coverage_drop_max',
  'new_branch_coverage_min',
  'new_uncovered_max',
  'untested_files_max',
]);

/** Next step towards a rule that is violated; null for the other answers. */
export function adviceOf({ rule, answer, actual }: RuleAnswer, basis: RulesOfVerdict['basis']): string | null {
  if (answer !== 'violated') return null;
  if (actual === null && rule === 'tests_failed_max') return UPLOAD_TESTS;
  if (actual === null && COVERAGE_RULES.has(rule)) return UPLOAD;
  if (rule === 'new_coverage_min' && basis === 'changed_lines') return 'Test the added lines that no test runs.';
  return ADVICE[rule];
}
