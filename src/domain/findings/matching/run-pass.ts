import type { HashField } from '../features/feature-table.js';
import { Buckets, type Rows, rowsOnBothSides } from './index/buckets.js';
import { isEven, pairBucket, type Pairing } from './pair-bucket.js';
import type { Pass } from './passes.js';
import type { Comparison } from './state/comparison.js';
import { NONE, type Side } from './state/side.js';

/** Rows that take part in a pass: a set of rows of each side, of which only those of one set may be paired. */
type Participants = readonly [baseline: Rows, current: Rows];

/**
 * Runs a pass over the unmatched findings, file by file: only findings of one file are paired, and the working set
 * stays small.
 *
 * @param admitsCurrent narrows the current findings that take part
 */
export function runInFiles(comparison: Comparison, pass: Pass, admitsCurrent?: (row: number) => boolean): void {
  runPass(comparison, pass, fileByFile(comparison, pass, admitsCurrent));
}

function* fileByFile(
  comparison: Comparison,
  pass: Pass,
  admitsCurrent?: (row: number) => boolean,
): Iterable<Participants> {
  const { baseline, current } = comparison;
  const admitsBefore = admission(baseline, pass);
  const admitsNow = admission(current, pass, admitsCurrent);
  for (const [before, now] of comparison.sharedFiles())
    yield [baseline.unmatchedIn(before, admitsBefore), current.unmatchedIn(now, admitsNow)];
}

/** Runs passes one after the other over the unmatched findings, wherever they are. */
export function runAcrossFiles(comparison: Comparison, passes: readonly Pass[]): void {
  const { baseline, current } = comparison;
  // A much larger baseline is looked through once: what none of the passes can pair is soon left out.
  const [before, now] = rowsOnBothSides(baseline.unmatched(), current.unmatched(), ['rule', ...sharedFields(passes)]);
  for (const pass of passes)
    runPass(comparison, pass, [
      [
        { ...before, rows: before.rows.filter(takesPart(baseline, pass)) },
        { ...now, rows: now.rows.filter(takesPart(current, pass)) },
      ],
    ]);
}

/**
 * Pairs findings that are equal in the pass's fields. Buckets in which every finding finds a partner come first: they
 * show where the findings of the others are to be expected.
 */
function runPass(comparison: Comparison, pass: Pass, participants: Iterable<Participants>): void {
  if (pass.isWithoutText !== true && !comparison.knowsText) return;
  const pairing = { comparison, matchedBy: pass.matchedBy, mayPair: conditionsOf(comparison, pass) };
  const uneven: [Int32Array, Int32Array][] = [];
  const buckets = new Buckets(['rule', ...pass.equal]);
  comparison.beginPass();
  for (const [before, now] of participants) {
    buckets.forEach(before, now, (baselineRows, currentRows) => {
      if (pass.isUnique && (baselineRows.length > 1 || currentRows.length > 1)) return;
      if (isEven(pairing, baselineRows, currentRows)) pairBucket(pairing, baselineRows, currentRows);
      else uneven.push([baselineRows.slice(), currentRows.slice()]);
    });
  }
  comparison.beginPass();
  for (const [baselineRows, currentRows] of uneven) pairBucket(pairing, baselineRows, currentRows);
}

/** The fields that all of some passes require to be equal. */
function sharedFields(passes: readonly Pass[]): readonly HashField[] {
  const [first, ...others] = passes;
  return first?.equal.filter((field) => others.every(({ equal }) => equal.includes(field))) ?? [];
}

/** Rows of a side that a pass admits; most passes have no filter, and there may be millions of rows. */
function admission(
  side: Side,
  pass: Pass,
  admitsRow?: (row: number) => boolean,
): ((row: number) => boolean) | undefined {
  const asked: ((row: number) => boolean)[] = [];
  if (pass.isWithoutText !== true && side.lacksText) asked.push((row) => side.table.has(row, 'hasText'));
  if (pass.admits !== undefined) asked.push((row) => pass.admits!(side.table, row));
  if (admitsRow !== undefined) asked.push(admitsRow);
  const [first, ...others] = asked;
  return first && ((row) => first(row) && others.every((holds) => holds(row)));
}

function takesPart(side: Side, pass: Pass): (row: number) => boolean {
  const admits = admission(side, pass);
  return (row) => side.partner[row] === NONE && (admits === undefined || admits(row));
}

function conditionsOf(comparison: Comparison, pass: Pass): Pairing['mayPair'] {
  const when = comparison.areScopesKnown ? pass.when : (pass.whenScopeless ?? pass.when);
  if (pass.isWithoutText) return (b, c) => comparison.isTextMissing(b, c) && (when?.(comparison, b, c) ?? true);
  return when === undefined ? null : (b, c) => when(comparison, b, c);
}
