import { forEachBucket } from './buckets.js';
import { commonSubsequence } from './common-subsequence.js';
import type { Comparison } from './comparison.js';
import type { Field } from './features.js';
import type { MatchedBy } from './matched-by.js';
import { RowIndex } from './row-index.js';

/** What makes two findings of a sequence the same. */
export interface SequenceRule {
  readonly matchedBy: MatchedBy;
  readonly equal: readonly Field[];
  /** At most so many lines from where the baseline finding is expected. */
  readonly within: number;
}

/**
 * Pairs findings whose text is not known by their order: file by file a longest common subsequence over what is still
 * unmatched. A file in which nearly everything changed is left to the passes that follow.
 */
export function matchSequences(comparison: Comparison, { matchedBy, equal, within }: SequenceRule): void {
  comparison.beginPass();
  const { baseline, current } = comparison;
  const rowsNow = current.unmatched();
  const index = new RowIndex(current.table, rowsNow.length, equal);
  const valueNow = new Int32Array(current.table.count);
  for (const row of rowsNow) valueNow[row] = index.add(row);

  forEachBucket(
    { table: baseline.table, rows: baseline.unmatched() },
    { table: current.table, rows: rowsNow },
    ['path'],
    (before, now) => {
      const valueBefore = before.map((row) => index.find(baseline.table, row));
      const isSame = (b: number, c: number): boolean =>
        valueBefore[b] === valueNow[now[c]!] &&
        comparison.isTextMissing(before[b]!, now[c]!) &&
        comparison.distance(before[b]!, now[c]!) <= within;
      const common = commonSubsequence(before.length, now.length, isSame) ?? [];
      for (const [b, c] of common) comparison.pair(before[b]!, now[c]!, matchedBy);
    },
  );
}
