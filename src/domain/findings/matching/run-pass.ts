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
  comparison.beginPass();
  const mayPair = conditionsOf(comparison, pass);
  forEachBucket(
    takingPart(comparison.baseline, pass),
    takingPart(comparison.current, pass, admitsCurrent),
    ['rule', ...pass.equal],
    (baselineRows, currentRows) => {
      if (pass.isUnique && (baselineRows.length > 1 || currentRows.length > 1)) return;
      pairBucket(comparison, baselineRows, currentRows, pass.matchedBy, mayPair);
    },
  );
}

function takingPart(side: Side, pass: Pass, admits: (row: number) => boolean = () => true): Rows {
  const { table } = side;
  const isTold = (row: number): boolean => pass.isWithoutText === true || table.has(row, 'hasText');
  return { table, rows: side.unmatched((row) => isTold(row) && (pass.admits?.(table, row) ?? true) && admits(row)) };
}

/** A pass's conditions as one; null where it has none, so that buckets of equal size pair straight on. */
function conditionsOf(comparison: Comparison, pass: Pass): MayPair | null {
  if (pass.isWithoutText) {
    const others = allOf(comparison, pass);
    return (b, c) => comparison.isTextMissing(b, c) && (others === null || others(b, c));
  }
  if (pass.withoutScope === undefined || comparison.areScopesKnown) return allOf(comparison, pass);
  return pass.withoutScope === 'skipped' ? () => false : allOf(comparison, pass.withoutScope);
}

function allOf(comparison: Comparison, { within, when }: Pick<Pass, 'within' | 'when'>): MayPair | null {
  if (within === undefined && when === undefined) return null;
  return (b, c) =>
    (within === undefined || comparison.distance(b, c) <= within) && (when === undefined || when(comparison, b, c));
}
