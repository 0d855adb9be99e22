import type { Finding } from '../finding.js';
import { type CommentSyntax, commentSyntaxOf } from './comment-syntax.js';
import { declaredName } from './declared-name.js';
import { Excerpt } from './excerpt.js';
import { findComments, startsInsideBlock } from './strip-comments.js';
import { TokenRun } from './token-run.js';
import { tokenize } from './tokenize.js';
import type { Vocabulary } from './vocabulary.js';

/** Tokens that are read before the flagged place, and from it on. */
export const BEHIND = 16;
export const AHEAD = 24;

/** The tokens around a finding, comments left out, by their numbers; overwritten by the next reading. */
export interface FlaggedSource {
  /** The flagged line. */
  readonly line: TokenRun;
  /** Number of its tokens before the start column. */
  readonly split: number;
  /** Tokens in reading order across lines; the flagged place begins at index `BEHIND`. */
  readonly window: Int32Array;
  /** Index at which the window begins to be filled, up to before `to`. */
  readonly from: number;
  readonly to: number;
  /** The name that the flagged line declares; null where it declares none. */
  readonly declared: string | null;
}

/** Reads the tokens around findings. */
export class SourceReader {
  private readonly line: TokenRun;
  private readonly neighbour: TokenRun;
  private readonly window = new Int32Array(BEHIND + AHEAD);
  /** Starts and ends of the comments of the line that is read. */
  private readonly comments: number[] = [];
  /** True when the excerpt can contain comments at all. */
  private hasMarks = false;

  constructor(private readonly vocabulary: Vocabulary) {
    this.line = new TokenRun(vocabulary);
    this.neighbour = new TokenRun(vocabulary);
  }

  /** The tokens around a finding, or null when the report has no text. */
  read(finding: Finding): FlaggedSource | null {
    const excerpt = Excerpt.of(finding);
    if (excerpt === null) return null;
    this.vocabulary.makeRoom(excerpt.text.length + 1);
    const { flagged, column } = excerpt;
    const syntax = commentSyntaxOf(finding.filePath ?? '');
    this.hasMarks = hasAny(excerpt.text, syntax.marks);
    const isInBlock = this.hasMarks ? blocksIn(excerpt, syntax) : null;
    const readCode = (run: TokenRun, number: number): void =>
      this.readCode(run, excerpt, number, syntax, isInBlock?.[number] ?? false);

    const { line, neighbour, window } = this;
    readCode(line, flagged);
    const isInComment = this.comments.length > 0 && column >= this.comments[0]! - excerpt.startOf(flagged);
    // Comments are read as well when the line has no code, or a comment is flagged.
    if (line.length === 0 || isInComment) readWhole(line, excerpt, flagged);
    const split = splitAt(line, excerpt.startOf(flagged) + column);

    let from = BEHIND;
    for (let at = split - 1; at >= 0 && from > 0; at -= 1) window[--from] = line.numbers[at]!;
    for (let above = flagged - 1; above >= 0 && from > 0; above -= 1) {
      readCode(neighbour, above);
      for (let at = neighbour.length - 1; at >= 0 && from > 0; at -= 1) window[--from] = neighbour.numbers[at]!;
    }
    let to = BEHIND;
    for (let at = split; at < line.length && to < window.length; at += 1) window[to++] = line.numbers[at]!;
    for (let below = flagged + 1; below < excerpt.lineCount && to < window.length; below += 1) {
      readCode(neighbour, below);
      for (let at = 0; at < neighbour.length && to < window.length; at += 1) window[to++] = neighbour.numbers[at]!;
    }
    return { line, split, window, from, to, declared: declaredName(excerpt) };
  }

  /** Reads a line without its comments, whose bounds are then in `comments`. */
  private readCode(
    run: TokenRun,
    excerpt: Excerpt,
    number: number,
    syntax: CommentSyntax,
    startsInBlock: boolean,
  ): void {
    const { text } = excerpt;
    const { comments } = this;
    const end = excerpt.endOf(number);
    let from = excerpt.startOf(number);
    comments.length = 0;
    if (this.hasMarks) findComments(comments, text, from, end, syntax, startsInBlock);
    run.clear();
    for (let at = 0; at < comments.length; at += 2) {
      tokenize(run, text, from, comments[at]!);
      from = comments[at + 1]!;
    }
    tokenize(run, text, from, end);
  }
}

function readWhole(run: TokenRun, excerpt: Excerpt, number: number): void {
  run.clear();
  tokenize(run, excerpt.text, excerpt.startOf(number), excerpt.endOf(number));
}

const hasAny = (text: string, marks: readonly string[]): boolean => marks.some((mark) => text.includes(mark));

/** Lines that begin inside a block comment, as flags by index; null for none. */
function blocksIn(excerpt: Excerpt, syntax: CommentSyntax): readonly boolean[] | null {
  const { block } = syntax;
  if (block === null || !hasAny(excerpt.text, [block.open, block.close])) return null;
  let isInBlock = startsInsideBlock(excerpt.text, syntax);
  return Array.from({ length: excerpt.lineCount }, (_, number) => {
    const before = isInBlock;
    const line = excerpt.line(number);
    // A line without marks leaves it as it was before.
    if (hasAny(line, [block.open, block.close])) isInBlock = findComments([], line, 0, line.length, syntax, before);
    return before;
  });
}

/** The index of the first token that ends behind a place. */
function splitAt({ ends, length }: TokenRun, place: number): number {
  let at = 0;
  while (at < length && ends[at]! <= place) at += 1;
  return at;
}
