import { forEachBucket, type Rows } from './buckets.js';
import type { Comparison } from './comparison.js';
import { isEven, pairBucket, type Pairing } from './pair-bucket.js';
import type { Pass } from './passes.js';
import { RowIndex } from './row-index.js';
import type { FileRows, Side } from './side.js';

/**
 * Runs one pass over what is still unmatched. Buckets in which every finding finds a partner come first: they tell where
 * the findings of the others are to be expected.
 *
 * @param admitsCurrent narrows the current findings that take part
 */
export function runPass(comparison: Comparison, pass: Pass, admitsCurrent?: (row: number) => boolean): void {
  const pairing = { comparison, matchedBy: pass.matchedBy, mayPair: conditionsOf(comparison, pass) };
  const uneven: [Int32Array, Int32Array][] = [];
  const { baseline, current } = comparison;
  comparison.beginPass();
  const now = takingPart(current, pass, current.files, admitsCurrent);
  const before = takingPart(baseline, pass, filesInPlay(baseline, pass, now));
  forEachBucket(before, now, ['rule', ...pass.equal], (baselineRows, currentRows) => {
    if (pass.isUnique && (baselineRows.length > 1 || currentRows.length > 1)) return;
    if (isEven(pairing, baselineRows, currentRows)) pairBucket(pairing, baselineRows, currentRows);
    else uneven.push([baselineRows, currentRows]);
  });
  comparison.beginPass();
  for (const [baselineRows, currentRows] of uneven) pairBucket(pairing, baselineRows, currentRows);
}

/** From so many times as many unmatched findings on, it is worth knowing whose files can be left out. */
const MUCH_LARGER = 4;

/** Of a much larger baseline, the files that still have something to find where a pass stays within files; else all. */
function filesInPlay(baseline: Side, pass: Pass, now: Rows): readonly FileRows[] {
  if (!pass.equal.includes('path') || baseline.unmatchedCount < MUCH_LARGER * now.rows.length) return baseline.files;
  const paths = new RowIndex(now.table, now.rows.length, ['path']);
  for (const row of now.rows) paths.add(row);
  return baseline.files.filter(({ from }) => paths.find(baseline.table, from) >= 0);
}

function takingPart(side: Side, pass: Pass, files: readonly FileRows[], admitsRow?: (row: number) => boolean): Rows {
  const { table } = side;
  const asked: ((row: number) => boolean)[] = [];
  if (pass.isWithoutText !== true && side.lacksText) asked.push((row) => table.has(row, 'hasText'));
  if (pass.admits !== undefined) asked.push((row) => pass.admits!(table, row));
  if (admitsRow !== undefined) asked.push(admitsRow);
  // Most passes ask nothing, and there may be millions of rows.
  const [first, ...others] = asked;
  if (first === undefined) return { table, rows: side.unmatchedOf(files) };
  return { table, rows: side.unmatchedOf(files, (row) => first(row) && others.every((holds) => holds(row))) };
}

function conditionsOf(comparison: Comparison, pass: Pass): Pairing['mayPair'] {
  const when = comparison.areScopesKnown ? pass.when : (pass.whenScopeless ?? pass.when);
  if (pass.isWithoutText) return (b, c) => comparison.isTextMissing(b, c) && (when?.(comparison, b, c) ?? true);
  return when === undefined ? null : (b, c) => when(comparison, b, c);
}
