import { cutText } from './cut-text.js';
import { describeCommit, speakVerdict } from './describe-report.js';
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
import { escapeMarkdown, markdownLink } from './markdown.js';
import type { CommentReport, ReportedRule, ReportFacts, ReportOptions, StackedChange } from './report-facts.js';

/** Markdown of a forge: `html` may have comments and folds, `plain` has neither. */
export type CommentMarkdown = 'html' | 'plain';

/** Characters of a comment at most, which every forge takes. */
export const MAX_COMMENT = 4_000;
const LISTED_FINDINGS = 10;
const LISTED_FILES = 10;
const LISTED_DIRECTIVES = 5;
const LISTED_WARNINGS = 5;
const LISTED_CHANGES = 8;
/** Characters of a title that are shown. */
const LONGEST_TITLE = 60;

/**
 * Mark at the beginning of a comment, invisible on the forge: the installation, repository and pull request that it is of.
 * Only a comment with it, and of the connection's own account, is ever edited.
 */
export function commentMarker(
  { installationId, project, prNumber }: Pick<ReportFacts, 'installationId' | 'project' | 'prNumber'>,
  markdown: CommentMarkdown,
): string {
  const name = project.replace(/[<>\s]/g, '');
  return markdown === 'html'
    ? `<!-- quality-gate:${installationId}:${name}#${prNumber ?? 0} -->`
    : `[quality-gate]: <#${installationId}-${name}-${prNumber ?? 0}>`;
}

/**
 * True where a pull request is to have a comment. Pending scans never change one; scans without a verdict of the rules, and
 * green ones, change one that is there, but get none of their own.
 *
 * @param isThere a comment of ours is on the pull request
 */
export function needsComment(
  { state, status, reason }: Pick<ReportFacts, 'state' | 'status' | 'reason'>,
  option: ReportOptions['comment'],
  isThere: boolean,
): boolean {
  if (state === 'pending' || option === 'never') return false;
  if (isThere) return true;
  if (reason === 'timed_out' || reason === 'scan_error') return false;
  return option === 'always' || status === 'failed';
}

/** The comment on a pull request: what failed, with what is new; one sentence where nothing did. At most 4,000 characters. */
export function renderComment(facts: ReportFacts, markdown: CommentMarkdown): CommentReport {
  const isResolved = facts.status !== 'failed';
  const directives = [...listDirectives(facts, LISTED_DIRECTIVES), ...listLoosened(facts, LISTED_DIRECTIVES)];
  const warnings = listWarnings(facts, LISTED_WARNINGS);
  const stack = listStack(facts);
  if (isResolved) return { body: compose(facts, markdown, [...directives, ...warnings, ...stack]), isResolved };
  const entries = bySeverity(facts.newFindings)
    .slice(0, LISTED_FINDINGS)
    .map((finding) => listFinding(finding, facts));
  // as many findings as there is room for, then without the lines
  for (const lines of [uncoveredLines(facts, markdown), []])
    for (let listed = entries.length; listed >= 0; listed -= 1) {
      const findings = newFindings(facts.newFindingsTotal, entries.slice(0, listed));
      const failed = [...failedRules(facts.rules), ...listHolders(facts), ...directives, ...warnings, ...stack];
      const body = compose(facts, markdown, [...failed, ...findings, ...lines]);
      if (body.length <= MAX_COMMENT) return { body, isResolved };
    }
  return { body: compose(facts, markdown, []), isResolved };
}

const compose = (facts: ReportFacts, markdown: CommentMarkdown, parts: readonly string[]): string =>
  [
    `${commentMarker(facts, markdown)}\n### Quality gate: ${headline(facts)}`,
    speakVerdict(facts),
    ...parts,
    describeSource(facts),
  ].join('\n\n');

function headline({ status, state }: ReportFacts): string {
  if (status === 'failed') return state === 'neutral' ? 'would have failed (not blocking)' : 'failed';
  return status === 'passed' ? 'passed' : 'not judged';
}

function failedRules(rules: readonly ReportedRule[]): string[] {
  const failed = rules.filter(({ answer }) => answer === 'violated');
  if (failed.length === 0) return [];
  const rows = failed.map(
    ({ rule, threshold, actual }) => `| \`${rule}\` | ${threshold ?? ''} | ${actual ?? 'unknown'} |`,
  );
  return [['| Rule | Required | Actual |', '| --- | ---: | ---: |', ...rows].join('\n')];
}

function newFindings(total: number, entries: readonly string[]): string[] {
  if (total === 0) return [];
  const rest = total - entries.length;
  const more = rest > 0 && entries.length > 0 ? [`\nand ${rest} more`] : [];
  return [[`**${countFindings(total)}**`, ...entries, ...more].join('\n')];
}

/** Numbers without the mark that would make a reference of each. */
function listStack({ stack = [], prNumber }: ReportFacts): string[] {
  if (stack.length === 0) return [];
  const entries = stack.slice(0, LISTED_CHANGES).map(({ number, title, gateStatus, newTotal }) => {
    const name = `${number}${title === null ? '' : ` ${escapeMarkdown(cutText(title, LONGEST_TITLE))}`}`;
    if (number === prNumber) return `- **${name}** (this one)`;
    const found = newTotal === null || newTotal === 0 ? '' : `, ${countFindings(newTotal)}`;
    return `- ${name}: ${wordOf(gateStatus)}${found}`;
  });
  const more = stack.length - entries.length;
  return [['Stack, starting at the target:', '', ...entries, ...(more > 0 ? [`- and ${more} more`] : [])].join('\n')];
}

const wordOf = (status: StackedChange['gateStatus']): string =>
  status === null ? 'pending' : status === 'not_configured' ? 'not judged' : status;

function uncoveredLines({ uncovered }: ReportFacts, markdown: CommentMarkdown): string[] {
  if (uncovered === null || uncovered.length === 0) return [];
  const title = countUncovered(uncovered);
  const lines = listUncovered(uncovered, LISTED_FILES);
  return markdown === 'html'
    ? [`<details><summary>${title}</summary>`, `${lines}\n</details>`]
    : [`**${title}**`, lines];
}

function describeSource(facts: ReportFacts): string {
  const { url, evaluation, policyVersion } = facts;
  return [
    ...(url === null ? [] : [markdownLink('Details', url)]),
    `commit ${describeCommit(facts)}`,
    ...(evaluation === 0 ? [] : [`evaluation ${evaluation}`]),
    ...(policyVersion === null ? [] : [`policy ${policyVersion}`]),
  ].join(' · ');
}
