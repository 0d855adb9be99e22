import { forEachBucket, type Rows } from './buckets.js';
import type { Comparison } from './comparison.js';
import { isEven, pairBucket, type Pairing } from './pair-bucket.js';
import type { Pass } from './passes.js';
import type { Side } from './side.js';

/**
 * Runs one pass over what is still unmatched. Buckets in which every finding finds a partner come first: they tell where
 * the findings of the others are to be expected.
 *
 * @param admitsCurrent narrows the current findings that take part
 */
export function runPass(comparison: Comparison, pass: Pass, admitsCurrent?: (row: number) => boolean): void {
  const pairing = { comparison, matchedBy: pass.matchedBy, mayPair: conditionsOf(comparison, pass) };
  const uneven: [Int32Array, Int32Array][] = [];
  comparison.beginPass();
  forEachBucket(
    takingPart(comparison.baseline, pass),
    takingPart(comparison.current, pass, admitsCurrent),
    ['rule', ...pass.equal],
    (baselineRows, currentRows) => {
      if (pass.isUnique && (baselineRows.length > 1 || currentRows.length > 1)) return;
      if (isEven(pairing, baselineRows, currentRows)) pairBucket(pairing, baselineRows, currentRows);
      else uneven.push([baselineRows, currentRows]);
    },
  );
  comparison.beginPass();
  for (const [baselineRows, currentRows] of uneven) pairBucket(pairing, baselineRows, currentRows);
}

function takingPart(side: Side, pass: Pass, admits: (row: number) => boolean = () => true): Rows {
  const { table } = side;
  const isTold = (row: number): boolean => pass.isWithoutText === true || table.has(row, 'hasText');
  return { table, rows: side.unmatched((row) => isTold(row) && (pass.admits?.(table, row) ?? true) && admits(row)) };
}

function conditionsOf(comparison: Comparison, pass: Pass): Pairing['mayPair'] {
  const when = comparison.areScopesKnown ? pass.when : (pass.whenScopeless ?? pass.when);
  if (pass.isWithoutText) return (b, c) => comparison.isTextMissing(b, c) && (when?.(comparison, b, c) ?? true);
  return when === undefined ? null : (b, c) => when(comparison, b, c);
}
