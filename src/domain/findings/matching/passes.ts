import type { HashField } from '../features/feature-table.js';
import {
  all,
  also,
  any,
  type Condition,
  hasTokens,
  isInAnotherFile,
  isInNamedScope,
  isInSameColumn,
  isJudgedDeclaration,
  isLong,
  isWithin,
  keepsMeasure,
  quotesSomething,
  reachesAfter,
  reachesBefore,
  type RowFilter,
  scopesLinked,
  scopeVanished,
  similarWithin,
  surroundedAlike,
} from './conditions.js';
import type { MatchedBy } from './matched-by.js';

/**
 * One pass: pairs unmatched findings, one to one, among those of one tool and rule that agree in some fields.
 *
 * The bounds were fitted to the labelled cases of `npm run tracking:check`, which hold them. Their units give the size:
 *
 * - Lines, from where the finding is expected: inserted and removed code above is already counted, so that 0 to 3 lines are
 *   the place itself and 6 an edit beside it. Where no scope is known, 12 and 40 lines stand in for a function, 400 for a file.
 * - Bits of 64 in which two simhashes differ, 32 where nothing is shared. Of a window of 40 tokens 6 replaced ones cost 12 bits
 *   and 12 cost 16; one replaced token costs 10 bits in a line of 12 tokens and 5 in one of 40 (medians of random hashes).
 * - Tokens of a line: one (`}`, `else`) says nothing, two or three name something, 8 are a statement of its own.
 */
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

/** Within a file, of code that was not edited or is where it was. They run once as they are, and again under new paths. */
export const IN_FILE: readonly Pass[] = [
  // Everything about it is as it was; only its line number may differ.
  { matchedBy: 'unchanged', equal: ['scope', 'line', 'next8', 'before8', 'after', 'message'] },
  // Its line is as it was, the code on one side of it was edited, and so may names in the message.
  { matchedBy: 'context_before', equal: ['scope', 'line', 'next8', 'before8', 'messageForm'] },
  { matchedBy: 'context_after', equal: ['scope', 'line', 'next8', 'after', 'messageForm'] },
  // Its line alone is as it was. Without scopes its place stands in for them, the farther the more like its surroundings.
  {
    matchedBy: 'line_in_scope',
    equal: ['scope', 'line', 'message'],
    whenScopeless: any(isWithin(40), all(isWithin(400), surroundedAlike(16))),
  },
  // Its function was renamed, or it moved into another one, with the code before or after it. Code on its own line alone
  // is no company, and a measure that changed on the way needs more (`keepsMeasure`).
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
  // A formatter broke or joined lines: the tokens are in sequence as before, whatever the flagged line.
  {
    matchedBy: 'reflowed',
    equal: ['scope', 'next16', 'messageForm'],
    when: continuesAlike,
    whenScopeless: all(continuesAlike, any(isWithin(12), all(also('before8'), also('after')))),
  },
];

/** Within a file, of code that was edited or changed its scope. They run once all renamed files are paired. */
export const AFTER_RENAMES: readonly Pass[] = [
  // Its line in another scope, because its own is gone or other findings went the same way; or in its place, with the code
  // on one side of it.
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
  // A line of any length in another scope, where its surroundings came along too.
  {
    matchedBy: 'line_in_file',
    equal: ['line', 'message'],
    when: all(any(scopeVanished, scopesLinked), surroundedAlike(12), keepsMeasure),
  },
  // A whole statement anywhere in the file, with its surroundings and no second one like it.
  {
    matchedBy: 'line_in_file',
    equal: ['line', 'message'],
    admits: hasTokens(8),
    when: all(keepsMeasure, surroundedAlike(12)),
    isUnique: true,
  },
  // Its line in its place.
  { matchedBy: 'line_nearby', equal: ['line', 'message'], when: isWithin(2) },
  // Names or numbers on the line were changed, in its place between code of the same shape.
  {
    matchedBy: 'same_shape',
    equal: ['scope', 'lineShape', 'messageForm'],
    when: all(isWithin(3), also('beforeShape'), also('afterShape')),
    whenScopeless: all(isWithin(1), also('beforeShape'), also('afterShape')),
  },
  // Findings of which the scope was renamed as well: the code on both sides is as it was.
  { matchedBy: 'same_shape', equal: ['lineShape', 'before8', 'after', 'messageForm'], when: isWithin(3) },
  // Its rule words its message otherwise, as after an upgrade.
  { matchedBy: 'reworded', equal: ['scope', 'line'], when: isWithin(6) },
  // The line was edited before what is flagged, or far behind it.
  {
    matchedBy: 'edited_line',
    equal: ['scope', 'next8', 'message'],
    when: all(isWithin(3), any(also('before8'), also('beforeShape'))),
  },
  { matchedBy: 'edited_line', equal: ['next16', 'after', 'message'], when: isWithin(3) },
  // A few tokens of a long line were changed; with the same shape more of them, in a very long line without it fewer.
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
  // The head of a declaration was edited: the rule judges all that has this name, whatever it measures.
  {
    matchedBy: 'same_declaration',
    equal: ['scope', 'declaration'],
    admits: isJudgedDeclaration,
    when: similarWithin(24),
    isUnique: true,
  },
];

/** Within a file that the change renamed or replaced: the rule judges all that has this name, in whatever form it is written now. */
export const REWRITTEN: Pass = {
  matchedBy: 'same_declaration',
  equal: ['declaration'],
  admits: isJudgedDeclaration,
  when: any(also('scope'), scopeVanished),
  isUnique: true,
};

/** Within a file, of directives on a statement that is written again near its old place, mostly as it was. */
export const WRITTEN_AGAIN: Pass = { matchedBy: 'edited_line', equal: [], when: all(isWithin(12), similarWithin(20)) };

/** Wherever the findings are: of code that moved to another file. The less of it agrees, the more of its kind there may be. */
export const ACROSS_FILES: readonly Pass[] = [
  // The whole window of code, in a scope of the same name.
  {
    matchedBy: 'moved_across_files',
    equal: ['scopeName', 'line', 'next8', 'before8', 'after', 'message'],
    admits: (table, row) => hasTokens(2)(table, row) || isInNamedScope(table, row),
  },
  // The code on one side of it, in a function of the same name.
  {
    matchedBy: 'moved_across_files',
    equal: ['scopeName', 'line', 'next8', 'messageForm'],
    admits: (table, row) => hasTokens(2)(table, row) && isInNamedScope(table, row),
    when: all(any(also('before8'), also('after')), keepsMeasure),
  },
  // The code from it on, whatever it is in now.
  {
    matchedBy: 'moved_across_files',
    equal: ['line', 'next16', 'after', 'messageForm'],
    admits: hasTokens(2),
    when: all(reachesAfter, keepsMeasure),
  },
  // The code on both sides of it, whatever it is in now, and only one such.
  {
    matchedBy: 'moved_across_files',
    equal: ['line', 'next8', 'before8', 'after', 'messageForm'],
    admits: hasTokens(3),
    when: all(any(reachesBefore, reachesAfter), keepsMeasure),
    isUnique: true,
  },
  // Its line alone, in a function of the same name, and only one such.
  {
    matchedBy: 'moved_across_files',
    equal: ['scopeName', 'line', 'message'],
    admits: (table, row) => hasTokens(2)(table, row) && isInNamedScope(table, row),
    when: keepsMeasure,
    isUnique: true,
  },
  // The code before it with its surroundings, and only one such.
  {
    matchedBy: 'moved_across_files',
    equal: ['line', 'before8', 'message'],
    admits: hasTokens(3),
    when: all(reachesBefore, surroundedAlike(16), keepsMeasure),
    isUnique: true,
  },
  // The widest window of code, for lines of any length, and only one such.
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
    admits: isJudgedDeclaration,
    when: reachesAfter,
    isUnique: true,
  },
];

/** In another file, of a block that was edited when it moved there. They run once all that was edited in its place is paired. */
export const MOVED_AND_EDITED: readonly Pass[] = [
  // A few tokens of its line, in a scope of the same name and between code that came along on both sides.
  {
    matchedBy: 'moved_across_files',
    equal: ['scopeName', 'before8', 'after', 'messageForm'],
    admits: hasTokens(8),
    when: all(isInAnotherFile, reachesBefore, reachesAfter, surroundedAlike(8), similarWithin(12)),
    isUnique: true,
  },
];

/** Within a file, of findings without text that no sequence of messages holds. */
export const WITHOUT_TEXT: readonly Pass[] = [
  // Its message near its place; farther away where the message names something.
  {
    matchedBy: 'message_nearby',
    equal: ['message'],
    isWithoutText: true,
    when: any(isWithin(3), all(quotesSomething, isWithin(20))),
  },
  // Another name in its message, at the very same place.
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
