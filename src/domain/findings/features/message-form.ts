const NUMBERS = /(?<![\p{L}\p{N}_$])\d+(?:[.,]\d+)*/gu;
const QUOTED = /(?<![\p{L}\p{N}])(["'`])(?:(?!\1).)+\1(?![\p{L}\p{N}])/gu;
const LISTED = /\[[^[\]]*\]/gu;
/**
 * Words that no sentence contains: `a_b`, `a.b`, `a/b`, `aB`. A sentence's full stop and a lone slash are not part of
 * one. Looked for where a word begins, since a look from each of its characters takes quadratic time.
 */
const NAMES =
  /(?<![\p{L}\p{N}_$./:-])[\p{L}\p{N}_$./:-]*(?:[\p{L}\p{N}][_./:$]+[\p{L}\p{N}_]|\p{Ll}\p{Lu})[\p{L}\p{N}_$/-]*/gu;

const POSITIONS = /\b(lines?|columns?|cols?|position|offset|char)(\s+)\d+/giu;

/** A message without its line and column numbers, which change with any edit above; measured numbers stay. */
export function withoutPositions(message: string): string {
  return message.replace(POSITIONS, '$1$20');
}

/** A message with every number as `0`: a complexity of 12 that grew to 1,013 is the same problem. */
export function withoutNumbers(message: string): string {
  return message.replace(NUMBERS, '0');
}

/**
 * A message in its rule's wording: names of things in the code (quoted parts, bracketed lists, words with inner
 * punctuation or capitals) as `Q`, and numbers as `0`.
 */
export function withoutNames(message: string): string {
  return withoutNumbers(message.replace(QUOTED, 'Q').replace(LISTED, 'Q').replace(NAMES, 'Q'));
}
