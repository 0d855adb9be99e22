import { RULES } from '../gate/rules.js';
import { escapeMarkdown } from './markdown.js';
import { oneLine } from './plain-text.js';
import type { ReportedRule, ReportFacts, StatusReport } from './report-facts.js';

/** The verdict in one sentence of plain text, as descriptions and titles have it. */
export function describeReport({ state, status, reason, summary, deadlineMinutes }: ReportFacts): string {
  if (state === 'pending') return 'waiting for reports';
  if (reason === 'timed_out')
    return `timed out: reports were not complete within ${deadlineMinutes ?? 0} ${deadlineMinutes === 1 ? 'minute' : 'minutes'}`;
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
  return `${upperFirst([...shares, ...counts].map((broken) => RULES[broken.rule].words(broken)).join('; '))}.`;
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

const SHORT_SHA = 7;

/** A commit as people call it. */
export const describeCommit = ({ commitSha }: Pick<ReportFacts, 'commitSha'>): string => commitSha.slice(0, SHORT_SHA);
