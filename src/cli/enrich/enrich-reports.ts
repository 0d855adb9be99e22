import { countOf } from '../../domain/count-of.js';
import { type KeptResults } from '../cache/result-cache.js';
import { type Progress } from '../progress/progress.js';
import { type FindingsFile } from '../report-file.js';
import { Checkout } from '../source/checkout.js';
import { type NamedBody } from '../source/scopes/scope-tree.js';
import { enrichReport } from './enrich-report.js';
import { findSecrets, type KnownSecrets } from './secret-lines.js';

/** Files that findings are completed from. */
export interface SourcePlace {
  readonly root: string;
  readonly tracked: readonly string[];
  readonly progress: Progress;
  /** Named scopes of files that were read before; left out: each is read. */
  readonly keptScopes?: KeptResults<readonly NamedBody[]>;
}

/**
 * Completes the findings of all reports from the checkout, blanks secrets, and reports the outcome. Fixes stay, but those of files with
 * a secret: `withoutFixes` leaves them out of what is sent.
 */
export async function enrichReports(
  reports: readonly FindingsFile[],
  { root, tracked, progress, keptScopes }: SourcePlace,
  secrets: KnownSecrets = findSecrets(reports, { root, tracked }),
): Promise<readonly FindingsFile[]> {
  if (reports.length === 0) return reports;
  return progress.step('Source of the findings', async (step) => {
    const checkout = new Checkout({
      ...{ root, tracked, explain: (message: string) => progress.detail(message) },
      ...(keptScopes && { keptScopes }),
    });
    const enriched: FindingsFile[] = [];
    let completed = 0;
    for (const given of reports) {
      const { report, completed: count, notes } = await enrichReport(given, checkout, secrets);
      for (const note of notes) progress.note(`${given.name}: ${note}`);
      progress.detail(`${given.name}: ${countOf(count, 'finding')} completed from the checkout`);
      enriched.push(report);
      completed += count;
    }
    await keptScopes?.save();
    step.say(`${countOf(completed, 'finding')} completed`);
    return enriched;
  });
}
