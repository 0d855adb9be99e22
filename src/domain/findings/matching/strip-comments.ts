import type { CommentSyntax } from './comment-syntax.js';

/** One line without its comments. */
export interface StrippedLine {
  /** The line with every comment blanked out, so that columns stay. */
  readonly code: string;
  /** 0-based column of the first comment; the line's length when it has none. */
  readonly commentAt: number;
  /** Whether the next line begins inside a block comment. */
  readonly endsInBlock: boolean;
}

const QUOTES = '"\'`';
const WHITE_SPACE = /\s/u;

/**
 * Blanks the comments of one line. Markers inside quoted text are text; a quote that is not closed on the line is an
 * ordinary character (an apostrophe, a string over several lines).
 *
 * @param startsInBlock whether the line begins inside a block comment, as the line before says
 */
export function stripComments(line: string, syntax: CommentSyntax, startsInBlock: boolean): StrippedLine {
  const { block } = syntax;
  let code = '';
  let kept = 0;
  let commentAt = line.length;
  let at = 0;

  const blank = (from: number, to: number): void => {
    code += line.slice(kept, from) + ' '.repeat(to - from);
    kept = to;
    commentAt = Math.min(commentAt, from);
  };
  const blankBlock = (from: number, searchFrom: number): boolean => {
    const close = block === null ? -1 : line.indexOf(block.close, searchFrom);
    at = block === null || close < 0 ? line.length : close + block.close.length;
    blank(from, at);
    return close < 0;
  };

  if (startsInBlock && blankBlock(0, 0)) return { code, commentAt, endsInBlock: true };
  if (!startsInBlock && syntax.hasStarredLines && isStarred(line)) {
    const isOpen = blankBlock(0, 0);
    if (isOpen) return { code, commentAt, endsInBlock: false };
  }
  while (at < line.length) {
    const char = line.charAt(at);
    if (char === '\\') {
      at += 2;
    } else if (QUOTES.includes(char) && !isLineComment(line, at, syntax)) {
      at = endOfQuoted(line, at, char);
    } else if (isLineComment(line, at, syntax)) {
      blank(at, line.length);
      at = line.length;
    } else if (block !== null && line.startsWith(block.open, at)) {
      if (blankBlock(at, at + block.open.length)) return { code, commentAt, endsInBlock: true };
    } else {
      at += 1;
    }
  }
  return { code: kept === 0 ? line : code + line.slice(kept), commentAt, endsInBlock: false };
}

/**
 * Whether a text that is cut out of a file begins inside a block comment: a comment is closed before any is opened. Only a
 * mark that ends its line and is not escaped counts, as the same characters occur in patterns and strings.
 */
export function startsInsideBlock(text: string, syntax: CommentSyntax): boolean {
  const { block } = syntax;
  if (block === null) return false;
  for (const line of text.split('\n')) {
    const close = line.indexOf(block.close);
    const open = line.indexOf(block.open);
    if (open >= 0 && (close < 0 || open < close)) return false;
    if (close >= 0 && line.charAt(close - 1) !== '\\' && line.slice(close + block.close.length).trim() === '')
      return true;
  }
  return false;
}

/** A star and then white space, another star, a slash or nothing: not `*pointer = 1` and not `*args`. */
function isStarred(line: string): boolean {
  const at = line.search(/\S/u);
  return at >= 0 && line.charAt(at) === '*' && /^(?:\s|\/|\*|$)/u.test(line.slice(at + 1, at + 2));
}

function isLineComment(line: string, at: number, syntax: CommentSyntax): boolean {
  for (const marker of syntax.line) {
    if (!line.startsWith(marker, at)) continue;
    if (!syntax.isLineMarkerSpaced || at === 0 || WHITE_SPACE.test(line.charAt(at - 1))) return true;
  }
  return false;
}

function endOfQuoted(line: string, open: number, quote: string): number {
  for (let at = open + 1; at < line.length; at += 1) {
    const char = line.charAt(at);
    if (char === '\\') at += 1;
    else if (char === quote) return at + 1;
  }
  return open + 1;
}
