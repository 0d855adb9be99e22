import type { CommentSyntax } from './comment-syntax.js';

/** One line without its comments. */
export interface StrippedLine {
  /** The line with every comment blanked out, so that columns stay. */
  readonly code: string;
  /** True when the next line begins inside a block comment. */
  readonly endsInBlock: boolean;
}

/** Blanks the comments of one line, as `findComments` finds them. */
export function stripComments(line: string, syntax: CommentSyntax, startsInBlock: boolean): StrippedLine {
  const comments: number[] = [];
  const endsInBlock = findComments(comments, line, 0, line.length, syntax, startsInBlock);
  let code = '';
  let kept = 0;
  for (let at = 0; at < comments.length; at += 2) {
    const [from, to] = [comments[at]!, comments[at + 1]!];
    code += line.slice(kept, from) + ' '.repeat(to - from);
    kept = to;
  }
  return { code: code + line.slice(kept), endsInBlock };
}

const BACKSLASH = 0x5c;
const QUOTES: ReadonlySet<number> = new Set(['"', "'", '`'].map((quote) => quote.charCodeAt(0)));
const WHITE_SPACE = /\s/u;

/**
 * Finds the comments of one line: start and end of each, appended to `comments`. Markers inside quoted text are text; a
 * quote that is not closed on the line is an ordinary character (an apostrophe, a string over several lines).
 *
 * @param text the text around the line, which goes from `from` to before `to`
 * @param startsInBlock true when the line begins inside a block comment, as reported for the line before
 * @returns true when the next line begins inside a block comment
 */
export function findComments(
  comments: number[],
  text: string,
  from: number,
  to: number,
  syntax: CommentSyntax,
  startsInBlock: boolean,
): boolean {
  const { openings } = syntax;
  let at = from;
  if (startsInBlock || (syntax.hasStarredLines && isStarred(text, from, to))) {
    at = endOfBlock(text, from, to, syntax);
    comments.push(from, at === OPEN ? to : at);
    if (at === OPEN) return startsInBlock;
  }
  while (at < to) {
    const unit = text.charCodeAt(at);
    if (unit === BACKSLASH) {
      at += 2;
    } else if (openings[unit] === 1 && isLineComment(text, at, from, syntax)) {
      comments.push(at, to);
      return false;
    } else if (QUOTES.has(unit)) {
      at = endOfQuoted(text, at, to);
    } else if (openings[unit] === 1 && syntax.block !== null && text.startsWith(syntax.block.open, at)) {
      const end = endOfBlock(text, at + syntax.block.open.length, to, syntax);
      comments.push(at, end === OPEN ? to : end);
      if (end === OPEN) return true;
      at = end;
    } else {
      at += 1;
    }
  }
  return false;
}

/** The line ends before the block comment does. */
const OPEN = -1;

/** Offset at which the block comment ends whose text begins at `at`, or `OPEN`. */
function endOfBlock(text: string, at: number, to: number, { block }: CommentSyntax): number {
  const close = block === null ? -1 : text.indexOf(block.close, at);
  return block === null || close < 0 || close >= to ? OPEN : close + block.close.length;
}

/**
 * True when a text cut out of a file begins inside a block comment: a comment is closed before any is opened. Only a
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

const STAR = 0x2a;

/** A star and then white space, another star, a slash or nothing: not `*pointer = 1` and not `*args`. */
function isStarred(text: string, from: number, to: number): boolean {
  let at = from;
  while (at < to && isBlank(text, at)) at += 1;
  if (at >= to || text.charCodeAt(at) !== STAR) return false;
  return at + 1 === to || /^[\s/*]/u.test(text.charAt(at + 1));
}

function isLineComment(text: string, at: number, lineStart: number, syntax: CommentSyntax): boolean {
  for (const marker of syntax.line) {
    if (!text.startsWith(marker, at)) continue;
    if (!syntax.isLineMarkerSpaced || at === lineStart || isBlank(text, at - 1)) return true;
  }
  return false;
}

/** Classifies ASCII, which most characters are, without the pattern. */
function isBlank(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit === 0x20 || ((unit < 0x20 || unit > 0x7f) && WHITE_SPACE.test(text.charAt(at)));
}

function endOfQuoted(text: string, open: number, to: number): number {
  const quote = text.charCodeAt(open);
  for (let at = open + 1; at < to; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === BACKSLASH) at += 1;
    else if (unit === quote) return at + 1;
  }
  return open + 1;
}
