import { isUtf8 } from 'node:buffer';
import { readFile, writeFile } from 'node:fs/promises';
import { toolFamily } from '../../domain/findings/classify/tool-families.js';
import { type Finding } from '../../domain/findings/finding.js';
import { chooseFix } from '../../domain/findings/fix.js';
import { runAnalyzer } from '../analyzers/run-analyzers.js';
import { toAnalyzer } from '../analyzers/run-tool.js';
import { type Tool } from '../analyzers/tool.js';
import { TOOLS } from '../analyzers/tools.js';
import { NO_CACHE } from '../cache/result-cache.js';
import { listExcludedFiles, listTrackedFiles } from '../git/tracked-files.js';
import { withoutSecrets } from '../redact.js';
import { type RunResult } from '../report/run-result.js';
import { isFindings } from '../run/prepare-run.js';
import { type RunPlace } from '../run/run-place.js';
import { requireInside } from '../settings/inside-checkout.js';
import { type LocalSettings } from '../settings/run-settings.js';
import { type Inventory, takeInventory } from '../source/inventory.js';
import { fixFindings, type FixOutcome, type FixPlace } from './fix-findings.js';
import { readReportedFindings, ReportedFindings } from './reported-findings.js';

/** Choice of the findings to fix. */
export interface FixChoice {
  /** New findings alone; else all of the files that the change adds or edits. */
  readonly isNewOnly: boolean;
  /** Fixes that their tool calls safe. */
  readonly isSafeOnly: boolean;
}

/** Tools that say in another form of output which of their fixes are safe. */
const SAYING_MORE: Readonly<Record<string, Pick<Tool, 'args' | 'read'>>> = {
  ruff: {
    args: ({ files, output }) => [
      ...['check', '--exit-zero', '--no-cache', '--force-exclude', '--output-format', 'json', '--output-file', output],
      ...files,
    ],
    read: (content) => ({ format: 'ruff', content, count: (JSON.parse(content) as unknown[]).length }),
  },
};

type AnalyzerSettings = Pick<LocalSettings, 'exclude' | 'analyzerTimeoutSeconds' | 'duplicationExclude'>;

/**
 * Fixes findings in the working tree, tool by tool. Only files that the change adds or edits are written, and a tool that qgate cannot
 * run again leaves its findings as they are.
 *
 * @throws {CliError} of kind `analyzer_broke` where a tool fails; its files are as before
 */
export async function fixCheckout(
  { written, changedFiles, newFindings }: RunResult,
  { isNewOnly, isSafeOnly }: FixChoice,
  settings: AnalyzerSettings,
  place: Pick<RunPlace, 'git' | 'terminal' | 'progress'>,
): Promise<readonly FixOutcome[]> {
  const { git } = place;
  const tracked = await listTrackedFiles(git);
  const changed = new Set(changedFiles ?? []);
  const reported = await readReportedFindings(written, git.root, tracked);
  /** The findings to fix, of those of a tool. */
  const choose = (name: string, found: ReportedFindings): readonly Finding[] => {
    const scope = isNewOnly
      ? newFindings.filter(({ tool }) => tool === name).flatMap((finding) => found.find(finding) ?? [])
      : found.all.filter(({ tool }) => tool === name);
    return [...new Set(scope)].filter(({ filePath }) => filePath !== null && changed.has(filePath));
  };
  const outcomes: FixOutcome[] = [];
  for (const name of new Set(reported.all.map(({ tool }) => tool))) {
    const offered = choose(name, reported).filter(({ fixes }) => fixes !== undefined);
    const fixable = offered.filter((finding) => chooseFix(finding, isSafeOnly) !== null);
    // The own output of some tools says more of their fixes.
    if ((toolFamily(name) in SAYING_MORE ? offered : fixable).length === 0) continue;
    const analyze = await analyzerOf(name, { tracked, changed, settings, place });
    if (analyze === null) {
      const why = `qgate cannot run ${name} again`;
      outcomes.push(...fixable.map((finding): FixOutcome => ({ finding, result: 'left', why })));
      continue;
    }
    await place.progress.step(`Fixes of ${name}`, async (step) => {
      // Of what the tool says now: the reports may be of an older text.
      const before = await analyze();
      const wanted = choose(name, new ReportedFindings(before)).map((finding) => withFixes(finding, offered));
      const done = await fixFindings(before, wanted, { isSafeOnly, place: fileAccess(git.root, analyze) });
      step.say(`${done.filter(({ result }) => result === 'kept').length} of ${done.length} kept`);
      outcomes.push(...done);
    });
  }
  return outcomes;
}

/** The finding with the fixes that a report has of it, where the tool's own run has none. */
function withFixes(finding: Finding, reported: readonly Finding[]): Finding {
  if (finding.fixes !== undefined) return finding;
  const isSame = ({ ruleId, filePath, region }: Finding) =>
    ruleId === finding.ruleId &&
    filePath === finding.filePath &&
    region.startLine === finding.region.startLine &&
    region.startColumn === finding.region.startColumn;
  return { ...finding, fixes: reported.find(isSame)?.fixes };
}

interface Analysis {
  readonly tracked: readonly string[];
  readonly changed: ReadonlySet<string>;
  readonly settings: AnalyzerSettings;
  readonly place: Pick<RunPlace, 'git' | 'terminal'>;
}

/** A function that runs a tool on the change and answers its findings; null for a tool that qgate does not run, or that is not here. */
async function analyzerOf(
  name: string,
  { tracked, changed, settings, place: { git, terminal } }: Analysis,
): Promise<(() => Promise<readonly Finding[]>) | null> {
  const env = withoutSecrets(terminal.env);
  const excluded = await listExcludedFiles(git, settings.exclude);
  const takeStock = () => takeInventory(git.root, tracked, excluded);
  const known = TOOLS.find(({ family }) => family === toolFamily(name));
  const tool = known && { ...known, ...SAYING_MORE[known.family] };
  if (tool === undefined || (await toAnalyzer(tool).findObstacle(await takeStock(), env)) !== null) return null;
  return async () => {
    const inventory = await takeStock();
    const { reports } = await runAnalyzer(toAnalyzer(tool), {
      inventory: tool.takes === 'files' ? keepFiles(inventory, changed) : inventory,
      reporting: new Set(),
      env,
      timeLimitSeconds: settings.analyzerTimeoutSeconds,
      duplicationExclude: settings.duplicationExclude,
      cache: NO_CACHE,
      signal: terminal.interrupted,
    });
    const { all } = await readReportedFindings(reports.filter(isFindings), git.root, tracked);
    return all.filter((finding) => finding.tool === name);
  };
}

const keepFiles = (inventory: Inventory, files: ReadonlySet<string>): Inventory => ({
  ...inventory,
  tracked: inventory.tracked.filter((file) => files.has(file)),
  sources: inventory.sources.filter((file) => files.has(file)),
});

/** Access to files of the checkout, as text alone and through no links. */
const fileAccess = (root: string, analyze: FixPlace['analyze']): FixPlace => ({
  analyze,
  read: async (file) => {
    try {
      const bytes = await readFile(await requireInside('A fix', root, root, file));
      return isUtf8(bytes) ? bytes.toString('utf8') : null;
    } catch {
      return null;
    }
  },
  write: async (file, text) => writeFile(await requireInside('A fix', root, root, file), text),
});
