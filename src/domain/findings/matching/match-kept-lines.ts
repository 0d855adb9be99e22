import type { Field } from '../features/feature-table.js';
import {
  all,
  also,
  any,
  isInSameColumn,
  isShort,
  isTailJudged,
  isWithin,
  quotesSomething,
  similarWithin,
} from './conditions.js';
import { Buckets, type Rows } from './index/buckets.js';
import { type FileFilter, type KnownChanges, NO_FILE } from './known-changes.js';
import { LineMap, REMOVED, SAME_LINES } from './line-map.js';
import type { MatchedBy } from './matched-by.js';
import { pairBucket } from './pair-bucket.js';
import type { Comparison, SharedFile } from './state/comparison.js';

/** A change, and the files of which the base has the very version that it starts from. */
export interface MappedChanges {
  readonly changes: KnownChanges;
  readonly exactIn: FileFilter;
}

/** Evidence on one line, strongest first: at last the rule alone, as the line is the same one. */
const ON_A_LINE: readonly (readonly Field[])[] = [
  ['rule', 'message', 'startColumn', 'endColumn'],
  ['rule', 'message'],
  ['rule', 'messageForm'],
  ['rule'],
];
/** Evidence on a line that was edited in its place, beside its likeness. */
const ON_AN_EDITED_LINE: readonly (readonly Field[])[] = [['rule', 'scope', 'message']];
/** Likeness of an edited line, less of it where the message names what it is about; unrelated lines differ in about 32 bits. */
const isLineEdited = any(similarWithin(12), all(quotesSomething, similarWithin(24)));
/** Evidence on a line that took the place of another, however short both are. */
const ON_A_REPLACED_LINE: readonly (readonly Field[])[] = [['rule']];
/**
 * Likeness of a line that took the place of another: the same form with other names, of a short line anything in common, or the same
 * beginning up to the column of the finding.
 */
const isLineReplaced = any(
  isLineEdited,
  also('lineShape'),
  all(isShort(8), similarWithin(26)),
  all(also('before8'), isInSameColumn, isTailJudged),
);
/** Evidence within one hunk, where the text is not known. */
const IN_A_HUNK: readonly (readonly Field[])[] = [
  ['rule', 'message'],
  ['rule', 'messageForm'],
];

/**
 * Pairs findings on lines that the change kept: the hunks of its diff tell where each line of the base went, and the same
 * rule on the same line is the same problem. Holds only against the very version that the change starts from.
 */
export function matchKeptLines(comparison: Comparison, mapped: MappedChanges): void {
  const mayPair = (b: number, c: number): boolean => comparison.hasSameLine(b, c);
  pairLineByLine(comparison, mapped, (map, line) => map.newLineOf(line), {
    fields: ON_A_LINE,
    matchedBy: 'kept_line',
    mayPair,
  });
}

/** Pairs findings with one wording on a line and on the similar one that a hunk put in its place. */
export function matchEditedLines(comparison: Comparison, mapped: MappedChanges): void {
  const mayPair = (b: number, c: number): boolean => !comparison.isTextMissing(b, c) && isLineEdited(comparison, b, c);
  pairLineByLine(comparison, mapped, (map, line) => map.editedLineOf(line), {
    fields: ON_AN_EDITED_LINE,
    matchedBy: 'edited_line',
    mayPair,
  });
}

/**
 * Pairs findings on lines that replaced similar ones, however short: where a hunk replaces lines by as many, line by line; in any
 * other small hunk the only ones of their rule. Nothing else of the rule may compete, and the message may differ in names and
 * numbers alone. Where no scopes are known, findings on whole functions stay out.
 */
export function matchReplacedLines(comparison: Comparison, mapped: MappedChanges): void {
  const mayPair = (b: number, c: number): boolean =>
    !comparison.isTextMissing(b, c) &&
    (comparison.areScopesKnown || !comparison.current.table.has(c, 'judgesScope')) &&
    comparison.isEqual(b, c, 'scope') &&
    comparison.isEqual(b, c, 'messageForm') &&
    isLineReplaced(comparison, b, c);
  const pass: LinePass = { fields: ON_A_REPLACED_LINE, matchedBy: 'edited_line', mayPair, isUnique: true };
  pairLineByLine(comparison, mapped, (map, line) => map.editedLineOf(line), pass);
  pairHunkByHunk(comparison, mapped, (map, hunk) => map.isSmallAndUneven(hunk), pass);
}

/** Pairs the only findings of one rule, scope and wording in a hunk of any size, on similar lines. */
export function matchOnlyOnesInHunks(comparison: Comparison, mapped: MappedChanges): void {
  const mayPair = (b: number, c: number): boolean => !comparison.isTextMissing(b, c) && isLineEdited(comparison, b, c);
  const pass: LinePass = { fields: ON_AN_EDITED_LINE, matchedBy: 'edited_line', mayPair, isUnique: true };
  pairHunkByHunk(comparison, mapped, () => true, pass);
}

/** Evidence on directives of one hunk: with the same reason first. */
const ON_A_REWRITTEN_STATEMENT: readonly (readonly Field[])[] = [['rule', 'message'], ['rule']];
/** Lines within which a statement that was rewritten is looked for: a larger hunk holds other statements as well. */
const REWRITTEN_WITHIN = 12;

/**
 * Pairs directives of one hunk, as many as the rewritten statements had before, whatever the statements say now: in the order of
 * their lines, those first that are nearest to where they are expected.
 */
export function matchRewrittenStatements(comparison: Comparison, mapped: MappedChanges): void {
  const pass: LinePass = {
    fields: ON_A_REWRITTEN_STATEMENT,
    matchedBy: 'edited_line',
    mayPair: (b, c) => isWithin(REWRITTEN_WITHIN)(comparison, b, c),
    isInLineOrder: true,
  };
  pairHunkByHunk(comparison, mapped, () => true, pass);
}

interface LinePass {
  /** Evidence, strongest first. */
  readonly fields: readonly (readonly Field[])[];
  readonly matchedBy: MatchedBy;
  readonly mayPair: (baselineRow: number, currentRow: number) => boolean;
  /** Only where one finding of each side agrees. */
  readonly isUnique?: boolean;
  readonly isInLineOrder?: boolean;
}

/** Pairs findings line by line; `lineOf` tells the new line of an old one. */
function pairLineByLine(
  comparison: Comparison,
  mapped: MappedChanges,
  lineOf: (map: LineMap, oldLine: number) => number,
  pass: LinePass,
): void {
  const { baseline, current } = comparison;
  const ladders = pass.fields.map((equal) => new Buckets(equal));
  for (const [file, map] of mappedFiles(comparison, mapped)) {
    const { before, now } = unmatched(comparison, file);
    const lineBefore = (row: number): number => lineOf(map, baseline.table.int(row, 'startLine'));
    const lineNow = (row: number): number => current.table.int(row, 'startLine');
    forEachGroup(before, now, lineBefore, lineNow, REMOVED, (b, c) =>
      pairDownTheLadder(comparison, ladders, pass, b, c),
    );
  }
}

/**
 * Takes findings on kept lines out of all further passes. A problem whose line was kept is still there or is gone, and a
 * finding on a kept line was there before or is new; none of them moved. Findings without a line stay in.
 */
export function setKeptLinesAside(comparison: Comparison, mapped: MappedChanges): void {
  const { baseline, current } = comparison;
  for (const [[before, now], map] of mappedFiles(comparison, mapped)) {
    for (const row of baseline.unmatchedIn(before).rows) {
      const line = baseline.table.int(row, 'startLine');
      if (line > 0 && map.newLineOf(line) !== REMOVED) baseline.setAside(row);
    }
    for (const row of current.unmatchedIn(now).rows) {
      const line = current.table.int(row, 'startLine');
      if (line > 0 && map.hunkOfNew(line) < 0) current.setAside(row);
    }
  }
}

/** Pairs findings without text within the hunk that rewrote their lines. */
export function matchWithinHunks(comparison: Comparison, mapped: MappedChanges): void {
  const mayPair = (b: number, c: number): boolean => comparison.isTextMissing(b, c);
  pairHunkByHunk(comparison, mapped, () => true, { fields: IN_A_HUNK, matchedBy: 'same_hunk', mayPair });
}

/** Pairs findings within the hunks that `admits` takes. */
function pairHunkByHunk(
  comparison: Comparison,
  mapped: MappedChanges,
  admits: (map: LineMap, hunk: number) => boolean,
  pass: LinePass,
): void {
  const { baseline, current } = comparison;
  const ladders = pass.fields.map((equal) => new Buckets(equal));
  for (const [file, map] of mappedFiles(comparison, mapped)) {
    const { before, now } = unmatched(comparison, file);
    const admitted = (hunk: number): number => (hunk >= 0 && admits(map, hunk) ? hunk : -1);
    const hunkBefore = (row: number): number => admitted(map.hunkOfOld(baseline.table.int(row, 'startLine')));
    const hunkNow = (row: number): number => admitted(map.hunkOfNew(current.table.int(row, 'startLine')));
    forEachGroup(before, now, hunkBefore, hunkNow, -1, (b, c) => pairDownTheLadder(comparison, ladders, pass, b, c));
  }
}

function* mappedFiles(
  comparison: Comparison,
  { changes: { files }, exactIn }: MappedChanges,
): Iterable<readonly [SharedFile, LineMap]> {
  if (files === null || exactIn === NO_FILE) return;
  for (const file of comparison.sharedFiles()) {
    if (!exactIn(file[1].path)) continue;
    const changed = files.get(file[1].path);
    if (changed === undefined) yield [file, SAME_LINES];
    else if (changed.hunks !== null) yield [file, new LineMap(changed.hunks)];
  }
}

function unmatched({ baseline, current }: Comparison, [before, now]: SharedFile): Record<'before' | 'now', Rows> {
  return { before: baseline.unmatchedIn(before), now: current.unmatchedIn(now) };
}

/** Visits rows of both sides that have the same number; `without` is the number of rows that take no part. */
function forEachGroup(
  before: Rows,
  now: Rows,
  numberBefore: (row: number) => number,
  numberNow: (row: number) => number,
  without: number,
  visit: (before: Rows, now: Rows) => void,
): void {
  const [numbersBefore, numbersNow] = [before.rows.map(numberBefore), now.rows.map(numberNow)];
  let b = 0;
  let c = 0;
  while (b < numbersBefore.length && c < numbersNow.length) {
    const [old, next] = [numbersBefore[b]!, numbersNow[c]!];
    if (old === without || old < next) b += 1;
    else if (next === without || next < old) c += 1;
    else {
      const [toB, toC] = [endOfRun(numbersBefore, b), endOfRun(numbersNow, c)];
      visit({ ...before, rows: before.rows.slice(b, toB) }, { ...now, rows: now.rows.slice(c, toC) });
      [b, c] = [toB, toC];
    }
  }
}

function endOfRun(numbers: Int32Array, from: number): number {
  let to = from + 1;
  while (to < numbers.length && numbers[to] === numbers[from]) to += 1;
  return to;
}

function pairDownTheLadder(
  comparison: Comparison,
  ladders: readonly Buckets[],
  { matchedBy, mayPair, isUnique, isInLineOrder }: LinePass,
  before: Rows,
  now: Rows,
): void {
  for (const buckets of ladders) {
    const open = (rows: Rows, partner: Int32Array): Rows => ({
      ...rows,
      rows: rows.rows.filter((row) => partner[row]! < 0),
    });
    const [left, right] = [open(before, comparison.baseline.partner), open(now, comparison.current.partner)];
    if (left.rows.length === 0 || right.rows.length === 0) return;
    buckets.forEach(left, right, (b, c) => {
      if (isUnique !== true || (b.length === 1 && c.length === 1))
        pairBucket({ comparison, matchedBy, mayPair, isInLineOrder }, b, c);
    });
  }
}
