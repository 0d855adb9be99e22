import { type Region, type SourceContext } from '../finding.js';
import { cleanText } from './clean-text.js';
import { MAX_POSITION, TEXT_LIMITS } from './report-limits.js';

/** Lines of context kept around a flagged region, for the matcher of new problems. */
const CONTEXT_BEFORE = 10;
const CONTEXT_AFTER = 16;

export const NO_REGION: Region = { startLine: null, startColumn: null, endLine: null, endColumn: null };

/** Makes a region from the positions in a report: a value that is no position, or lies before the start, is dropped. */
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

/** A piece of a source file, split into lines once and cut on demand. */
export interface SourceLines {
  readonly startLine: number;
  readonly lines: readonly string[];
}

export function toSourceLines(text: string, startLine = 1): SourceLines {
  return { startLine, lines: text.split(/\r\n|\n|\r/) };
}

/** The text of the region, or null when the source lacks some of its lines. */
export function cutSnippet(source: SourceLines, region: Region): string | null {
  const { startLine, endLine } = region;
  if (startLine === null || endLine === null) return null;
  const first = startLine - source.startLine;
  const last = endLine - source.startLine;
  if (first < 0 || last >= source.lines.length) return null;
  const lines: string[] = [];
  let length = 0;
  for (let at = first; at <= last && length <= TEXT_LIMITS.snippet; at += 1) {
    const end = at === last && region.endColumn !== null ? region.endColumn - 1 : undefined;
    const line = source.lines[at]!.slice(at === first ? (region.startColumn ?? 1) - 1 : 0, end);
    lines.push(line);
    length += line.length + 1;
  }
  return toSnippet(lines.join('\n'));
}

/** A snippet as it can be stored; null when it is empty or only white space. */
export function toSnippet(text: string | null): string | null {
  if (text === null) return null;
  const kept = cleanText(text, TEXT_LIMITS.snippet);
  return kept.trim() === '' ? null : kept;
}

/** Whole lines around the flagged ones, or null when the source lacks the first of these. */
export function cutContext(source: SourceLines, region: Region): SourceContext | null {
  if (region.startLine === null || region.endLine === null) return null;
  const flagged = region.startLine - source.startLine;
  const last = region.endLine - source.startLine + CONTEXT_AFTER;
  return contextAround(source, flagged, Math.max(0, flagged - CONTEXT_BEFORE), last);
}

/** The context in a report, all of it unless that is too long. */
export function keepContext(text: string, startLine: number, region: Region): SourceContext | null {
  if (text.trim() === '') return null;
  if (text.length <= TEXT_LIMITS.context) return { startLine, text: cleanText(text, TEXT_LIMITS.context) };
  const source = toSourceLines(text, startLine);
  return contextAround(source, (region.startLine ?? startLine) - startLine, 0, source.lines.length - 1);
}

/**
 * The flagged line with as many of the lines from `first` to `last` around it as may be stored. Null when that line
 * alone is too long: part of it would pass for the line, and the snippet shows more.
 */
function contextAround(source: SourceLines, flagged: number, first: number, last: number): SourceContext | null {
  const lengthOf = (at: number) => (source.lines[at]?.length ?? Infinity) + 1;
  let from = flagged;
  let to = flagged;
  let room = TEXT_LIMITS.context + 1 - lengthOf(flagged);
  if (room < 0) return null;
  for (let hasGrown = true; hasGrown;) {
    hasGrown = false;
    if (to < last && lengthOf(to + 1) <= room) {
      room -= lengthOf(++to);
      hasGrown = true;
    }
    if (from > first && lengthOf(from - 1) <= room) {
      room -= lengthOf(--from);
      hasGrown = true;
    }
  }
  const text = source.lines.slice(from, to + 1).join('\n');
  return text.trim() === '' ? null : { startLine: source.startLine + from, text: cleanText(text, TEXT_LIMITS.context) };
}
