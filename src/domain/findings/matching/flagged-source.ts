import type { Finding } from '../finding.js';
import { type CommentSyntax, commentSyntaxOf } from './comment-syntax.js';
import { startsInsideBlock, stripComments } from './strip-comments.js';
import { type Tokens, tokenize } from './tokenize.js';

/** The tokens around a finding, comments left out. */
export interface FlaggedSource {
  /** Of the whole flagged line. */
  readonly line: readonly string[];
  /** How many of them stand before the start column. */
  readonly split: number;
  /** From the start column on, across lines, at most `AHEAD`. */
  readonly ahead: readonly string[];
  /** Before the start column, across lines, at most `BEHIND`, in reading order. */
  readonly behind: readonly string[];
}

const AHEAD = 32;
const BEHIND = 24;

/** Lines whose tokens are remembered; neighbouring findings share their context. */
const MEMORY = 1 << 15;

interface Line extends Tokens {
  readonly commentAt: number;
  readonly endsInBlock: boolean;
}

/** Reads the tokens around findings; keeps the lines that it has read lately. */
export class SourceReader {
  private readonly known = new Map<CommentSyntax, { code: Map<string, Line>; block: Map<string, Line> }>();

  /** The tokens around a finding, or null where the report carried no text. */
  read(finding: Finding): FlaggedSource | null {
    const excerpt = excerptOf(finding);
    if (excerpt === null) return null;
    const { texts, flagged, column } = excerpt;
    const syntax = commentSyntaxOf(finding.filePath ?? '');

    const lines: Line[] = [];
    let isInBlock = startsInsideBlock(texts, syntax);
    for (const text of texts) {
      const line = this.lineOf(text, syntax, isInBlock);
      lines.push(line);
      isInBlock = line.endsInBlock;
    }

    const stripped = lines[flagged]!;
    const isComment = stripped.texts.length === 0 || column >= stripped.commentAt;
    const line: Tokens = isComment ? tokenize(texts[flagged]!) : stripped;
    const split = splitAt(line, column);

    const ahead = line.texts.slice(split, split + AHEAD);
    for (let at = flagged + 1; at < lines.length && ahead.length < AHEAD; at += 1) {
      ahead.push(...lines[at]!.texts.slice(0, AHEAD - ahead.length));
    }
    let behind = line.texts.slice(Math.max(0, split - BEHIND), split);
    for (let at = flagged - 1; at >= 0 && behind.length < BEHIND; at -= 1) {
      behind = [...lines[at]!.texts.slice(behind.length - BEHIND), ...behind];
    }
    return { line: line.texts, split, ahead, behind };
  }

  private lineOf(text: string, syntax: CommentSyntax, startsInBlock: boolean): Line {
    let ofSyntax = this.known.get(syntax);
    if (ofSyntax === undefined) this.known.set(syntax, (ofSyntax = { code: new Map(), block: new Map() }));
    const known = startsInBlock ? ofSyntax.block : ofSyntax.code;
    let line = known.get(text);
    if (line === undefined) {
      const { code, commentAt, endsInBlock } = stripComments(text, syntax, startsInBlock);
      line = { ...tokenize(code), commentAt, endsInBlock };
      if (known.size >= MEMORY) known.clear();
      known.set(text, line);
    }
    return line;
  }
}

/** The lines at hand, which of them is flagged, and the 0-based column where the problem starts in it. */
interface Excerpt {
  readonly texts: readonly string[];
  readonly flagged: number;
  readonly column: number;
}

/** The context where it covers the flagged line, else the snippet, which begins where the problem does. */
function excerptOf({ context, snippet, region }: Finding): Excerpt | null {
  if (context !== null && region.startLine !== null) {
    const texts = context.text.split('\n');
    const flagged = region.startLine - context.startLine;
    if (flagged >= 0 && flagged < texts.length) return { texts, flagged, column: (region.startColumn ?? 1) - 1 };
  }
  return snippet === null ? null : { texts: snippet.split('\n'), flagged: 0, column: 0 };
}

/** The index of the first token that ends after the column. */
function splitAt({ texts, starts }: Tokens, column: number): number {
  let at = 0;
  while (at < texts.length && starts[at]! + texts[at]!.length <= column) at += 1;
  return at;
}
