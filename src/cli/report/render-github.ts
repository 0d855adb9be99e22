import { randomUUID } from 'node:crypto';
import { type LineSpan } from '../../domain/gate/evidence.js';
import { type ScanFinding } from '../api/answers.js';
import { describeRelated, UNCOVERED_MESSAGE, whyNew } from './describe-evidence.js';
import { renderTable } from './render-table.js';
import { type RunResult } from './run-result.js';
import { summarize } from './sentence.js';

type Level = 'error' | 'warning' | 'notice';

/** GitHub shows ten annotations of each level and step; more are dropped there without a word. */
const SHOWN_PER_LEVEL = 10;

const LEVELS: Readonly<Record<string, Level>> = { critical: 'error', high: 'error', medium: 'warning' };

const levelOf = ({ severity }: ScanFinding): Level => LEVELS[severity] ?? 'notice';

/**
 * The result for the step's log: the table, and as annotations the verdict, the new findings, worst first, and the added
 * lines that no test runs.
 */
export function renderGithub(result: RunResult): string {
  const failed = result.failure !== null || result.gate?.status === 'failed';
  const verdict = command(failed ? 'error' : 'notice', { title: 'Quality gate' }, summarize(result));
  const shown: Record<Level, number> = { error: failed ? 1 : 0, warning: 0, notice: failed ? 0 : 1 };
  const annotations = result.newFindings.flatMap((finding) => {
    const level = levelOf(finding);
    shown[level] += 1;
    return shown[level] > SHOWN_PER_LEVEL ? [] : [annotate(level, finding)];
  });
  const isCoverageBroken = result.gate?.violations.some(({ rule }) => rule === 'new_coverage_min') ?? false;
  const uncoveredLevel = isCoverageBroken ? 'warning' : 'notice';
  const uncovered = (result.gate?.uncovered ?? [])
    .flatMap(({ file_path: file, ranges }) => ranges.map((range) => annotateUncovered(uncoveredLevel, file, range)))
    .slice(0, Math.max(0, SHOWN_PER_LEVEL - shown[uncoveredLevel]));
  const table = result.failure === null ? withoutCommands(renderTable(result, false)) : '';
  return `${table}${[verdict, ...annotations, ...uncovered].join('\n')}\n`;
}

/** Text in which a line that looks like a workflow command is none: findings quote the code of strangers. */
function withoutCommands(text: string): string {
  const word = randomUUID();
  return `::stop-commands::${word}\n${text.trimEnd()}\n::${word}::\n`;
}

function annotate(level: Level, finding: ScanFinding): string {
  const place: Record<string, string> =
    finding.file_path === null ? {} : { file: finding.file_path, line: String(finding.line ?? 1) };
  return command(level, { ...place, title: `New: ${finding.tool} ${finding.rule_id}` }, describe(finding));
}

function describe(finding: ScanFinding): string {
  const because = finding.new_because || finding.was ? `(${whyNew(finding)})` : '';
  return [finding.message, describeRelated(finding), because].filter((part) => part !== '').join('\n');
}

const annotateUncovered = (level: Level, file: string, [from, to]: LineSpan): string =>
  command(level, { file, line: String(from), endLine: String(to), title: 'Not covered' }, UNCOVERED_MESSAGE);

function command(level: Level, properties: Readonly<Record<string, string>>, message: string): string {
  const written = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(value)}`);
  return `::${level} ${written.join(',')}::${escapeData(message)}`;
}

/** As the runner reads them back: a line break would begin another command. */
const escapeData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const escapeProperty = (text: string): string => escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

/** Outputs for later steps: `steps.<id>.outputs.<name>`. */
export function githubOutputs(result: RunResult, exitCode: number): Readonly<Record<string, string>> {
  return {
    status: result.gate?.status ?? 'none',
    'scan-id': result.scanId === null ? '' : String(result.scanId),
    url: result.url ?? '',
    'dashboard-url': result.dashboardUrl ?? '',
    'new-findings': String(result.newFindingsTotal),
    violations: (result.gate?.violations ?? []).map(({ rule }) => rule).join(','),
    'exit-code': String(exitCode),
  };
}
