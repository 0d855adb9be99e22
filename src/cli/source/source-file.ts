import { type SourceLines } from '../../domain/findings/readers/source-text.js';

/** The unit in which a tool counts columns, as SARIF names it (`columnKind`). */
export type ColumnKind = 'utf16CodeUnits' | 'unicodeCodePoints';

/** Longer lines on average, and nobody wrote them by hand: their names say nothing that lasts. */
const MINIFIED_LINE_LENGTH = 500;

/** A file of the checkout as text: its lines, and where each begins. Offsets and columns are UTF-16 code units. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  /** As the domain cuts snippets and contexts from them. */
  readonly lines: SourceLines;
  readonly lineStarts: readonly number[];
  readonly isMinified: boolean;
}

const LINE_END = /\r\n|\n|\r/g;

/** Splits a text where findings count lines: at LF, CRLF and CR. */
export function toSourceFile(path: string, text: string): SourceFile {
  const lines: string[] = [];
  const lineStarts: number[] = [];
  let start = 0;
  for (const { index, 0: end } of text.matchAll(LINE_END)) {
    lines.push(text.slice(start, index));
    lineStarts.push(start);
    start = index + end.length;
  }
  lines.push(text.slice(start));
  lineStarts.push(start);
  const isMinified = text.length / lines.length > MINIFIED_LINE_LENGTH;
  return { path, text, lines: { startLine: 1, lines }, lineStarts, isMinified };
}

/** A line without its end, counted from 1; null beyond the last. */
export function lineAt({ lines }: SourceFile, line: number): string | null {
  return lines.lines[line - 1] ?? null;
}

/** The offset of a place: of the column where there is one, else of the line's first character that is no white space. */
export function offsetAt(file: SourceFile, line: number, column: number | null): number {
  const text = lineAt(file, line) ?? '';
  const indent = text.search(/\S/u);
  const within = column === null ? Math.max(0, indent) : Math.min(column - 1, text.length);
  return (file.lineStarts[line - 1] ?? 0) + within;
}

/** A column of a line in UTF-16 code units, from one in the given unit; both count from 1. */
export function toUtf16Column(line: string, column: number, kind: ColumnKind): number {
  if (kind === 'utf16CodeUnits' || !/[\ud800-\udbff]/.test(line)) return column;
  let units = 0;
  let points = 1;
  for (const character of line) {
    if (points === column) return units + 1;
    units += character.length;
    points += 1;
  }
  return units + 1 + (column - points);
}
