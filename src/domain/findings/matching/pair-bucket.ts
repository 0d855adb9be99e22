import type { Comparison } from './comparison.js';
import type { MatchedBy } from './matched-by.js';

/** Whether a pass may pair two rows. */
export type MayPair = (baselineRow: number, currentRow: number) => boolean;

/** Beyond so many candidate pairs a bucket is swept in line order. */
export const MAX_CANDIDATES = 4096;

/**
 * Pairs the rows of one bucket one to one.
 *
 * @param mayPair the pass's conditions; null where it has none
 */
export function pairBucket(
  comparison: Comparison,
  baselineRows: Int32Array,
  currentRows: Int32Array,
  matchedBy: MatchedBy,
  mayPair: MayPair | null,
): void {
  if (mayPair === null && baselineRows.length === currentRows.length) {
    baselineRows.forEach((row, at) => comparison.pair(row, currentRows[at]!, matchedBy));
  } else if (baselineRows.length * currentRows.length <= MAX_CANDIDATES) {
    pairBestFirst(comparison, baselineRows, currentRows, matchedBy, mayPair);
  } else {
    pairInLineOrder(comparison, baselineRows, currentRows, matchedBy, mayPair);
  }
}

interface Candidate {
  readonly baselineRow: number;
  readonly currentRow: number;
  readonly likeness: number;
  readonly distance: number;
}

/** Greedily: most alike first, then nearest, then canonical order. */
function pairBestFirst(
  comparison: Comparison,
  baselineRows: Int32Array,
  currentRows: Int32Array,
  matchedBy: MatchedBy,
  mayPair: MayPair | null,
): void {
  const candidates: Candidate[] = [];
  for (const baselineRow of baselineRows) {
    for (const currentRow of currentRows) {
      if (mayPair !== null && !mayPair(baselineRow, currentRow)) continue;
      const likeness = likenessOf(comparison, baselineRow, currentRow);
      const distance = comparison.distance(baselineRow, currentRow);
      candidates.push({ baselineRow, currentRow, likeness, distance });
    }
  }
  if (candidates.length > 1) candidates.sort(byLikeness);
  const takenBaseline = new Set<number>();
  const takenCurrent = new Set<number>();
  for (const { baselineRow, currentRow } of candidates) {
    if (takenBaseline.has(baselineRow) || takenCurrent.has(currentRow)) continue;
    takenBaseline.add(baselineRow);
    takenCurrent.add(currentRow);
    comparison.pair(baselineRow, currentRow, matchedBy);
  }
}

function byLikeness(a: Candidate, b: Candidate): number {
  if (a.likeness !== b.likeness) return b.likeness - a.likeness;
  if (a.distance !== b.distance) return a.distance - b.distance;
  return a.baselineRow - b.baselineRow || a.currentRow - b.currentRow;
}

/** 8 for the same scope (4 for its last element alone), 2 for each side of the context, 1 for the message. */
function likenessOf(comparison: Comparison, baselineRow: number, currentRow: number): number {
  const scope = comparison.isEqual(baselineRow, currentRow, 'scope')
    ? 8
    : comparison.isEqual(baselineRow, currentRow, 'scopeName')
      ? 4
      : 0;
  const around = Math.max(0, 32 - comparison.differingBits(baselineRow, currentRow, 'surroundings')) / 8;
  return (
    around +
    scope +
    (comparison.isEqual(baselineRow, currentRow, 'before8') ? 2 : 0) +
    (comparison.isEqual(baselineRow, currentRow, 'after') ? 2 : 0) +
    (comparison.isEqual(baselineRow, currentRow, 'message') ? 1 : 0)
  );
}

/**
 * One walk over both lists. Where one side has rows to spare, a row is passed over when the next one is nearer; rows that
 * may not pair are passed over on the side that lies behind.
 */
function pairInLineOrder(
  comparison: Comparison,
  baselineRows: Int32Array,
  currentRows: Int32Array,
  matchedBy: MatchedBy,
  mayPair: MayPair | null,
): void {
  const { table } = comparison.current;
  let b = 0;
  let c = 0;
  while (b < baselineRows.length && c < currentRows.length) {
    const baselineRow = baselineRows[b]!;
    const currentRow = currentRows[c]!;
    const distance = comparison.distance(baselineRow, currentRow);
    const spare = currentRows.length - c - (baselineRows.length - b);
    const isNear = (nextBaseline: number, nextCurrent: number): boolean =>
      comparison.distance(nextBaseline, nextCurrent) < distance;
    if (mayPair !== null && !mayPair(baselineRow, currentRow)) {
      if (comparison.predictedLine(baselineRow) < table.int(currentRow, 'startLine')) b += 1;
      else c += 1;
    } else if (spare > 0 && isNear(baselineRow, currentRows[c + 1]!)) {
      c += 1;
    } else if (spare < 0 && isNear(baselineRows[b + 1]!, currentRow)) {
      b += 1;
    } else {
      comparison.pair(baselineRow, currentRow, matchedBy);
      b += 1;
      c += 1;
    }
  }
}
