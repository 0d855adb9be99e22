import { type RuleName, RULES } from '../gate/rules.js';
import { escapeMarkdown } from './markdown.js';
import { oneLine } from './plain-text.js';
import type { ReportedRule, ReportFacts, StatusReport } from './report-facts.js';

/** The verdict in one sentence of plain text, as descriptions and titles have it. */
export function describeReport({ state, status, reason, summary, deadlineMinutes }: ReportFacts): string {
  if (state === 'pending') return 'waiting for reports';
  if (reason === 'timed_out')
    return `timed out: no complete report within ${deadlineMinutes ?? 0} ${deadlineMinutes === 1 ? 'minute' : 'minutes'}`;
  if (state === 'neutral' && status === 'failed') return `monitor mode: would have failed: ${withoutResult(summary)}`;
  return oneLine(summary);
}

/** The state that a commit shows. */
export const toStatusReport = (facts: ReportFacts): StatusReport => ({
  state: facts.state,
  context: facts.context,
  description: describeReport(facts),
  url: facts.url,
  externalId: `${facts.orgId}/${facts.scanId}/${facts.evaluation}`,
});

/** The verdict in one sentence of Markdown: the rules that failed, with the measures in bold. */
export function speakVerdict(facts: ReportFacts): string {
  if (facts.status === 'passed') return `${countAnswers(facts.rules)}.`;
  const failed = facts.rules.filter(({ answer }) => answer === 'violated');
  if (facts.reason !== null || failed.length === 0) return escapeMarkdown(upperFirst(withoutResult(describe(facts))));
  const shares = failed.filter(({ rule }) => RULES[rule].kind !== 'count');
  const counts = failed.filter(({ rule }) => RULES[rule].kind === 'count');
  return `${upperFirst([...shares, ...counts].map(speakRule).join('; '))}.`;
}

const describe = (facts: ReportFacts): string =>
  facts.reason === 'timed_out' ? describeReport(facts) : oneLine(facts.summary);

/** A verdict's sentence without the word that begins it. */
const withoutResult = (summary: string): string =>
  oneLine(summary).replace(/^(Failed|Passed|Not judged|Pending): /, '');

const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function countAnswers(rules: readonly ReportedRule[]): string {
  const count = (answer: ReportedRule['answer']) => rules.filter((rule) => rule.answer === answer).length;
  const others = (['tolerated', 'waived', 'skipped'] as const).filter((answer) => count(answer) > 0);
  const met = count('passed');
  return [`${met} ${met === 1 ? 'rule' : 'rules'} met`, ...others.map((answer) => `${count(answer)} ${answer}`)].join(
    ', ',
  );
}

type Speak = (rule: ReportedRule) => string;

const newFindings =
  (what: string): Speak =>
  ({ actual, threshold }) =>
    `**${show(actual)} new${what === '' ? '' : ` ${what}`}** ${actual === 1 ? 'finding' : 'findings'}, ${allowed(threshold)}`;

const tests =
  (fate: string): Speak =>
  ({ actual, threshold }) =>
    actual === null
      ? `test results are **missing**`
      : `**${show(actual)} ${actual === 1 ? 'test' : 'tests'}** ${fate}, ${allowed(threshold)}`;

const share =
  (what: string, bound: 'at least' | 'at most'): Speak =>
  ({ actual, threshold }) =>
    `${what} is **${actual === null ? 'unknown' : `${show(actual)} %`}**, ${bound} ${show(threshold)} % is ${
      bound === 'at least' ? 'required' : 'allowed'
    }`;

const PHRASES: Readonly<Record<RuleName, Speak>> = {
  new_critical_max: newFindings('critical'),
  new_high_max: newFindings('high'),
  duplication_pct_max: share('duplication', 'at most'),
  complexity_new_max: newFindings('complexity'),
  rating_min: ({ actual, threshold }) =>
    `the rating is **${actual ?? 'unknown'}**, at least ${show(threshold)} is required`,
  new_coverage_min: share('new coverage', 'at least'),
  new_medium_max: newFindings('medium'),
  new_total_max: newFindings(''),
  new_security_max: newFindings('security'),
  new_duplication_pct_max: share('duplication of added lines', 'at most'),
  overall_coverage_min: share('coverage of all code', 'at least'),
  coverage_drop_max: ({ actual, threshold }) =>
    `coverage fell by **${show(actual)} points**, at most ${show(threshold)} is allowed`,
  tests_failed_max: tests('failed'),
  tests_total_drop_max: tests('of the base are missing'),
};

const speakRule = (rule: ReportedRule): string => PHRASES[rule.rule](rule);

const show = (value: ReportedRule['actual']): string => (value === null ? 'unknown' : String(value));

function allowed(threshold: ReportedRule['threshold']): string {
  if (threshold === 0) return 'none is allowed';
  return threshold === 1 ? 'at most 1 is allowed' : `at most ${show(threshold)} are allowed`;
}

const SHORT_SHA = 7;

/** A commit as people call it. */
export const describeCommit = ({ commitSha }: Pick<ReportFacts, 'commitSha'>): string => commitSha.slice(0, SHORT_SHA);
