import type { Comparison } from './comparison.js';
import type { FeatureTable, HashField } from './features.js';
import type { MatchedBy } from './matched-by.js';

/** A condition on two rows that agree in a pass's fields. */
export type Condition = (comparison: Comparison, baselineRow: number, currentRow: number) => boolean;

/** One pass: pairs what is still unmatched, one to one, among findings that agree in some fields. */
export interface Pass {
  readonly matchedBy: MatchedBy;
  /** Tool and rule are always equal, besides. */
  readonly equal: readonly HashField[];
  /** Which findings take part at all. */
  readonly admits?: (table: FeatureTable, row: number) => boolean;
  /** At most so many lines from where the baseline finding is expected. */
  readonly within?: number;
  readonly when?: Condition;
  /** Only where exactly one finding of either side agrees. */
  readonly isUnique?: boolean;
  /** For findings whose text one of the sides does not know; all other passes need the text of both. */
  readonly isWithoutText?: boolean;
  /** What changes where the enclosing scope is not known: conditions that replace these, or `skipped`. */
  readonly withoutScope?: Pick<Pass, 'within' | 'when'> | 'skipped';
}

const alsoEqual = (...fields: HashField[]): Condition => {
  return (comparison, baselineRow, currentRow) =>
    fields.some((field) => comparison.isEqual(baselineRow, currentRow, field));
};
const similarWithin = (bits: number): Condition => {
  return (comparison, baselineRow, currentRow) => comparison.differingBits(baselineRow, currentRow) <= bits;
};
const hasTokens = (count: number) => (table: FeatureTable, row: number) => table.int(row, 'tokenCount') >= count;
const isInNamedScope = (table: FeatureTable, row: number) => table.has(row, 'isInNamedScope');

/** Passes 1 to 5: the same file. They run once as they are, and again where files were renamed. */
export const IN_FILE: readonly Pass[] = [
  { matchedBy: 'unchanged', equal: ['path', 'scope', 'line', 'next8', 'before8', 'after', 'message'] },
  { matchedBy: 'context_before', equal: ['path', 'scope', 'line', 'next8', 'before8', 'messageForm'] },
  { matchedBy: 'context_after', equal: ['path', 'scope', 'line', 'next8', 'after', 'messageForm'] },
  { matchedBy: 'line_in_scope', equal: ['path', 'scope', 'line', 'message'], withoutScope: { within: 400 } },
  { matchedBy: 'moved_in_file', equal: ['path', 'line', 'next8', 'before8', 'messageForm'] },
  { matchedBy: 'moved_in_file', equal: ['path', 'line', 'next8', 'after', 'messageForm'] },
  { matchedBy: 'reflowed', equal: ['path', 'scope', 'next16', 'messageForm'], withoutScope: { within: 12 } },
];

/** Passes 7 to 10. */
export const AFTER_RENAMES: readonly Pass[] = [
  {
    matchedBy: 'line_in_file',
    equal: ['path', 'line', 'message'],
    admits: hasTokens(2),
    when: (comparison, b, c) =>
      comparison.isEqual(b, c, 'scope') ||
      comparison.hasScopeVanished(b) ||
      comparison.hasScopeAppeared(c) ||
      (comparison.distance(b, c) <= 3 && alsoEqual('before8', 'after')(comparison, b, c)),
  },
  { matchedBy: 'line_nearby', equal: ['path', 'line', 'message'], within: 2 },
  {
    matchedBy: 'same_shape',
    equal: ['path', 'scope', 'lineShape', 'messageForm'],
    when: alsoEqual('beforeShape', 'afterShape', 'before8', 'after'),
    withoutScope: 'skipped',
  },
  {
    matchedBy: 'edited_line',
    equal: ['path', 'scope', 'next8', 'message'],
    within: 6,
    withoutScope: { within: 2 },
  },
  {
    matchedBy: 'similar_line',
    equal: ['path', 'scope', 'message'],
    within: 3,
    when: similarWithin(22),
    withoutScope: { within: 1, when: similarWithin(16) },
  },
  {
    matchedBy: 'moved_across_files',
    equal: ['scopeName', 'line', 'next8', 'before8', 'after', 'message'],
    admits: (table, row) => hasTokens(2)(table, row) || isInNamedScope(table, row),
  },
  {
    matchedBy: 'moved_across_files',
    equal: ['scopeName', 'line', 'next8', 'messageForm'],
    admits: (table, row) => hasTokens(2)(table, row) && isInNamedScope(table, row),
    when: alsoEqual('before8', 'after'),
  },
  {
    matchedBy: 'moved_across_files',
    equal: ['line', 'next16', 'after', 'messageForm'],
    admits: hasTokens(2),
  },
  {
    matchedBy: 'moved_across_files',
    equal: ['line', 'next8', 'before8', 'after', 'messageForm'],
    admits: hasTokens(3),
    isUnique: true,
  },
  {
    matchedBy: 'moved_across_files',
    equal: ['scopeName', 'line', 'message'],
    admits: (table, row) => hasTokens(2)(table, row) && isInNamedScope(table, row),
    isUnique: true,
  },
];

const quotesSomething: Condition = ({ current: { table } }, _, row) => {
  const [low, high] = table.hash(row, 'message');
  const [formLow, formHigh] = table.hash(row, 'messageForm');
  return low !== formLow || high !== formHigh;
};
const isWithin =
  (lines: number): Condition =>
  (comparison, baselineRow, currentRow) =>
    comparison.distance(baselineRow, currentRow) <= lines;

/** What follows the sequences where the text is not known. */
export const WITHOUT_TEXT: readonly Pass[] = [
  {
    matchedBy: 'message_nearby',
    equal: ['path', 'message'],
    isWithoutText: true,
    when: (comparison, b, c) => isWithin(quotesSomething(comparison, b, c) ? 20 : 3)(comparison, b, c),
  },
  { matchedBy: 'message_nearby', equal: ['path', 'messageForm'], isWithoutText: true, within: 1 },
];

/** Where the change's lines are known: a line that it left alone held this problem before, whatever it is called now. */
export const UNTOUCHED: readonly Pass[] = [
  { matchedBy: 'untouched_line', equal: ['path', 'line'] },
  { matchedBy: 'untouched_line', equal: ['path', 'messageForm'], isWithoutText: true, within: 20 },
];
