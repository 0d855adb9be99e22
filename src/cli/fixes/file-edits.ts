import { type Fix, type FixEdit, type FixSpan } from '../../domain/findings/fix.js';

/** A replaced part of a text, in UTF-16 from 0, its end excluded. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The edits of a fix in the text of its file, in order; null where one of them does not fit it, or two overlap. */
export function toTextEdits({ edits }: Fix, text: string): readonly TextEdit[] | null {
  const lines = lineStarts(text);
  const placed = edits.map((edit) => toTextEdit(edit, text, lines));
  if (placed.some((edit) => edit === null)) return null;
  const sorted = (placed as TextEdit[]).sort((one, other) => one.start - other.start || one.end - other.end);
  return areApart(sorted) ? sorted : null;
}

/** True where no edit reaches into the next one. @param sorted by their starts */
export const areApart = (sorted: readonly TextEdit[]): boolean =>
  sorted.every((edit, index) => index === 0 || !overlap(sorted[index - 1]!, edit));

/** Two insertions at one place have no order, and overlap. */
export const overlap = (one: TextEdit, other: TextEdit): boolean =>
  (one.start < other.end && other.start < one.end) ||
  (one.start === other.start && one.end === one.start && other.end === other.start);

/** The text after edits that do not overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let changed = '';
  let at = 0;
  for (const { start, end, text: inserted } of [...edits].sort((a, b) => a.start - b.start || a.end - b.end)) {
    changed += text.slice(at, start) + inserted;
    at = end;
  }
  return changed + text.slice(at);
}

function toTextEdit({ span, text: inserted }: FixEdit, text: string, lines: readonly number[]): TextEdit | null {
  if (span.unit === 'offsets') {
    const [start, end] = [span.start + markOf(text), span.end + markOf(text)];
    return end <= text.length ? { start, end, text: inserted } : null;
  }
  const start = offsetOf(span, 'start', text, lines);
  const end = offsetOf(span, 'end', text, lines);
  return start === null || end === null || start > end ? null : { start, end, text: inserted };
}

/** Length of the byte order mark at the start of a file, which tools do not count. */
const markOf = (text: string): number => (text.startsWith('\uFEFF') ? 1 : 0);

type LinesSpan = Exclude<FixSpan, { unit: 'offsets' }>;

function offsetOf(
  { unit, ...span }: LinesSpan,
  side: 'start' | 'end',
  text: string,
  lines: readonly number[],
): number | null {
  const [line, column] = side === 'start' ? [span.startLine, span.startColumn] : [span.endLine, span.endColumn];
  const lineStart = lines[line - 1];
  if (lineStart === undefined) return null;
  const start = lineStart + (line === 1 ? markOf(text) : 0);
  const next = lines[line] ?? text.length;
  if (column === null) return side === 'start' ? start : next;
  const content = text.slice(start, next).replace(/\r?\n$|\r$/, '');
  return start + lengthOfColumns(content, column - 1, unit);
}

/** Length in UTF-16 of the first columns of a line; all of it where it has fewer. */
function lengthOfColumns(content: string, columns: number, unit: LinesSpan['unit']): number {
  if (unit === 'utf16') return Math.min(columns, content.length);
  let length = 0;
  let counted = 0;
  for (const character of content) {
    if (counted >= columns) break;
    counted += unit === 'bytes' ? Buffer.byteLength(character) : 1;
    length += character.length;
  }
  return length;
}

/** Offsets at which the lines of a text start. */
export function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (const { index, 0: end } of text.matchAll(/\r\n|\n|\r/g)) starts.push(index + end.length);
  return starts;
}
