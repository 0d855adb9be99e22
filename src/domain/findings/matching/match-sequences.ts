import { forEachBucket } from './buckets.js';
import { commonSubsequence } from './common-subsequence.js';
import type { Comparison } from './comparison.js';
import type { Field } from './features.js';
import type { MatchedBy } from './matched-by.js';
import { RowIndex } from './row-index.js';

/** How far, in lines, findings of one sequence may have moved against each other. */
export const MAX_SHIFT = 400;

/**
 * Pairs findings whose text is not known by their order: file by file a longest common subsequence over what is still
 * unmatched, where two findings are the same when they agree in `fields` and lie at most `MAX_SHIFT` lines apart from
 * where one was expected. A file in which nearly everything changed is left to the passes that follow.
 */
export function matchSequences(comparison: Comparison, fields: readonly Field[], matchedBy: MatchedBy): void {
  comparison.beginPass();
  const { baseline, current } = comparison;
  const rows = { baseline: baseline.unmatched(), current: current.unmatched() };
  const index = new RowIndex(current.table, rows.current.length, fields);
  const valueNow = new Int32Array(current.table.count);
  for (const row of rows.current) valueNow[row] = index.add(row);

  forEachBucket(
    { table: baseline.table, rows: rows.baseline },
    { table: current.table, rows: rows.current },
    ['path'],
    (before, now) => {
      const valueBefore = before.map((row) => index.find(baseline.table, row));
      const common = commonSubsequence(
        before.length,
        now.length,
        (b, c) =>
          valueBefore[b] === valueNow[now[c]!] &&
          comparison.isTextMissing(before[b]!, now[c]!) &&
          comparison.distance(before[b]!, now[c]!) <= MAX_SHIFT,
      );
      for (const [b, c] of common ?? []) comparison.pair(before[b]!, now[c]!, matchedBy);
    },
  );
}
