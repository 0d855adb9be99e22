import type { Field } from '../features/feature-table.js';
import { commonSubsequence, MAX_EDITS } from './common-subsequence.js';
import { RowIndex } from './index/row-index.js';
import type { MatchedBy } from './matched-by.js';
import type { Comparison } from './state/comparison.js';

/** Fields in which two findings of a sequence have to agree. */
export interface SequenceRule {
  readonly matchedBy: MatchedBy;
  readonly equal: readonly Field[];
  /** Distance in lines at most from the expected line of the baseline finding, in the file of that path. */
  readonly within: (path: string) => number;
}

/**
 * Pairs findings without text by their order: file by file a longest common subsequence over the unmatched ones. A file
 * in which nearly everything changed is left to the passes that follow.
 */
export function matchSequences(comparison: Comparison, { matchedBy, equal, within }: SequenceRule): void {
  comparison.beginPass();
  const { baseline, current } = comparison;
  const values = new RowIndex(current.table, 0, equal);
  for (const [fileBefore, fileNow] of comparison.sharedFiles()) {
    const { rows: before } = baseline.unmatchedIn(fileBefore);
    const { rows: now } = current.unmatchedIn(fileNow);
    values.restart(current.table, now.length);
    const valueNow = now.map((row) => values.add(row));
    const valueBefore = before.map((row) => values.find(baseline.table, row));
    if (countUnshared(valueBefore, valueNow) > MAX_EDITS) continue;
    const most = within(fileNow.path);
    const isSame = (b: number, c: number): boolean =>
      valueBefore[b] === valueNow[c] &&
      (!comparison.knowsText || comparison.isTextMissing(before[b]!, now[c]!)) &&
      (most === Infinity || comparison.distance(before[b]!, now[c]!) <= most);
    const common = commonSubsequence(before.length, now.length, isSame) ?? [];
    for (const [b, c] of common) comparison.pair(before[b]!, now[c]!, matchedBy);
  }
}

/** Number of values that one side has more often than the other: at least as many edits lie between the two. */
function countUnshared(before: Int32Array, now: Int32Array): number {
  const surplus = new Map<number, number>();
  for (const value of before) surplus.set(value, (surplus.get(value) ?? 0) + 1);
  for (const value of now) surplus.set(value, (surplus.get(value) ?? 0) - 1);
  let unshared = 0;
  for (const count of surplus.values()) unshared += Math.abs(count);
  return unshared;
}
