import { type AnalyzerResult } from '../analyzers/analyzer.js';
import { chooseAnalyzers, type SkippedAnalyzer } from '../analyzers/choose-analyzers.js';
import { runAnalyzer } from '../analyzers/run-analyzers.js';
import { NO_CACHE } from '../cache/result-cache.js';
import { reportedTools } from '../collect/reported-tools.js';
import { withoutSecrets } from '../redact.js';
import { renderColumns } from '../render-columns.js';
import { type ReportFile } from '../report-file.js';
import { type CollectionSettings } from '../settings/run-settings.js';
import { type Inventory } from '../source/inventory.js';
import { type RunPlace } from './run-place.js';

/** Findings of the analyzers, and the analyzers that did not run. */
export interface CheckoutAnalysis {
  readonly results: readonly AnalyzerResult[];
  readonly skipped: readonly SkippedAnalyzer[];
}

/**
 * Runs the analyzers that are wanted, can run and have no report already.
 *
 * @param isFork whose code is then run only where the caller trusts it
 * @throws {CliError} of kind `analyzer_broke`
 */
export async function analyzeCheckout(
  { terminal, progress, cache = NO_CACHE }: RunPlace,
  settings: Pick<CollectionSettings, 'analyzers' | 'analyzerTimeoutSeconds' | 'trustForks' | 'duplicationExclude'>,
  inventory: Inventory,
  { reports, isFork }: { readonly reports: readonly ReportFile[]; readonly isFork: boolean },
): Promise<CheckoutAnalysis> {
  const env = withoutSecrets(terminal.env);
  const isUntrusted = isFork && !settings.trustForks;
  const { chosen, skipped, reporting } = await chooseAnalyzers(settings.analyzers, inventory, {
    env,
    isUntrusted,
    reported: reportedTools(reports),
  });
  const results: AnalyzerResult[] = [];
  for (const analyzer of chosen) {
    const task = {
      inventory,
      reporting,
      env,
      timeLimitSeconds: settings.analyzerTimeoutSeconds,
      duplicationExclude: settings.duplicationExclude,
      cache,
      signal: terminal.interrupted,
    };
    const result = await progress.step(`Analyzer ${analyzer.name}`, async (step) => {
      const done = await runAnalyzer(analyzer, task);
      step.say([done.tool.version ?? [], done.outcome].flat().join(', '));
      return done;
    });
    for (const file of result.unparsed ?? []) progress.detail(`${analyzer.name} could not parse ${file}`);
    results.push(result);
  }
  if (skipped.length > 0) {
    progress.note(
      renderColumns(
        ['', 'analyzer', 'why'],
        skipped.map(({ name, reason }) => ['skipped', name, reason]),
      ),
    );
  }
  return { results, skipped };
}
