import Table from 'cli-table3';
import colors from 'picocolors';
import { oneLine } from '../../domain/reporting/plain-text.js';
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
  whyNew,
} from './describe-evidence.js';
import { explainTotals } from './explain-totals.js';
import { countGroup, groupByRule, GROUPED_FROM, placesByFile } from './group-findings.js';
import { judgeRules, type RuleLine, showActual } from './judged-rules.js';
import { listNewFindings } from './new-findings.js';
import { type RunResult } from './run-result.js';
import { summarize } from './sentence.js';

type Style = ReturnType<typeof colors.createColors>;

/** More new findings than this are counted, not listed: the scan's page has them all. */
const LISTED_FINDINGS = 25;
const MESSAGE_WIDTH = 90;

/** The result for people: the rules, the new findings and why they are new, the evidence, and the verdict in one sentence. */
export function renderTable(result: RunResult, hasColors: boolean): string {
  const style = colors.createColors(hasColors);
  const parts: string[] = [];
  const compared = result.gate === null ? null : describeBase(result.gate);
  const base = compared === null ? [] : [oneLine(compared)];
  if (result.gate !== null && (result.gate.status === 'passed' || result.gate.status === 'failed')) {
    parts.push(ruleTable(judgeRules(result.gate), style));
  }
  const totals = explainTotals(result);
  if (totals.length > 0) parts.push(totals.join('\n'));
  parts.push(...describeCauses(result).map((group) => evidenceList(group, style)));
  if (result.newFindings.length >= GROUPED_FROM) parts.push(groupList(result, style));
  else if (result.newFindings.length > 0) parts.push(findingList(result, style));
  if (result.gate !== null)
    parts.push(...describeEvidence(result.gate, result).map((group) => evidenceList(group, style)));
  parts.push(
    [sentence(result, style), ...base, ...(result.dashboardUrl === null ? [] : [style.dim(result.dashboardUrl)])].join(
      '\n',
    ),
  );
  return `${parts.join('\n\n')}\n`;
}

function ruleTable(rules: readonly RuleLine[], style: Style): string {
  const table = new Table({
    head: ['Rule', 'Threshold', 'Actual', 'Verdict'].map((title) => style.bold(title)),
    colAligns: ['left', 'right', 'right', 'left'],
    // Without colours of its own: NO_COLOR is ours to keep.
    style: { head: [], border: [] },
  });
  for (const line of rules) {
    table.push([line.rule, showValue(line.threshold), showActual(line), verdictOf(line, style)]);
  }
  return table.toString();
}

function verdictOf({ verdict, remark }: RuleLine, style: Style): string {
  const paint = {
    passed: style.green,
    failed: style.red,
    tolerated: style.yellow,
    waived: style.yellow,
    skipped: style.dim,
  }[verdict];
  return paint(remark === null ? verdict : `${verdict} (${remark})`);
}

/** Many findings by rule: the first message of each, and the lines in each file. */
function groupList({ newFindings, newFindingsTotal }: RunResult, style: Style): string {
  const groups = groupByRule(newFindings);
  const listed = groups.slice(0, LISTED_FINDINGS);
  const lines = listed.flatMap((group) => [
    `  ${severityOf(group, style)} ${oneLine(`${group.tool} ${group.ruleId}`)} (${countGroup(group)})`,
    `           ${shorten(group.findings[0]!.message)} ${style.dim(`(${reasonsOf(group.findings)})`)}`,
    ...placesByFile(group).map((place) => `           ${style.cyan(oneLine(place))}`),
  ]);
  const rest = newFindingsTotal - listed.reduce((sum, { findings }) => sum + findings.length, 0);
  return [
    style.bold(`New findings (${newFindingsTotal}), by rule`),
    ...lines,
    ...(rest > 0 ? [style.dim(`  and ${rest} more`)] : []),
  ].join('\n');
}

/** Reasons why findings are new, each once. */
const reasonsOf = (findings: readonly ScanFinding[]): string =>
  shorten([...new Set(findings.map((finding) => whyNew({ ...finding, nearest: null })))].join(', '));

function findingList(result: RunResult, style: Style): string {
  const { listed, rest } = listNewFindings(result, LISTED_FINDINGS);
  const lines = listed.flatMap((finding) => [
    `  ${severityOf(finding, style)} ${style.cyan(oneLine(placeOf(finding)))}  ${style.dim(oneLine(`${finding.tool} ${finding.rule_id}`))}`,
    `           ${shorten(finding.message)} ${style.dim(`(${shorten(remarkOn(finding))})`)}`,
    ...placesOf(finding).map((text) => `           ${style.dim(text)}`),
  ]);
  return [
    style.bold(`New findings (${result.newFindingsTotal})`),
    ...lines,
    ...(rest > 0 ? [style.dim(`  and ${rest} more`)] : []),
  ].join('\n');
}

const placesOf = (finding: ScanFinding): readonly string[] =>
  [oneLine(describeRelated(finding))].filter((text) => text !== '');

const evidenceList = ({ title, lines }: EvidenceGroup, style: Style): string =>
  [style.bold(title), ...lines.map(({ subject, text }) => `  ${style.cyan(oneLine(subject))}  ${oneLine(text)}`)].join(
    '\n',
  );

function severityOf({ severity }: Pick<ScanFinding, 'severity'>, style: Style): string {
  const padded = severity.padEnd(8);
  if (severity === 'critical' || severity === 'high') return style.red(padded);
  return severity === 'medium' ? style.yellow(padded) : padded;
}

/** One line without control characters: a message is text from a report, and must not steer the terminal. */
function shorten(message: string): string {
  const line = oneLine(message);
  return line.length <= MESSAGE_WIDTH ? line : `${line.slice(0, MESSAGE_WIDTH - 3)}...`;
}

function sentence(result: RunResult, style: Style): string {
  const text = summarize(result);
  const status = result.gate?.status ?? null;
  if (result.failure !== null || status === 'failed') return style.bold(style.red(text));
  return style.bold(status === 'passed' ? style.green(text) : style.yellow(text));
}
