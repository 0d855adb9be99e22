import type { CoverageFormat, FileCoverage } from '../../domain/coverage/coverage-report.js';
import { coverageTotals } from '../../domain/coverage/coverage-totals.js';
import { maxPackedBytes, packInto } from '../../domain/coverage/packed-lines.js';
import { TupleWriter } from '../../platform/database/tuple-writer.js';

/** The columns of a covered file, in the order of a tuple; the packed lines come last. */
export const FILE_COLUMNS = [
  ['file_path', 'text'],
  ['report_format', 'text'],
  ['lines_total', 'integer'],
  ['lines_covered', 'integer'],
  ['branches_total', 'integer'],
  ['branches_covered', 'integer'],
  ['packed', 'bytea'],
] as const satisfies readonly (readonly [name: string, type: string])[];

/**
 * Covered files as tuples of PostgreSQL's binary COPY format, in one buffer: what crosses between threads and goes to the
 * database without an object for each file. The packed lines of file i are the bytes from `packedStarts[i]` to `ends[i]`,
 * where its tuple ends.
 */
export interface CoverageRows {
  readonly paths: readonly string[];
  readonly tuples: Uint8Array<ArrayBuffer>;
  readonly packedStarts: Uint32Array<ArrayBuffer>;
  readonly ends: Uint32Array<ArrayBuffer>;
}

/** @param formatOf the format that a file is listed with. */
export function encodeCoverage(
  files: readonly FileCoverage[],
  formatOf: (index: number) => CoverageFormat,
): CoverageRows {
  const writer = new TupleWriter(files.reduce((bytes, file) => bytes + usualBytes(file), 0));
  const packedStarts = new Uint32Array(files.length);
  const ends = new Uint32Array(files.length);
  files.forEach((file, index) => {
    const { linesTotal, linesCovered, branchesTotal, branchesCovered } = coverageTotals(file);
    writer.tuple(FILE_COLUMNS.length);
    writer.text(file.path);
    writer.text(formatOf(index));
    writer.integer(linesTotal);
    writer.integer(linesCovered);
    writer.integer(branchesTotal);
    writer.integer(branchesCovered);
    writer.written(maxPackedBytes(file), (buffer, start) => {
      packedStarts[index] = start;
      return packInto(buffer, start, file);
    });
    ends[index] = writer.length;
  });
  return { paths: files.map(({ path }) => path), tuples: writer.finish(), packedStarts, ends };
}

/** What a tuple mostly takes: its other columns, and of packed numbers seldom more than three bytes per line. */
const usualBytes = ({ path, lines, branchLines }: FileCoverage): number =>
  64 + path.length + 3 * (lines.length + branchLines.length);

/** The packed lines of one file; a view, not a copy. */
export function packedAt({ tuples, packedStarts, ends }: CoverageRows, index: number): Uint8Array {
  return tuples.subarray(packedStarts[index], ends[index]);
}

/** The tuples of those files whose paths are wanted, as views: what stands together stays together. */
export function tuplesOf({ paths, tuples, ends }: CoverageRows, isWanted: (path: string) => boolean): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  let start = 0;
  let end = 0;
  paths.forEach((path, index) => {
    if (!isWanted(path)) {
      if (end > start) chunks.push(tuples.subarray(start, end));
      start = ends[index]!;
    }
    end = ends[index]!;
  });
  if (end > start) chunks.push(tuples.subarray(start, end));
  return chunks;
}

/** The buffers of the rows, to hand them to another thread. */
export const buffersOf = ({ tuples, packedStarts, ends }: CoverageRows): ArrayBuffer[] => [
  tuples.buffer,
  packedStarts.buffer,
  ends.buffer,
];
