import type { RuleAnswer } from '../gate/rule-answers.js';
import { cutText } from './cut-text.js';
import { describeReport, toStatusReport } from './describe-report.js';
import {
  bySeverity,
  countFindings,
  countUncovered,
  listDirectives,
  listFinding,
  listHolders,
  listLoosened,
  listUncovered,
  listWarnings,
} from './list-findings.js';
import { escapeMarkdown } from './markdown.js';
import type { CheckReport, ReportedRule, ReportFacts, ReportOptions } from './report-facts.js';
import { selectAnnotations } from './select-annotations.js';

const MAX_TITLE = 100;
/** Below GitHub's limit of 65,535. */
const MAX_TEXT = 60_000;
const LISTED_FILES = 200;
const LISTED_DIRECTIVES = 20;
const LISTED_WARNINGS = 20;
const LISTED_MEMBERS = 10;

const ANSWERS: Readonly<Record<RuleAnswer, string>> = {
  passed: 'passed',
  violated: 'failed',
  tolerated: 'tolerated',
  waived: 'waived',
  skipped: 'skipped',
};

/** The richer report: every rule with its answer, what is new, and notes on the lines. */
export function renderCheck(facts: ReportFacts, { annotations }: Pick<ReportOptions, 'annotations'>): CheckReport {
  const isPending = facts.state === 'pending';
  const chosen = annotations && !isPending ? selectAnnotations(facts) : [];
  return {
    ...toStatusReport(facts),
    title: cutText(describeReport(facts), MAX_TITLE),
    summary: isPending || facts.rules.length === 0 ? escapeMarkdown(describeReport(facts)) : ruleTable(facts.rules),
    text: isPending ? '' : findingsText(facts, chosen.length),
    annotations: chosen,
    hasReevaluateAction: facts.canReevaluate && !isPending,
  };
}

const ruleTable = (rules: readonly ReportedRule[]): string =>
  [
    '| Rule | Required | Actual | Result |',
    '| --- | ---: | ---: | --- |',
    ...rules.map(
      ({ rule, threshold, actual, answer, causedBy }) =>
        `| \`${rule}\` | ${threshold ?? ''} | ${actual ?? (answer === 'skipped' ? '' : 'unknown')} | ${ANSWERS[answer]}${membersIn(causedBy)} |`,
    ),
  ].join('\n');

/** Members of a merge group, without the mark that would make a reference of each. */
function membersIn(members: readonly number[] = []): string {
  if (members.length === 0) return '';
  const more = members.length > LISTED_MEMBERS ? `, and ${members.length - LISTED_MEMBERS} more` : '';
  return `, by pull request ${members.slice(0, LISTED_MEMBERS).join(', ')}${more}`;
}

/** New findings and uncovered lines, as far as there is room for them. */
function findingsText(facts: ReportFacts, annotated: number): string {
  const { newFindings, newFindingsTotal: total, uncovered } = facts;
  const lines =
    uncovered === null || uncovered.length === 0
      ? ''
      : `**${countUncovered(uncovered)}**\n\n${listUncovered(uncovered, LISTED_FILES)}`;
  const directives = [
    ...listHolders(facts),
    ...listDirectives(facts, LISTED_DIRECTIVES),
    ...listLoosened(facts, LISTED_DIRECTIVES),
    ...listWarnings(facts, LISTED_WARNINGS),
  ];
  if (total === 0) return cutText([...directives, ...(lines === '' ? [] : [lines])].join('\n\n'), MAX_TEXT);
  const head = [`**${countFindings(total)}**${countAnnotated(annotated, total)}`];
  const entries = bySeverity(newFindings).map((finding) => listFinding(finding, facts));
  const room = MAX_TEXT - Math.min(lines.length, MAX_TEXT / 2) - directives.join('').length - 200;
  const listed = takeWithin(entries, room);
  const more = total > listed.length ? [`\nand ${total - listed.length} more`] : [];
  return [
    ...directives,
    [...head, ...listed, ...more].join('\n'),
    ...(lines === '' ? [] : [cutText(lines, MAX_TEXT / 2)]),
  ].join('\n\n');
}

const countAnnotated = (annotated: number, total: number): string =>
  annotated > 0 && annotated < total ? `, ${annotated} of them annotated on their lines` : '';

/** The first entries whose lines have so many characters together. */
function takeWithin(entries: readonly string[], most: number): string[] {
  let length = 0;
  return entries.filter((entry) => (length += entry.length + 1) <= most);
}
