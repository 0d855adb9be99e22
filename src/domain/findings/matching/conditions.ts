import type { FeatureTable, HashField } from '../features/feature-table.js';
import type { Comparison } from './state/comparison.js';

/** Condition of a pass on a baseline and a current row that agree in its fields. */
export type Condition = (comparison: Comparison, baselineRow: number, currentRow: number) => boolean;

/** True for findings of either side that take part in a pass. */
export type RowFilter = (table: FeatureTable, row: number) => boolean;

export const all = (...conditions: Condition[]): Condition => {
  return (comparison, b, c) => conditions.every((isMet) => isMet(comparison, b, c));
};

export const any = (...conditions: Condition[]): Condition => {
  return (comparison, b, c) => conditions.some((isMet) => isMet(comparison, b, c));
};

/** True when a further field agrees. */
export const also = (field: HashField): Condition => {
  return (comparison, b, c) => comparison.isEqual(b, c, field);
};

/** True when at most so many lines are between the expected line of the baseline finding and the current one. */
export const isWithin = (lines: number): Condition => {
  return (comparison, b, c) => comparison.distance(b, c) <= lines;
};

/** True when both begin in the same column, or the tool reports no columns. */
export const isInSameColumn: Condition = ({ baseline, current }, b, c) =>
  baseline.table.int(b, 'startColumn') === current.table.int(c, 'startColumn');

/** True when the flagged lines differ in few of their tokens: at most so many of 64 bits. */
export const similarWithin = (bits: number): Condition => {
  return (comparison, b, c) => comparison.differingBits(b, c, 'similarity') <= bits;
};

/** True when the flagged line has at least so many tokens. */
export const isLong = (tokens: number): Condition => {
  return ({ current: { table } }, _, c) => table.int(c, 'tokenCount') >= tokens;
};

/** True when the flagged line has fewer tokens. */
export const isShort = (tokens: number): Condition => {
  return (comparison, b, c) => !isLong(tokens)(comparison, b, c);
};

/** True when the code around differs in few of its tokens: at most so many of 64 bits. */
export const surroundedAlike = (bits: number): Condition => {
  return (comparison, b, c) => comparison.differingBits(b, c, 'surroundings') <= bits;
};

/** True when nothing is reported any more where the baseline finding was: its function is gone, or has another name. */
export const scopeVanished: Condition = (comparison, b) => comparison.hasScopeVanished(b);

/** True when findings on other lines went from the one's scope into the other's. */
export const scopesLinked: Condition = (comparison, b, c) => comparison.areScopesLinked(b, c);

/** True when part of `before8` is on other lines. On the flagged line it only repeats `line`. */
export const reachesBefore: Condition = ({ baseline: { table } }, b) => table.int(b, 'tokensBefore') < 8;

/** True when part of `next8` and `after` is on other lines. */
export const reachesAfter: Condition = ({ baseline: { table } }, b) =>
  table.int(b, 'tokenCount') - table.int(b, 'tokensBefore') < 18;

/**
 * True when the measure of the finding (a depth, a complexity) is equal. Code that goes into another function keeps its
 * measures; when they change on the way, its surroundings and its place must support the pair.
 */
export const keepsMeasure: Condition = any(
  also('statement'),
  all(surroundedAlike(16), any(also('scopeName'), isWithin(40))),
);

/** True when the message quotes something, which tells findings of one rule apart. */
export const quotesSomething: Condition = ({ current: { table } }, _, c) =>
  !table.areFieldsEqual(c, 'message', 'messageForm');

/** True when the finding is in another file by now, renamed ones aside. */
export const isInAnotherFile: Condition = (comparison, b, c) => !comparison.isEqual(b, c, 'path');

/** True when several tokens of the line are before the finding, or the line has none, as a comment. */
export const isTailJudged: Condition = ({ baseline, current }, b, c) =>
  (baseline.table.int(b, 'tokensBefore') >= 4 && current.table.int(c, 'tokensBefore') >= 4) ||
  (baseline.table.int(b, 'tokenCount') === 0 && current.table.int(c, 'tokenCount') === 0);

export const hasTokens = (count: number): RowFilter => {
  return (table, row) => table.int(row, 'tokenCount') >= count;
};

export const isInNamedScope: RowFilter = (table, row) => table.has(row, 'isInNamedScope');

/**
 * True when the flagged line declares the code that the rule judges as a whole: a function by its complexity, a class
 * by its length.
 */
export const isJudgedDeclaration: RowFilter = (table, row) =>
  table.has(row, 'isDeclaration') && table.has(row, 'judgesScope');
