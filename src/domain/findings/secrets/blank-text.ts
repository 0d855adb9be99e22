import { BLANK, blankTokens } from './token-shapes.js';

const QUOTES = '"\'`';
const WORD_CHARACTER = /[\p{L}\p{N}]/u;
/** A value after `=`, `:`, `:=` or `=>` that is in no quotes. The operator is bounded, so that a long one takes linear time. */
const ASSIGNED = /([:=]{1,3}>?\s*)(?![\s"'`:=>]|[bfru]{1,2}["'`])[^\s;,)]+/gi;
/** Letters in front of a quote that belong to the text, as in `b'…'` and `rb'…'`. */
const STRING_PREFIX = /(?<![\p{L}\p{N}_])[bfru]{1,2}$/iu;

/**
 * The message of a finding as it may be kept and shown: without tokens of a known shape and, of a rule that finds secrets, without
 * its quoted parts.
 */
export function blankMessage(message: string, isSecret: boolean): string {
  const blanked = blankTokens(message);
  return isSecret ? blankQuoted(blanked) : blanked;
}

/** A line of source in which a secret was found: quoted texts and assigned values are blanked, else all of the line. */
export function blankLine(line: string): string {
  if (line.trim() === '') return line;
  const blanked = blankQuoted(blankTokens(line)).replace(ASSIGNED, `$1${BLANK}`);
  return blanked === line ? line.replace(/\S.*/u, BLANK) : blanked;
}

/** The texts in quotes, of source or of a message. */
export const quotedTexts = (text: string): string[] => quotedRanges(text).map(([from, to]) => text.slice(from, to));

function blankQuoted(text: string): string {
  let blanked = '';
  let end = 0;
  for (const [from, to] of quotedRanges(text)) {
    blanked += text.slice(end, from) + BLANK;
    end = to;
  }
  return blanked + text.slice(end);
}

/** Ranges between quotes that have a character between them. An apostrophe within a word begins none. Takes linear time. */
function quotedRanges(text: string): (readonly [from: number, to: number])[] {
  const ranges: (readonly [number, number])[] = [];
  const isEndless = new Set<string>();
  for (let at = 0; at < text.length; at += 1) {
    const quote = text[at]!;
    if (!QUOTES.includes(quote) || isEndless.has(quote) || isApostrophe(text, at)) continue;
    const close = closingQuote(text, at + 1, quote);
    if (close === -1) isEndless.add(quote);
    else {
      if (close > at + 1) ranges.push([at + 1, close]);
      at = close;
    }
  }
  return ranges;
}

const isApostrophe = (text: string, at: number): boolean =>
  text[at] === "'" &&
  WORD_CHARACTER.test(text[at - 1] ?? '') &&
  !STRING_PREFIX.test(text.slice(Math.max(0, at - 3), at));

/** Place of the quote that ends a text, on the same line; -1 for none. */
function closingQuote(text: string, from: number, quote: string): number {
  for (let at = from; at < text.length && text[at] !== '\n'; at += 1) {
    if (text[at] === quote) return at;
    if (text[at] === '\\') at += 1;
  }
  return -1;
}
