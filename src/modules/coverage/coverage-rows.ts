import type { CoverageFormat, PackedFileCoverage } from '../../domain/coverage/coverage-report.js';
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
  files: readonly PackedFileCoverage[],
  formatOf: (index: number) => CoverageFormat,
): CoverageRows {
  const writer = new TupleWriter(files.reduce((bytes, file) => bytes + usualBytes(file), 0));
  const packedStarts = new Uint32Array(files.length);
  const ends = new Uint32Array(files.length);
  files.forEach((file, index) => {
    writer.tuple(FILE_COLUMNS.length);
    writer.text(file.path);
    writer.text(formatOf(index));
    writer.integer(file.linesTotal);
    writer.integer(file.linesCovered);
    writer.integer(file.branchesTotal);
    writer.integer(file.branchesCovered);
    writer.bytes(file.packed);
    ends[index] = writer.length;
    packedStarts[index] = writer.length - file.packed.length;
  });
  return { paths: files.map(({ path }) => path), tuples: writer.finish(), packedStarts, ends };
}

/** Usual size of a tuple: path and lines, the other columns, and for each its length. */
const usualBytes = ({ path, packed }: PackedFileCoverage): number => 72 + path.length + packed.length;

/** The packed lines of one file; a view, not a copy. */
export function packedAt({ tuples, packedStarts, ends }: CoverageRows, index: number): Uint8Array {
  return tuples.subarray(packedStarts[index], ends[index]);
}

/** The tuples of the wanted files, as views: neighbouring ones in one view. */
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
export const coverageBuffers = ({ tuples, packedStarts, ends }: CoverageRows): ArrayBuffer[] => [
  tuples.buffer,
  packedStarts.buffer,
  ends.buffer,
];
