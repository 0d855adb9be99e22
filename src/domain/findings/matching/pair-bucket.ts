import type { HashField } from '../features/feature-table.js';
import { forEachBucket } from './index/buckets.js';
import type { MatchedBy } from './matched-by.js';
import type { Comparison } from './state/comparison.js';
import { NONE } from './state/side.js';

/** Pairing of the buckets of one pass. */
export interface Pairing {
  readonly comparison: Comparison;
  readonly matchedBy: MatchedBy;
  /** The pass's conditions; null when it has none. */
  readonly mayPair: ((baselineRow: number, currentRow: number) => boolean) | null;
  /** In the order of lines, whatever the code around them is. */
  readonly isInLineOrder?: boolean;
}

/** Number of candidate pairs up to which all are compared; a bucket with more is swept. */
export const MAX_CANDIDATES = 4096;

/** True when all findings of a bucket find a partner, however they are paired. */
export const isEven = ({ mayPair }: Pairing, baselineRows: Int32Array, currentRows: Int32Array): boolean =>
  mayPair === null && baselineRows.length === currentRows.length;

/** Pairs the rows of one bucket, which agree in the fields of a pass, one to one. */
export function pairBucket(pairing: Pairing, baselineRows: Int32Array, currentRows: Int32Array): void {
  if (isEven(pairing, baselineRows, currentRows)) {
    baselineRows.forEach((row, at) => pairing.comparison.pair(row, currentRows[at]!, pairing.matchedBy));
  } else if (pairing.isInLineOrder) {
    pairInLineOrder(pairing, baselineRows, currentRows);
  } else if (baselineRows.length * currentRows.length <= MAX_CANDIDATES) {
    pairBestFirst(pairing, baselineRows, currentRows);
  } else {
    sweep(pairing, baselineRows, currentRows);
  }
}

interface Candidate {
  readonly baselineRow: number;
  readonly currentRow: number;
  readonly likeness: number;
  readonly distance: number;
}

/** Greedily: most alike first, then nearest, then canonical order. */
function pairBestFirst(pairing: Pairing, baselineRows: Int32Array, currentRows: Int32Array): void {
  const { comparison, mayPair, matchedBy } = pairing;
  const candidates: Candidate[] = [];
  for (const baselineRow of baselineRows) {
    for (const currentRow of currentRows) {
      if (mayPair !== null && !mayPair(baselineRow, currentRow)) continue;
      const distance = comparison.distance(baselineRow, currentRow);
      const likeness = likenessOf(comparison, baselineRow, currentRow, distance);
      candidates.push({ baselineRow, currentRow, likeness, distance });
    }
  }
  if (candidates.length > 1) candidates.sort(byLikeness);
  for (const { baselineRow, currentRow } of candidates) {
    if (comparison.arePaired(baselineRow, currentRow)) continue;
    comparison.pair(baselineRow, currentRow, matchedBy);
  }
}

function byLikeness(a: Candidate, b: Candidate): number {
  if (a.likeness !== b.likeness) return b.likeness - a.likeness;
  if (a.distance !== b.distance) return a.distance - b.distance;
  return a.baselineRow - b.baselineRow || a.currentRow - b.currentRow;
}

const IN_PLACE: readonly HashField[] = ['scope', 'before8', 'after', 'message'];
const SAME_SCOPE = 8;
/** Weight of a shared declared name: a declaration is recognized by its name as well as code is by its scope. */
const SAME_DECLARATION = 8;
const SAME_SCOPE_NAME = 4;
const SAME_CONTEXT = 2;
const SAME_MESSAGE = 1;
/** Unrelated surroundings differ in about half of 64 bits; equal ones count as much as the same last scope element. */
const UNRELATED_BITS = 32;
const BITS_PER_POINT = 8;

/**
 * Ranks a pair. When all else is equal, a finding exactly where it is expected is the original of a copied block: the
 * copy cuts the surroundings of both in half, which then prove nothing.
 */
function likenessOf(comparison: Comparison, b: number, c: number, distance: number): number {
  const isOriginal = distance === 0 && IN_PLACE.every((field) => comparison.isEqual(b, c, field));
  const bits = isOriginal ? 0 : comparison.differingBits(b, c, 'surroundings');
  let points = Math.max(0, UNRELATED_BITS - bits) / BITS_PER_POINT;
  if (comparison.isEqual(b, c, 'scope')) points += SAME_SCOPE;
  else if (comparison.isEqual(b, c, 'scopeName')) points += SAME_SCOPE_NAME;
  if (comparison.declareSame(b, c)) points += SAME_DECLARATION;
  if (comparison.isEqual(b, c, 'before8')) points += SAME_CONTEXT;
  if (comparison.isEqual(b, c, 'after')) points += SAME_CONTEXT;
  if (comparison.isEqual(b, c, 'message')) points += SAME_MESSAGE;
  return points;
}

/** Fields by which a large bucket is divided, most alike first. */
const DIVISIONS: readonly (readonly HashField[])[] = [
  ['path', 'scope', 'before8', 'after', 'message'],
  ['path', 'scope'],
  ['path'],
  [],
];

/**
 * Pairs in near linear time a bucket that is too large to compare each with each: by parts, and each part in line
 * order.
 */
function sweep(pairing: Pairing, baselineRows: Int32Array, currentRows: Int32Array): void {
  const { baseline, current } = pairing.comparison;
  for (const fields of DIVISIONS) {
    forEachBucket(
      { table: baseline.table, rows: baselineRows.filter((row) => baseline.partner[row] === NONE) },
      { table: current.table, rows: currentRows.filter((row) => current.partner[row] === NONE) },
      fields,
      (before, now) => pairInLineOrder(pairing, before, now),
    );
  }
}

/**
 * One walk over both lists. Where one side has rows to spare, a row is passed over when the next one is nearer; where two
 * rows may not pair, the one that lies behind is passed over.
 */
function pairInLineOrder({ comparison, mayPair, matchedBy }: Pairing, before: Int32Array, now: Int32Array): void {
  let b = 0;
  let c = 0;
  while (b < before.length && c < now.length) {
    const baselineRow = before[b]!;
    const currentRow = now[c]!;
    const distance = comparison.distance(baselineRow, currentRow);
    const spare = now.length - c - (before.length - b);
    if (mayPair !== null && !mayPair(baselineRow, currentRow)) {
      if (comparison.isBehind(baselineRow, currentRow)) b += 1;
      else c += 1;
    } else if (spare > 0 && comparison.distance(baselineRow, now[c + 1]!) < distance) {
      c += 1;
    } else if (spare < 0 && comparison.distance(before[b + 1]!, currentRow) < distance) {
      b += 1;
    } else {
      comparison.pair(baselineRow, currentRow, matchedBy);
      b += 1;
      c += 1;
    }
  }
}
