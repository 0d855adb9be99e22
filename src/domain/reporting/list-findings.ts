import { SEVERITIES } from '../findings/finding.js';
import { expandLink } from '../forge/forge-links.js';
import { describeDirective } from '../gate/describe-directive.js';
import { describeLoosened } from '../gate/describe-loosened.js';
import type { UncoveredFile } from '../gate/evidence.js';
import type { WarningCode } from '../warning.js';
import { cutText } from './cut-text.js';
import { escapeMarkdown, markdownCode, markdownLink } from './markdown.js';
import type { ReportedFinding, ReportFacts } from './report-facts.js';

const MAX_MESSAGE = 200;
const MAX_WARNING = 400;
const MAX_RANGES = 20;

/** Findings in the order in which they are listed: the worst first, then by their places. */
export const bySeverity = (findings: readonly ReportedFinding[]): ReportedFinding[] => [...findings].sort(compare);

const compare = (one: ReportedFinding, other: ReportedFinding): number =>
  SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity) ||
  compareTexts(one.filePath, other.filePath) ||
  (one.startLine ?? 0) - (other.startLine ?? 0);

const compareTexts = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** One new finding as an entry of a list: severity, place, message, and the rule that found it. */
export function listFinding(
  { severity, filePath, startLine, endLine, message, tool, ruleId }: ReportedFinding,
  { fileLink, commitSha: sha }: Pick<ReportFacts, 'fileLink' | 'commitSha'>,
): string {
  const name = markdownCode(startLine === null ? filePath : `${filePath}:${startLine}`);
  const lines = { from: startLine ?? 1, to: endLine ?? startLine ?? 1 };
  const place = fileLink === null ? name : markdownLink(name, expandLink(fileLink, { sha, path: filePath, ...lines }));
  const rule = `(${markdownCode(tool)} ${escapeMarkdown(cutText(ruleId, MAX_MESSAGE))})`;
  return `- ${severity} ${place} ${escapeMarkdown(cutText(message, MAX_MESSAGE))} ${rule}`;
}

/** The first added directives under a title; empty without any. @param most entries that are listed */
export function listDirectives(
  { suppressions, fileLink, commitSha: sha }: Pick<ReportFacts, 'suppressions' | 'fileLink' | 'commitSha'>,
  most: number,
): string[] {
  if (!suppressions || suppressions.added === 0) return [];
  const { added, items } = suppressions;
  const entries = items.slice(0, most).map((item) => {
    const { file_path: path, line } = item;
    const name = markdownCode(`${path}:${line}`);
    const place =
      fileLink === null ? name : markdownLink(name, expandLink(fileLink, { sha, path, from: line, to: line }));
    return `- ${place} ${escapeMarkdown(cutText(describeDirective(item), MAX_MESSAGE))}`;
  });
  const title = `**${added} new ${added === 1 ? 'directive that silences a tool' : 'directives that silence tools'}**`;
  const rest = added - entries.length;
  return [[title, ...entries, ...(rest > 0 ? [`\nand ${rest} more`] : [])].join('\n')];
}

/** The first loosened settings under a title; empty without any. @param most entries that are listed */
export function listLoosened({ loosened }: Pick<ReportFacts, 'loosened'>, most: number): string[] {
  if (!loosened || loosened.length === 0) return [];
  const entries = loosened
    .slice(0, most)
    .map(
      (setting) => `- ${markdownCode(setting.path)} ${escapeMarkdown(cutText(describeLoosened(setting), MAX_MESSAGE))}`,
    );
  const title = `**${loosened.length} loosened ${loosened.length === 1 ? 'setting of a tool' : 'tool settings'}**`;
  const rest = loosened.length - entries.length;
  return [[title, ...entries, ...(rest > 0 ? [`\nand ${rest} more`] : [])].join('\n')];
}

/** Sentences on what holds the rating down, under a title; empty where no rating breaks its rule. */
export const listHolders = ({ heldDownBy = [] }: Pick<ReportFacts, 'heldDownBy'>): string[] =>
  heldDownBy.length === 0
    ? []
    : [
        [
          '**What lowers the rating**',
          ...heldDownBy.map((text) => `- ${escapeMarkdown(cutText(text, MAX_WARNING))}`),
        ].join('\n'),
      ];

/**
 * The first warnings of the verdict under a title; empty without any. Those whose subjects `listDirectives` and `listLoosened`
 * name are left out.
 *
 * @param most warnings that are listed
 */
export function listWarnings(
  { warnings = [], suppressions, loosened }: Pick<ReportFacts, 'warnings' | 'suppressions' | 'loosened'>,
  most: number,
): string[] {
  const listed = new Set<WarningCode>();
  if (suppressions) listed.add('suppressions_added');
  if (loosened) listed.add('tools_loosened');
  const others = warnings.filter(({ code }) => !listed.has(code));
  if (others.length === 0) return [];
  const entries = others.slice(0, most).map(({ message }) => `- ${escapeMarkdown(cutText(message, MAX_WARNING))}`);
  const rest = others.length - entries.length;
  return [['**Worth a look**', ...entries, ...(rest > 0 ? [`\nand ${rest} more`] : [])].join('\n')];
}

/** `1 new finding`, `24 new findings`. */
export const countFindings = (count: number): string => `${count} new ${count === 1 ? 'finding' : 'findings'}`;

/** Title of uncovered lines with their number and that of their files. */
export const countUncovered = (files: readonly UncoveredFile[]): string =>
  `Added lines that no test runs: ${files.reduce((sum, file) => sum + linesOf(file), 0)} in ${files.length} ${files.length === 1 ? 'file' : 'files'}`;

const linesOf = ({ ranges, moreLines }: UncoveredFile): number =>
  ranges.reduce((sum, [from, to]) => sum + to - from + 1, moreLines);

/** Files with the lines that are not covered: `src/fee.ts` 9-10, 12; up to the given number of files. */
export function listUncovered(files: readonly UncoveredFile[], most: number): string {
  const shown = files.slice(0, most).map((file) => `${markdownCode(file.filePath)} ${showRanges(file)}`);
  const rest = files.length - shown.length;
  return [...shown, ...(rest > 0 ? [`and ${rest} more ${rest === 1 ? 'file' : 'files'}`] : [])].join(' · ');
}

function showRanges({ ranges, moreLines }: UncoveredFile): string {
  const shown = ranges.slice(0, MAX_RANGES).map(([from, to]) => (from === to ? String(from) : `${from}-${to}`));
  const rest = linesOf({ filePath: '', ranges: ranges.slice(MAX_RANGES), moreLines });
  return [...shown, ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
}
