import { type Region, type SourceContext } from '../finding.js';
import { cleanText } from './clean-text.js';
import { MAX_POSITION, TEXT_LIMITS } from './report-limits.js';

/** Lines of context kept around a flagged region: what the matcher of new problems looks at. */
const CONTEXT_BEFORE = 10;
const CONTEXT_AFTER = 16;

export const NO_REGION: Region = { startLine: null, startColumn: null, endLine: null, endColumn: null };

/** Positions as a report wrote them, made a region: what is no position, or lies before the start, is dropped. */
export function toRegion(written: Readonly<Record<keyof Region, unknown>>): Region {
  const startLine = toPosition(written.startLine);
  if (startLine === null) return NO_REGION;
  const endLine = Math.max(startLine, toPosition(written.endLine) ?? startLine);
  const startColumn = toPosition(written.startColumn);
  const endColumn = toPosition(written.endColumn);
  const endsBeforeStart = endLine === startLine && endColumn !== null && endColumn < (startColumn ?? 1);
  return { startLine, startColumn, endLine, endColumn: endsBeforeStart ? null : endColumn };
}

function toPosition(value: unknown): number | null {
  if (typeof value !== 'number' || !Number.isInteger(value)) return null;
  return value >= 1 && value <= MAX_POSITION ? value : null;
}

/** A piece of a source file, split into lines once and cut as often as findings ask. */
export interface SourceLines {
  readonly startLine: number;
  readonly lines: readonly string[];
}

export function toSourceLines(text: string, startLine = 1): SourceLines {
  return { startLine, lines: text.split(/\r\n|\n|\r/) };
}

/** The text of the region, or null where the source does not hold all of its lines. */
export function cutSnippet(source: SourceLines, region: Region): string | null {
  const { startLine, endLine } = region;
  if (startLine === null || endLine === null) return null;
  const first = startLine - source.startLine;
  const last = endLine - source.startLine;
  if (first < 0 || last >= source.lines.length) return null;
  const lines = source.lines.slice(first, last + 1);
  if (region.endColumn !== null) lines[lines.length - 1] = lines.at(-1)!.slice(0, region.endColumn - 1);
  if (region.startColumn !== null) lines[0] = lines[0]!.slice(region.startColumn - 1);
  return toSnippet(lines.join('\n'));
}

/** Whole lines around the region, or null where the source does not hold its first line. */
export function cutContext(source: SourceLines, region: Region): SourceContext | null {
  if (region.startLine === null || region.endLine === null) return null;
  const flagged = region.startLine - source.startLine;
  if (flagged < 0 || flagged >= source.lines.length) return null;
  const first = Math.max(0, flagged - CONTEXT_BEFORE);
  const last = region.endLine - source.startLine + CONTEXT_AFTER;
  return toContext(source.startLine + first, source.lines.slice(first, last + 1).join('\n'));
}

/** A snippet as it can be kept; null where it is empty or only white space. */
export function toSnippet(text: string | null): string | null {
  return text === null || text.trim() === '' ? null : cleanText(text, TEXT_LIMITS.snippet);
}

export function toContext(startLine: number, text: string): SourceContext | null {
  return text.trim() === '' ? null : { startLine, text: cleanText(text, TEXT_LIMITS.context) };
}
