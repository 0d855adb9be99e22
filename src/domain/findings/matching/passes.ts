import {
  type RowFilter,
  all,
  also,
  any,
  type Condition,
  hasTokens,
  isInNamedScope,
  isInSameColumn,
  isLong,
  isWithin,
  keepsMeasure,
  quotesSomething,
  reachesAfter,
  reachesBefore,
  scopesLinked,
  scopeVanished,
  similarWithin,
  surroundedAlike,
} from './conditions.js';
import type { HashField } from '../features/feature-table.js';
import type { MatchedBy } from './matched-by.js';

/** One pass: pairs what is still unmatched, one to one, among findings of one tool and rule that agree in some fields. */
export interface Pass {
  readonly matchedBy: MatchedBy;
  readonly equal: readonly HashField[];
  readonly admits?: RowFilter;
  readonly when?: Condition;
  /** Only where exactly one finding of either side agrees. */
  readonly isUnique?: boolean;
  /** For findings whose text one of the sides does not know; all other passes need the text of both. */
  readonly isWithoutText?: boolean;
  /** Instead of `when`, where enclosing scopes are not known. */
  readonly whenScopeless?: Condition;
}

/** The code before is the same, or the line and it have the same shape. */
const continuesAlike = any(also('before8'), all(also('lineShape'), also('beforeShape')));

/** Passes 1 to 5, within a file. They run once as they are, and again where files were renamed (6). */
export const IN_FILE: readonly Pass[] = [
  // 1
  { matchedBy: 'unchanged', equal: ['scope', 'line', 'next8', 'before8', 'after', 'message'] },
  // 2
  { matchedBy: 'context_before', equal: ['scope', 'line', 'next8', 'before8', 'messageForm'] },
  { matchedBy: 'context_after', equal: ['scope', 'line', 'next8', 'after', 'messageForm'] },
  // 3
  {
    matchedBy: 'line_in_scope',
    equal: ['scope', 'line', 'message'],
    whenScopeless: any(isWithin(40), all(isWithin(400), surroundedAlike(16))),
  },
  // 4
  {
    matchedBy: 'moved_in_file',
    equal: ['line', 'next8', 'before8', 'messageForm'],
    when: all(reachesBefore, keepsMeasure),
  },
  {
    matchedBy: 'moved_in_file',
    equal: ['line', 'next8', 'after', 'messageForm'],
    when: all(reachesAfter, keepsMeasure),
  },
  // 5
  {
    matchedBy: 'reflowed',
    equal: ['scope', 'next16', 'messageForm'],
    when: continuesAlike,
    whenScopeless: all(continuesAlike, any(isWithin(12), all(also('before8'), also('after')))),
  },
];

/** Passes 7 to 9, within a file. */
export const AFTER_RENAMES: readonly Pass[] = [
  // 7
  {
    matchedBy: 'line_in_file',
    equal: ['line', 'message'],
    admits: hasTokens(2),
    when: any(
      also('scope'),
      all(any(scopeVanished, scopesLinked), keepsMeasure),
      all(isWithin(3), any(also('before8'), also('after'))),
    ),
  },
  {
    matchedBy: 'line_in_file',
    equal: ['line', 'message'],
    when: all(any(scopeVanished, scopesLinked), surroundedAlike(12), keepsMeasure),
  },
  {
    matchedBy: 'line_in_file',
    equal: ['line', 'message'],
    admits: hasTokens(8),
    when: all(keepsMeasure, surroundedAlike(12)),
    isUnique: true,
  },
  { matchedBy: 'line_nearby', equal: ['line', 'message'], when: isWithin(2) },
  // 8
  {
    matchedBy: 'same_shape',
    equal: ['scope', 'lineShape', 'messageForm'],
    when: all(isWithin(3), also('beforeShape'), also('afterShape')),
    whenScopeless: all(isWithin(1), also('beforeShape'), also('afterShape')),
  },
  { matchedBy: 'same_shape', equal: ['lineShape', 'before8', 'after', 'messageForm'], when: isWithin(3) },
  { matchedBy: 'reworded', equal: ['scope', 'line'], when: isWithin(6) },
  // 9
  {
    matchedBy: 'edited_line',
    equal: ['scope', 'next8', 'message'],
    when: all(isWithin(3), any(also('before8'), also('beforeShape'))),
  },
  { matchedBy: 'edited_line', equal: ['next16', 'after', 'message'], when: isWithin(3) },
  {
    matchedBy: 'similar_line',
    equal: ['scope', 'lineShape', 'message'],
    when: all(isLong(12), isWithin(3), similarWithin(12)),
    whenScopeless: all(isWithin(1), similarWithin(16)),
  },
  {
    matchedBy: 'similar_line',
    equal: ['scope', 'message'],
    when: all(isLong(40), isWithin(3), similarWithin(4)),
  },
];

/** Pass 10, wherever the findings are. */
export const ACROSS_FILES: readonly Pass[] = [
  {
    matchedBy: 'moved_across_files',
    equal: ['scopeName', 'line', 'next8', 'before8', 'after', 'message'],
    admits: (table, row) => hasTokens(2)(table, row) || isInNamedScope(table, row),
  },
  {
    matchedBy: 'moved_across_files',
    equal: ['scopeName', 'line', 'next8', 'messageForm'],
    admits: (table, row) => hasTokens(2)(table, row) && isInNamedScope(table, row),
    when: all(any(also('before8'), also('after')), keepsMeasure),
  },
  {
    matchedBy: 'moved_across_files',
    equal: ['line', 'next16', 'after', 'messageForm'],
    admits: hasTokens(2),
    when: all(reachesAfter, keepsMeasure),
  },
  {
    matchedBy: 'moved_across_files',
    equal: ['line', 'next8', 'before8', 'after', 'messageForm'],
    admits: hasTokens(3),
    when: all(any(reachesBefore, reachesAfter), keepsMeasure),
    isUnique: true,
  },
  {
    matchedBy: 'moved_across_files',
    equal: ['scopeName', 'line', 'message'],
    admits: (table, row) => hasTokens(2)(table, row) && isInNamedScope(table, row),
    when: keepsMeasure,
    isUnique: true,
  },
  {
    matchedBy: 'moved_across_files',
    equal: ['line', 'before8', 'message'],
    admits: hasTokens(3),
    when: all(reachesBefore, surroundedAlike(16), keepsMeasure),
    isUnique: true,
  },
  {
    matchedBy: 'moved_across_files',
    equal: ['line', 'next16', 'before8', 'after', 'messageForm'],
    when: all(any(reachesBefore, reachesAfter), keepsMeasure),
    isUnique: true,
  },
  // A function under another head (`exports.f =` became `module.exports.f =`): it keeps its name, its body and its measure.
  {
    matchedBy: 'moved_across_files',
    equal: ['declaration', 'next16', 'after', 'statement'],
    admits: (table, row) => table.has(row, 'isDeclaration') && table.has(row, 'judgesScope'),
    when: reachesAfter,
    isUnique: true,
  },
];

/** What follows the sequences where the text is not known, within a file. */
export const WITHOUT_TEXT: readonly Pass[] = [
  {
    matchedBy: 'message_nearby',
    equal: ['message'],
    isWithoutText: true,
    when: any(isWithin(3), all(quotesSomething, isWithin(20))),
  },
  {
    matchedBy: 'message_nearby',
    equal: ['messageForm'],
    isWithoutText: true,
    when: all(isWithin(0), isInSameColumn),
  },
];

/**
 * Within a file of which the change's lines are known: a line that it left alone held this problem before, whatever it is
 * called now.
 */
export const UNTOUCHED: readonly Pass[] = [
  { matchedBy: 'untouched_line', equal: ['line'] },
  { matchedBy: 'untouched_line', equal: ['messageForm'], isWithoutText: true, when: isWithin(20) },
];
