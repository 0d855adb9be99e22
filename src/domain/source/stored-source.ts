import { createHmac } from 'node:crypto';
import type { LineRange } from '../changes/changed-lines.js';
import { blankLine, quotedTexts } from '../findings/secrets/blank-text.js';
import { BLANK, blankTokensOfLines } from '../findings/secrets/token-shapes.js';

/** Text of a file, or of some ranges of its lines. */
export interface StoredSource {
  /** Ascending, without overlap; `lines` has the lines of all, one after the other. */
  readonly ranges: readonly LineRange[];
  readonly lines: readonly string[];
}

/** A line with its number. */
export interface NumberedLine {
  readonly n: number;
  readonly text: string;
}

/** Reasons for which a file is not stored. */
export type SourceRefusal = 'too_large' | 'not_text' | 'invalid_path' | 'invalid_ranges' | 'whole_file';

/** Bytes of one file. */
export const MAX_SOURCE_BYTES = 1024 * 1024;

/** Reads the text of a file; `ranges` say which of its lines that is, null: all. */
export function readSource(bytes: Uint8Array, ranges: readonly LineRange[] | null): StoredSource | SourceRefusal {
  if (bytes.length > MAX_SOURCE_BYTES) return 'too_large';
  const text = decode(bytes);
  if (text === null) return 'not_text';
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  if (ranges === null) return { ranges: lines.length === 0 ? [] : [[1, lines.length]], lines };
  const count = ranges.reduce((sum, [from, to]) => sum + to - from + 1, 0);
  return count === lines.length && areAscending(ranges) ? { ranges, lines } : 'invalid_ranges';
}

function decode(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
}

const areAscending = (ranges: readonly LineRange[]): boolean =>
  ranges.every(([from, to], at) => from <= to && from > (ranges[at - 1]?.[1] ?? 0));

/** The lines from `from` to `to`, as far as they are stored. */
export function linesBetween({ ranges, lines }: StoredSource, from: number, to: number): NumberedLine[] {
  const found: NumberedLine[] = [];
  let before = 0;
  for (const [first, last] of ranges) {
    for (let n = Math.max(first, from); n <= Math.min(last, to); n += 1)
      found.push({ n, text: lines[before + n - first]! });
    before += last - first + 1;
  }
  return found;
}

const isBlankAlone = (line: string): boolean => line.trim() === BLANK;

const ASSIGNED_BLANK = /[:=]>?\s*\*\*\*/;

/** A line in which a tool found a secret, without it; the same one where its sender has blanked it. */
function blankSecretLine(line: string): string {
  const isBlanked = isBlankAlone(line) || quotedTexts(line).includes(BLANK) || ASSIGNED_BLANK.test(line);
  const blanked = blankLine(line);
  return isBlanked && isBlankAlone(blanked) ? line : blanked;
}

/** The text without tokens of known shapes, and with the lines blanked in which a tool found a secret. */
export function blankSource(source: StoredSource, secret: ReadonlySet<number>): StoredSource {
  const lines: string[] = [];
  for (const [first, last] of source.ranges) {
    const start = lines.length;
    const ofRange = blankTokensOfLines(source.lines.slice(start, start + last - first + 1));
    ofRange.forEach((line, at) => lines.push(secret.has(first + at) ? blankSecretLine(line) : line));
  }
  return { ...source, lines };
}

/** Lines with a blanked secret. A line of the blank alone is left out: any other text is alike but for its secret. */
export const blankedLines = ({ lines }: StoredSource): string[] =>
  lines.filter((line) => line.includes(BLANK) && !isBlankAlone(line));

/** Those of the lines of which the blank alone is left. */
export const linesBlankedWhole = (source: StoredSource, secret: ReadonlySet<number>): NumberedLine[] =>
  [...secret]
    .flatMap((line) => linesBetween(source, line, line))
    .filter(({ text }) => isBlankAlone(blankSecretLine(text)));

/** The text with each line blanked that is one of the known lines, or one of them but for its secret. */
export function blankAlike(source: StoredSource, known: ReadonlySet<string>): StoredSource {
  if (known.size === 0) return source;
  const lines = source.lines.map((line) => {
    const without = blankSecretLine(line);
    return known.has(without) || known.has(line) ? without : line;
  });
  return { ...source, lines };
}

/** Number of lines in which two forms of a text differ. */
export const countChanged = (one: StoredSource, other: StoredSource): number =>
  one.lines.filter((line, at) => line !== other.lines[at]).length;

export const encodeSource = ({ ranges, lines }: StoredSource): string => JSON.stringify([ranges, lines.join('\n')]);

export function decodeSource(encoded: string): StoredSource {
  const [ranges, text] = JSON.parse(encoded) as [LineRange[], string];
  return { ranges, lines: ranges.length === 0 ? [] : text.split('\n') };
}

/** Address of an encoded text, under the secret of its repository: a plain digest confirms guesses. */
export const addressOfSource = (encoded: string, secret: Uint8Array, kind: 'source' | 'fixes' = 'source'): Buffer =>
  createHmac('sha256', secret).update(`${kind}\0`).update(encoded).digest();
