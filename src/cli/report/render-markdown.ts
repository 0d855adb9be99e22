import { codeInTable, escapeMarkdown, markdownCode } from '../../domain/reporting/markdown.js';
import { isPlainCode } from '../../domain/reporting/untrusted-text.js';
import { type ScanFinding } from '../api/answers.js';
import {
  describeBase,
  describeCauses,
  describeEvidence,
  describeRelated,
  type EvidenceGroup,
  placeOf,
  remarkOn,
  showValue,
} from './describe-evidence.js';
import { explainTotals } from './explain-totals.js';
import { countGroup, type FindingGroup, groupByRule, GROUPED_FROM, placesByFile } from './group-findings.js';
import { judgeRules, type RuleLine, showActual } from './judged-rules.js';
import { listNewFindings } from './new-findings.js';
import { type RunResult } from './run-result.js';
import { summarize } from './sentence.js';
import { suggestionBlock } from './suggestion-block.js';

/** A comment or summary with more findings than this is not read. */
const LISTED_FINDINGS = 20;
/** Each fix takes as many lines as its code has. */
const SHOWN_FIXES = 10;

const MARKS: Readonly<Record<RuleLine['verdict'], string>> = {
  passed: '✅',
  failed: '❌',
  tolerated: '⚠️',
  waived: '⚠️',
  skipped: '➖',
};

/** The result as GitHub-flavoured Markdown: for step summaries, comments and job logs. */
export function renderMarkdown(result: RunResult): string {
  const { gate } = result;
  const compared = gate === null ? null : describeBase(gate);
  const isJudged = gate !== null && (gate.status === 'passed' || gate.status === 'failed');
  const parts = [
    `### Quality gate: ${headline(result)}`,
    escapeMarkdown(summarize(result)),
    ...(compared === null ? [] : [escapeMarkdown(compared)]),
    ...(isJudged ? [ruleTable(judgeRules(gate))] : []),
    ...explainTotals(result).map(escapeMarkdown),
    ...describeCauses(result).map(evidenceList),
    ...(result.newFindingsTotal > 0 ? [newFindings(result)] : []),
    ...fixes(result),
    ...(gate === null ? [] : describeEvidence(gate, result).map(evidenceList)),
    ...(result.dashboardUrl === null ? [] : [`[Scan ${result.scanId}](${result.dashboardUrl})`]),
  ];
  return `${parts.join('\n\n')}\n`;
}

function headline({ gate, failure }: RunResult): string {
  if (failure !== null) return 'no verdict';
  return gate?.status == null ? 'no verdict' : gate.status.replaceAll('_', ' ');
}

function ruleTable(rules: readonly RuleLine[]): string {
  const rows = rules.map((line) => {
    const { rule, threshold, verdict, remark } = line;
    const said = remark === null ? verdict : `${verdict} (${escapeMarkdown(remark)})`;
    return `| \`${rule}\` | ${showValue(threshold)} | ${showActual(line)} | ${MARKS[verdict]} ${said} |`;
  });
  return ['| Rule | Threshold | Actual | Verdict |', '| --- | ---: | ---: | --- |', ...rows].join('\n');
}

const newFindings = (result: RunResult): string =>
  result.newFindings.length >= GROUPED_FROM ? groupTable(result) : findingTable(result);

/** Many findings by rule: the first message of each, and the lines in each file. */
function groupTable({ newFindings: findings, newFindingsTotal }: RunResult): string {
  const listed = groupByRule(findings).slice(0, LISTED_FINDINGS);
  const rest = newFindingsTotal - listed.reduce((sum, group) => sum + group.findings.length, 0);
  return [
    `**New findings (${newFindingsTotal}), by rule**\n`,
    '| Severity | Rule | Number | Places | First message |',
    '| --- | --- | ---: | --- | --- |',
    ...listed.map(groupRow),
    ...(rest > 0 ? [`\nand ${rest} more`] : []),
  ].join('\n');
}

const groupRow = (group: FindingGroup): string =>
  `| ${group.severity} | ${codeInTable(`${group.tool} ${group.ruleId}`)} | ${countGroup(group)} | ${placesByFile(group).map(codeInTable).join('<br>')} | ${escapeMarkdown(group.findings[0]!.message)} |`;

function findingTable(result: RunResult): string {
  const { listed, rest } = listNewFindings(result, LISTED_FINDINGS);
  return [
    `**New findings (${result.newFindingsTotal})**\n`,
    '| Severity | Place | Rule | Message | Why new |',
    '| --- | --- | --- | --- | --- |',
    ...listed.map(findingRow),
    ...(rest > 0 ? [`\nand ${rest} more`] : []),
  ].join('\n');
}

const findingRow = (finding: ScanFinding): string =>
  `| ${finding.severity} | ${codeInTable(placeOf(finding))} | ${codeInTable(`${finding.tool} ${finding.rule_id}`)} | ${escapeMarkdown(messageOf(finding))} | ${escapeMarkdown(remarkOn(finding))} |`;

const messageOf = (finding: ScanFinding): string => {
  const places = describeRelated(finding);
  return places === '' ? finding.message : `${finding.message} (${places})`;
};

/** The fixes of new findings in the files of the change, as blocks that GitHub and GitLab show as suggestions. */
function fixes({ newFindings: findings, suggestions, changedFiles }: RunResult): readonly string[] {
  const offered = findings.flatMap((finding) => {
    const { issue_id: id, file_path: file, tool, rule_id: rule } = finding;
    const fix = suggestions.get(id);
    if (fix === undefined || file === null || !isPlainCode(fix.text)) return [];
    if (changedFiles !== null && !changedFiles.includes(file)) return [];
    const lines = fix.startLine === fix.endLine ? `${fix.startLine}` : `${fix.startLine}-${fix.endLine}`;
    const place = `${markdownCode(`${file}:${lines}`)} ${markdownCode(`${tool} ${rule}`)}`;
    return [`${place}\n\n${suggestionBlock(fix.text, 'suggestion')}`];
  });
  if (offered.length === 0) return [];
  const rest = offered.length - SHOWN_FIXES;
  return ['**Fixes**', ...offered.slice(0, SHOWN_FIXES), ...(rest > 0 ? [`and ${rest} more`] : [])];
}

const evidenceList = ({ title, lines }: EvidenceGroup): string =>
  [
    `**${escapeMarkdown(title)}**\n`,
    ...lines.map(({ subject, text }) => `- ${markdownCode(subject)}: ${escapeMarkdown(text)}`),
  ].join('\n');
