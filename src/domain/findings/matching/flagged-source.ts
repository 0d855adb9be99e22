import type { Finding } from '../finding.js';
import { type CommentSyntax, commentSyntaxOf } from './comment-syntax.js';
import { Excerpt } from './excerpt.js';
import type { Hash64 } from './keyed-hash.js';
import { Recent } from './recent.js';
import { startsInsideBlock, stripComments } from './strip-comments.js';
import { tokenize } from './tokenize.js';
import type { Token, Vocabulary } from './vocabulary.js';

/** How many tokens before the flagged place and from it on are looked at. */
export const BEHIND = 16;
export const AHEAD = 24;

/** Lines that are kept; neighbouring findings share their context. */
const MEMORY = 1 << 14;

/** The tokens of one line and the 0-based columns where they start. */
export interface SourceLine {
  readonly tokens: readonly Token[];
  readonly starts: readonly number[];
  /** Filled in by who computes them. */
  hashes: LineHashes | null;
}

/** What is hashed of a whole line. */
export type LineHashes = Readonly<Record<'line' | 'lineShape' | 'similarity', Hash64>>;

/** The tokens around a finding, comments left out. */
export interface FlaggedSource {
  /** The flagged line; the same object for the same text, as long as it is remembered. */
  readonly line: SourceLine;
  /** How many of its tokens stand before the start column. */
  readonly split: number;
  /** Tokens in reading order across lines; the flagged place begins at index `BEHIND`. Overwritten by the next reading. */
  readonly window: readonly Token[];
  /** The window is filled from here to before there. */
  readonly from: number;
  readonly to: number;
}

interface StrippedLine extends SourceLine {
  readonly commentAt: number;
  readonly endsInBlock: boolean;
}

/** Reads the tokens around findings; keeps the lines that it has read lately. */
export class SourceReader {
  private readonly raw = new Recent<SourceLine>(MEMORY);
  private readonly code = new Map<CommentSyntax, Recent<StrippedLine>>();
  private readonly codeInBlock = new Map<CommentSyntax, Recent<StrippedLine>>();
  private readonly window: Token[];

  constructor(private readonly vocabulary: Vocabulary) {
    this.window = new Array<Token>(BEHIND + AHEAD).fill(vocabulary.token(''));
  }

  /** The tokens around a finding, or null where the report carried no text. */
  read(finding: Finding): FlaggedSource | null {
    const excerpt = Excerpt.of(finding);
    if (excerpt === null) return null;
    const { flagged, column } = excerpt;
    const syntax = commentSyntaxOf(finding.filePath ?? '');
    const isInBlock = this.blocksIn(excerpt, syntax);
    const codeOf = (number: number): StrippedLine => this.codeOf(excerpt.line(number), syntax, isInBlock(number));

    const code = codeOf(flagged);
    const isComment = code.tokens.length === 0 || column >= code.commentAt;
    const line = isComment ? this.rawLineOf(excerpt.line(flagged)) : code;
    const split = splitAt(line, column);

    const { window } = this;
    let from = BEHIND;
    for (let at = split - 1; at >= 0 && from > 0; at -= 1) window[--from] = line.tokens[at]!;
    for (let above = flagged - 1; above >= 0 && from > 0; above -= 1) {
      const { tokens } = codeOf(above);
      for (let at = tokens.length - 1; at >= 0 && from > 0; at -= 1) window[--from] = tokens[at]!;
    }
    let to = BEHIND;
    for (let at = split; at < line.tokens.length && to < window.length; at += 1) window[to++] = line.tokens[at]!;
    for (let below = flagged + 1; below < excerpt.lineCount && to < window.length; below += 1) {
      const { tokens } = codeOf(below);
      for (let at = 0; at < tokens.length && to < window.length; at += 1) window[to++] = tokens[at]!;
    }
    return { line, split, window, from, to };
  }

  /** Which lines begin inside a block comment. Most excerpts hold no mark of one, which is asked at once. */
  private blocksIn(excerpt: Excerpt, syntax: CommentSyntax): (number: number) => boolean {
    const { block } = syntax;
    if (block === null) return () => false;
    const hasMark = (text: string): boolean => text.includes(block.open) || text.includes(block.close);
    if (!hasMark(excerpt.text)) return () => false;

    let isInBlock = startsInsideBlock(excerpt.text, syntax);
    const isInBlockAt = Array.from({ length: excerpt.lineCount }, (_, number) => {
      const before = isInBlock;
      const text = excerpt.line(number);
      if (hasMark(text)) isInBlock = this.codeOf(text, syntax, before).endsInBlock;
      return before;
    });
    return (number) => isInBlockAt[number]!;
  }

  /** A line without its comments. */
  private codeOf(text: string, syntax: CommentSyntax, startsInBlock: boolean): StrippedLine {
    const memories = startsInBlock ? this.codeInBlock : this.code;
    let known = memories.get(syntax);
    if (known === undefined) memories.set(syntax, (known = new Recent<StrippedLine>(MEMORY)));
    return known.get(text) ?? known.keep(text, this.strip(text, syntax, startsInBlock));
  }

  private strip(text: string, syntax: CommentSyntax, startsInBlock: boolean): StrippedLine {
    const { code, commentAt, endsInBlock } = stripComments(text, syntax, startsInBlock);
    return { ...this.tokensOf(code), commentAt, endsInBlock };
  }

  /** A line with its comments: where it is one that is flagged. */
  private rawLineOf(text: string): SourceLine {
    return this.raw.get(text) ?? this.raw.keep(text, this.tokensOf(text));
  }

  private tokensOf(code: string): SourceLine {
    const { texts, starts } = tokenize(code);
    return { tokens: texts.map((text) => this.vocabulary.token(text)), starts, hashes: null };
  }
}

/** The index of the first token that ends after the column. */
function splitAt({ tokens, starts }: SourceLine, column: number): number {
  let at = 0;
  while (at < tokens.length && starts[at]! + tokens[at]!.length <= column) at += 1;
  return at;
}
