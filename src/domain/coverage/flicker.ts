import { createHash } from 'node:crypto';
import { type FileCoverage, type LineCounts } from './coverage-report.js';

/** Most flickering lines of a repository, and the days for which one is known. */
export const FLICKER_LIMITS = { lines: 10_000, days: 30 } as const;

/** A line that one run of the same tests covers and another one does not. */
export interface FlickeringLine {
  readonly path: string;
  /** `shapeOf` the file in hex digits: in a file with other executable lines it is another line. */
  readonly shape: string;
  readonly line: number;
}

/** Digest of the executable lines of a file, whatever runs them: an edit that adds or removes any makes another. */
export const shapeOf = ({ lines }: Pick<FileCoverage, 'lines'>): string =>
  createHash('sha256')
    .update(new Uint8Array(lines.buffer, lines.byteOffset, lines.byteLength))
    .digest('hex')
    .slice(0, 32);

/** Lines that one of two runs covers; none where the file has other executable lines. */
export function differingLines(one: FileCoverage, other: FileCoverage): FlickeringLine[] {
  const shape = shapeOf(one);
  if (shape !== shapeOf(other)) return [];
  return [...one.lines].flatMap((line, at) =>
    one.hits[at]! > 0 === other.hits[at]! > 0 ? [] : [{ path: one.path, shape, line }],
  );
}

/** Flickering lines by path. */
export type FlickerOfFiles = ReadonlyMap<string, readonly FlickeringLine[]>;

/** Numbers of those of a file's flickering lines that it still has. */
function flickeringIn(file: FileCoverage, known: readonly FlickeringLine[]): ReadonlySet<number> {
  if (known.length === 0) return new Set();
  const shape = shapeOf(file);
  return new Set(known.filter((each) => each.shape === shape).map(({ line }) => line));
}

/** The flickering lines of a file, and those of them that ran this time. */
export function countFlickering(file: FileCoverage, known: readonly FlickeringLine[]): LineCounts {
  const flickering = flickeringIn(file, known);
  let [linesTotal, linesCovered] = [0, 0];
  for (const [at, line] of file.lines.entries()) {
    if (!flickering.has(line)) continue;
    linesTotal += 1;
    if (file.hits[at]! > 0) linesCovered += 1;
  }
  return { linesTotal, linesCovered };
}

/** The file with its flickering lines covered: some run covered them. */
export function withFlickeringCovered(file: FileCoverage, known: readonly FlickeringLine[]): FileCoverage {
  const flickering = flickeringIn(file, known);
  if (flickering.size === 0) return file;
  return { ...file, hits: file.hits.map((hits, at) => (flickering.has(file.lines[at]!) ? Math.max(hits, 1) : hits)) };
}
