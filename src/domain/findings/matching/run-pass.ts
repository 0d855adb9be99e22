import { forEachBucket, type Rows } from './buckets.js';
import type { Comparison } from './comparison.js';
import { type MayPair, pairBucket } from './pair-bucket.js';
import type { Pass } from './passes.js';
import type { Side } from './side.js';

/**
 * Runs one pass over what is still unmatched.
 *
 * @param admitsCurrent narrows the current findings that take part
 */
export function runPass(comparison: Comparison, pass: Pass, admitsCurrent?: (row: number) => boolean): void {
  if (pass.whenScopeless === null && !comparison.areScopesKnown) return;
  comparison.beginPass();
  const mayPair = conditionsOf(comparison, pass);
  const undecided: [Int32Array, Int32Array][] = [];
  forEachBucket(
    takingPart(comparison.baseline, pass),
    takingPart(comparison.current, pass, admitsCurrent),
    ['rule', ...pass.equal],
    (baselineRows, currentRows) => {
      if (pass.isUnique && (baselineRows.length > 1 || currentRows.length > 1)) return;
      if (mayPair === null && baselineRows.length !== currentRows.length) undecided.push([baselineRows, currentRows]);
      else pairBucket(comparison, baselineRows, currentRows, pass.matchedBy, mayPair);
    },
  );
  comparison.beginPass();
  for (const [b, c] of undecided) pairBucket(comparison, b, c, pass.matchedBy, mayPair);
}

function takingPart(side: Side, pass: Pass, admits: (row: number) => boolean = () => true): Rows {
  const { table } = side;
  const isTold = (row: number): boolean => pass.isWithoutText === true || table.has(row, 'hasText');
  return { table, rows: side.unmatched((row) => isTold(row) && (pass.admits?.(table, row) ?? true) && admits(row)) };
}

/** A pass's conditions; null where it has none, so that buckets of equal size pair straight on. */
function conditionsOf(comparison: Comparison, pass: Pass): MayPair | null {
  const when = comparison.areScopesKnown || pass.whenScopeless === undefined ? pass.when : pass.whenScopeless;
  if (pass.isWithoutText) return (b, c) => comparison.isTextMissing(b, c) && (when?.(comparison, b, c) ?? true);
  return when == null ? null : (b, c) => when(comparison, b, c);
}
