import { type RuleAnswer, ruleAnswersOf, type RulesOfVerdict } from './rule-answers';
import { formatRuleValue, STATUS_REASONS } from './words';

/** A verdict with what its sentence is made of. */
export interface SpokenVerdict extends RulesOfVerdict {
  readonly status: 'failed' | 'not_configured' | 'passed' | null;
  readonly reason: string | null;
  /** `neutral` where a failure does not block the merge: the gate is in monitor mode. */
  readonly conclusion: 'failure' | 'neutral' | 'success' | null;
}

/** Place that a verdict is about: a change, which may merge or not, or a branch by its name. */
export type About = { readonly kind: 'change' } | { readonly kind: 'branch'; readonly branch: string };

/** The verdict in one sentence, built from its rules. */
export function sentenceOf(verdict: SpokenVerdict, about: About): string {
  if (verdict.status === null) return 'Not judged yet: the scan is pending.';
  if (verdict.status === 'not_configured')
    return `Not judged: ${lowerFirst(STATUS_REASONS[verdict.reason ?? ''] ?? 'Nothing was judged.')}`;
  const answers = ruleAnswersOf(verdict);
  const violated = answers.filter(({ answer }) => answer === 'violated');
  if (violated.length === 0 && verdict.status === 'failed')
    return `${opening(about, verdict)}: ${lowerFirst(STATUS_REASONS[verdict.reason ?? ''] ?? 'No rule gives a reason.')}`;
  if (violated.length === 0) return `${opening(about, verdict)}: ${metWords(answers, about)}.`;
  return `${opening(about, verdict)}: ${violated.map((each) => violationWords(each, verdict.basis)).join('; ')}.`;
}

function opening(about: About, { status, conclusion }: Pick<SpokenVerdict, 'status' | 'conclusion'>): string {
  if (about.kind === 'branch') return status === 'failed' ? 'Failed' : 'Clear';
  if (status !== 'failed') return 'May merge';
  return conclusion === 'neutral' ? 'Failed, not blocking in monitor mode' : 'May not merge';
}

function metWords(answers: readonly RuleAnswer[], about: About): string {
  const judged = answers.filter(({ answer }) => answer !== 'skipped');
  const met = judged.filter(({ answer }) => answer === 'passed').length;
  const rest = [
    countFor(answers, 'waived', 'waived'),
    countFor(answers, 'tolerated', 'tolerated'),
    countFor(answers, 'skipped', 'not judged'),
  ].filter((words) => words !== null);
  const subject =
    about.kind === 'branch'
      ? `${about.branch} meets ${met} of ${rulesOf(answers.length)}`
      : `${met} of ${rulesOf(answers.length)} met`;
  return [subject, ...rest].join(', ');
}

function countFor(answers: readonly RuleAnswer[], answer: RuleAnswer['answer'], word: string): string | null {
  const count = answers.filter((each) => each.answer === answer).length;
  return count === 0 ? null : `${count} ${word}`;
}

/** A violated rule in words, with the number that was compared and the one that is allowed. */
export function violationWords({ rule, actual, threshold }: RuleAnswer, basis: RulesOfVerdict['basis']): string {
  const [is, limit] = [formatRuleValue(rule, actual), threshold === null ? '–' : formatRuleValue(rule, threshold)];
  const allowed = `${limit} ${threshold === 1 ? 'is' : 'are'} allowed`;
  const counted = (what: string) => `${is} new ${what}${actual === 1 ? '' : 's'} where ${allowed}`;
  switch (rule) {
    case 'new_critical_max':
      return counted('critical finding');
    case 'new_high_max':
      return counted('high finding');
    case 'new_medium_max':
      return counted('medium finding');
    case 'new_total_max':
      return counted('finding');
    case 'new_security_max':
      return counted('security finding');
    case 'new_errors_max':
      return counted('tool-level error');
    case 'change_rating_min':
      return `the new findings are rated ${is}, ${limit} is required`;
    case 'complexity_new_max':
      return counted('complexity finding');
    case 'duplication_pct_max':
      return `${is} duplication, over ${limit}`;
    case 'new_duplication_pct_max':
      return `${is} of the added lines are duplicates, over ${limit}`;
    case 'rating_min':
      return `rated ${is}, ${limit} is required`;
    case 'new_coverage_min':
      return actual === null
        ? `no coverage report names a file, ${limit} is required`
        : `${is} of ${basis === 'changed_lines' ? 'the added' : 'all'} lines are covered, ${limit} are required`;
    case 'overall_coverage_min':
      return actual === null
        ? `no coverage report names a file, ${limit} of all lines are required`
        : `${is} of all lines are covered, ${limit} are required`;
    case 'coverage_drop_max':
      return `${is} of coverage lost where ${limit} is allowed`;
    case 'tests_failed_max':
      return actual === null
        ? 'no test results were uploaded'
        : `${is} ${actual === 1 ? 'test' : 'tests'} failed where ${allowed}`;
    case 'tests_total_drop_max':
      return actual === null
        ? 'no test results were uploaded'
        : `${is} ${actual === 1 ? 'test' : 'tests'} of the base missing where ${allowed}`;
    case 'new_suppressions_max':
      return actual === null ? NO_DIRECTIVES : counted('suppression');
    case 'new_unexplained_suppressions_max':
      return actual === null ? NO_DIRECTIVES : counted('unexplained suppression');
    case 'new_hidden_high_max':
      return actual === null ? NO_DIRECTIVES : counted('hidden problem');
    case 'loosened_settings_max':
      return actual === null ? 'configuration of tools was not compared' : counted('loosened setting');
    case 'newly_skipped_tests_max':
      return actual === null
        ? 'no test results were uploaded'
        : `${is} ${actual === 1 ? 'test' : 'tests'} of the base skipped where ${allowed}`;
    case 'new_branch_coverage_min':
      return actual === null
        ? `${NO_COVERAGE}, ${limit} of the added branches are required`
        : `${is} of the added branches are covered, ${limit} are required`;
    case 'new_uncovered_max':
      return actual === null
        ? NO_COVERAGE
        : `${is} added ${actual === 1 ? 'line' : 'lines'} not covered where ${allowed}`;
    case 'untested_files_max':
      return actual === null
        ? NO_COVERAGE
        : `${is} changed ${actual === 1 ? 'file' : 'files'} in no coverage report where ${allowed}`;
  }
}

const NO_COVERAGE = 'no coverage report names the changed files';
const NO_DIRECTIVES = 'no directive report was uploaded';

const rulesOf = (count: number): string => `${count} ${count === 1 ? 'rule' : 'rules'}`;

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
