import { MOST_LINES, type SourceLine } from './source.queries';

/** Lines from one number to another, both included. */
export type Range = readonly [from: number, to: number];

/** A line of an excerpt; or a place whose text is not stored, by the numbers of its lines. */
export interface CodeRow {
  readonly n: number;
  readonly to: number;
  readonly text: string | null;
}

/** Lines of an excerpt before more are requested. */
const FEW = 9;
/** Their height in pixels, at the usual size of text. */
export const EXCERPT_HEIGHT = FEW * 18 + 2;
/** Lines above and below a place, step by step as more are requested. */
const REACH = [0, 20, 80, 240] as const;

export const LAST_STEP = REACH.length - 1;

/** Lines of a place that are shown: few at first, with some above and below it. */
function widen([from, to]: Range, step: number): Range {
  const reach = REACH[step]!;
  if (reach > 0) return [from - reach, to + reach];
  const first = Math.max(1, from - Math.max(2, Math.floor((FEW - (to - from + 1)) / 2)));
  return [first, first + FEW - 1];
}

/** Lines to request for some places, so that the first step has its next one. */
export function windowOf(places: readonly Range[], step: number): Range {
  const reach = REACH[Math.max(1, step)]!;
  const from = Math.max(1, Math.min(...places.map(([first]) => first)) - reach);
  return [from, Math.min(Math.max(...places.map(([, last]) => last)) + reach, from + MOST_LINES - 1)];
}

/** Rows of an excerpt: the stored lines around the places, and the numbers of places that are not stored. */
export function rowsOf(lines: readonly SourceLine[], places: readonly Range[], step: number): CodeRow[] {
  const ranges = places.map((place) => widen(place, step));
  const rows = new Map<number, CodeRow>();
  for (const { n, text } of lines)
    if (ranges.some(([from, to]) => from <= n && n <= to)) rows.set(n, { n, to: n, text });
  for (const row of absentRows(places.filter(([from]) => !rows.has(from)))) rows.set(row.n, row);
  return [...rows.values()].sort((a, b) => a.n - b.n);
}

/** Lines of places without their text, each once: a place that begins or ends within another divides it. */
function absentRows(places: readonly Range[]): CodeRow[] {
  const edges = new Set(places.flatMap(([from, to]) => [from, to + 1]));
  const lines = new Set(places.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, at) => from + at)));
  const rows: { n: number; to: number; text: null }[] = [];
  for (const line of [...lines].sort((a, b) => a - b)) {
    const last = rows.at(-1);
    if (last?.to === line - 1 && !edges.has(line)) last.to = line;
    else rows.push({ n: line, to: line, text: null });
  }
  return rows;
}

/** Places in groups, each of which one answer has. */
export function groupPlaces(places: readonly Range[]): Range[][] {
  const groups: Range[][] = [];
  for (const place of places.toSorted(([a], [b]) => a - b)) {
    const last = groups.at(-1);
    if (last && place[1] - last[0]![0] < MOST_LINES - 2 * REACH[1]) last.push(place);
    else groups.push([place]);
  }
  return groups;
}

/** Lines that follow each other, run by run. */
export function runsOf(lines: readonly SourceLine[]): SourceLine[][] {
  const runs: SourceLine[][] = [];
  for (const line of lines) {
    const last = runs.at(-1);
    if (last?.at(-1)!.n === line.n - 1) last.push(line);
    else runs.push([line]);
  }
  return runs;
}

/** Tells whether a line is in one of some ranges. */
export function isWithin(ranges: readonly Range[]): (line: number) => boolean {
  const lines = new Set<number>();
  for (const [from, to] of ranges) for (let line = from; line <= to; line += 1) lines.add(line);
  return (line) => lines.has(line);
}
