import { type AnalyzerResult } from '../analyzers/analyzer.js';
import { type Inventory, takeInventory } from '../analyzers/inventory.js';
import { chooseAnalyzers, runAnalyzer } from '../analyzers/run-analyzers.js';
import { type ScanMetrics } from '../api/scan-api.js';
import { collectReports } from '../collect/collect-reports.js';
import { mergeByTool } from '../collect/merge-by-tool.js';
import { type PolicyFile, readPolicyFile } from '../collect/policy-file.js';
import { type CoverageFile, type FindingsFile, type ReportFile } from '../collect/report-file.js';
import { countOf } from '../count-of.js';
import { CliError } from '../exit-code.js';
import { type Change, findChange } from '../git/changed-lines.js';
import { type Git } from '../git/git.js';
import { listExcludedFiles, listTrackedFiles } from '../git/tracked-files.js';
import { type Identity, isDefaultBranchScan } from '../identity/detect-identity.js';
import { type Progress } from '../progress/progress.js';
import { type CollectionSettings } from '../settings/run-settings.js';
import { type Terminal } from '../terminal.js';
import { measureRun } from './measure-run.js';

/** All that a scan sends, made before anything is sent: what fails here leaves no trace on the service. */
export interface PreparedScan {
  readonly identity: Identity;
  readonly files: readonly string[];
  /** Null for a scan of the default branch. */
  readonly change: Change | null;
  readonly findings: readonly FindingsFile[];
  readonly coverage: readonly CoverageFile[];
  readonly metrics: ScanMetrics;
  readonly policyFile: PolicyFile | null;
}

export interface RunPlace {
  readonly git: Git;
  readonly terminal: Terminal;
  readonly progress: Progress;
}

/**
 * Collects the reports, runs the analyzers and works out what the change is.
 *
 * @throws {CliError} when the change or a named report cannot be read, an analyzer broke, or there is nothing to send
 */
export async function prepareScan(
  place: RunPlace,
  identity: Identity,
  settings: CollectionSettings,
): Promise<PreparedScan> {
  const { git, progress } = place;
  const tracked = await listTrackedFiles(git);
  const change = isDefaultBranchScan(identity) ? null : await findChangedLines(place, identity.base.value);
  const reports = await collect(place, settings, tracked);
  const inventory = await takeInventory(git.root, tracked, await listExcludedFiles(git, settings.exclude));
  for (const { path, reason } of inventory.unread)
    progress.detail(`not analyzed: ${path} (${reason.replaceAll('_', ' ')})`);
  const analyses = await analyze(place, settings, inventory, reports);
  if (reports.length + analyses.length === 0) {
    throw new CliError(
      'unusable_input',
      'There is nothing to upload: no report was found and no analyzer applies.',
      'Write a coverage or SARIF report before this step, or name one with --coverage or --findings.',
    );
  }
  return {
    identity,
    files: tracked,
    change,
    findings: mergeByTool([...reports, ...analyses.map(({ report }) => report)].filter(isFindings)),
    coverage: reports.filter(isCoverage),
    metrics: measureRun(inventory, analyses),
    policyFile: await findPolicyFile(place),
  };
}

const isFindings = (file: ReportFile): file is FindingsFile => file.kind === 'findings';
const isCoverage = (file: ReportFile): file is CoverageFile => file.kind === 'coverage';

function findChangedLines({ git, progress }: RunPlace, base: string): Promise<Change> {
  return progress.step('Changed lines', async (step) => {
    const change = await findChange(git, base, (message) => progress.detail(message));
    const { parseUnifiedDiff } = await import('../../domain/changes/parse-unified-diff.js');
    const read = parseUnifiedDiff(change.diff);
    const size = read.ok ? countOf(read.value.files.length, 'file') : `${change.diff.length} characters of diff`;
    step.say(`${size} against ${base} at ${change.mergeBase.slice(0, 10)}`);
    return change;
  });
}

function collect(
  place: RunPlace,
  settings: CollectionSettings,
  tracked: readonly string[],
): Promise<readonly ReportFile[]> {
  const { git, terminal, progress } = place;
  return progress.step('Reports', async (step) => {
    const where = { root: git.root, cwd: terminal.cwd, tracked: new Set(tracked) };
    const { reports, skipped } = await collectReports(where, settings);
    for (const { path, reason } of skipped) progress.note(`left out: ${path} (${reason})`);
    step.say(reports.length === 0 ? 'none found' : reports.map(describeReport).join(', '));
    return reports;
  });
}

const describeReport = ({ name, format }: ReportFile): string => `${name} (${format ?? 'compressed'})`;

async function analyze(
  { terminal, progress }: RunPlace,
  settings: CollectionSettings,
  inventory: Inventory,
  reports: readonly ReportFile[],
): Promise<readonly AnalyzerResult[]> {
  const results: AnalyzerResult[] = [];
  // What analyzes code needs no key to the service.
  const env = { ...terminal.env, QGATE_TOKEN: undefined };
  for (const analyzer of chooseAnalyzers(settings.analyzers, inventory)) {
    const own = reports.find(({ format }) => analyzer.name === 'jscpd' && format === 'jscpd');
    if (own !== undefined) {
      progress.note(`The bundled jscpd is not run: ${own.name} is there already.`);
      continue;
    }
    const result = await progress.step(`Analyzer ${analyzer.name}`, async (step) => {
      const done = await runAnalyzer(analyzer, inventory, env, terminal.interrupted);
      step.say(`${done.tool.version}, ${done.outcome}`);
      return done;
    });
    for (const file of result.unparsed ?? []) progress.detail(`${analyzer.name} could not parse ${file}`);
    results.push(result);
  }
  return results;
}

async function findPolicyFile({ git, progress }: RunPlace): Promise<PolicyFile | null> {
  const file = await readPolicyFile(git.root);
  if (file !== null)
    progress.note(file.text === null ? `${file.path} is over 64 KB and does not count` : `Policy file: ${file.path}`);
  return file;
}
