import { type Records, recordsOf } from './collecting/records.js';
import { type CoverageCounts, type FileCoverage } from './coverage-report.js';

/** First byte of every packed file; another layout takes another number. */
const VERSION = 1;

/** A 32-bit number takes at most five bytes of seven bits each. */
const MAX_VARINT = 5;

/**
 * The lines and branches of a file in few bytes, for storage: version, number of lines, then per line its distance from
 * the line before and its hits; the same for branches with covered and total; then whether there are counts, and the
 * four of them. All numbers are unsigned LEB128 varints. A plain line takes two bytes. The path is not part of it.
 */
export function packCoverage(file: FileCoverage): Uint8Array {
  const lines = recordsOf(file.lines, file.hits);
  const branches = recordsOf(file.branchLines, file.branchesCovered, file.branchesTotal);
  const bytes = new Uint8Array(maxPackedBytes(lines, branches));
  return bytes.slice(0, packRecords(bytes, 0, lines, branches, file.counted).end);
}

/** Bytes that a packed file may take at most. */
export const maxPackedBytes = (lines: Records, branches: Records): number =>
  MAX_VARINT * (8 + 2 * (lines.end - lines.start) + 3 * (branches.end - branches.start));

/**
 * Packs a file into `bytes` from `start` on, where `maxPackedBytes` have room, and returns the offset behind it. On the
 * way it counts the covered lines.
 *
 * @param lineRecords (line, hits), ascending and distinct.
 * @param branchRecords (line, covered, total), ascending and distinct.
 */
export function packRecords(
  bytes: Uint8Array,
  start: number,
  { columns: { lines, first: hits }, start: firstLine, end: lineEnd }: Records,
  { columns: { lines: branchLines, first: covered, second: total }, start: firstBranch, end: branchEnd }: Records,
  counted: CoverageCounts | null,
): { readonly end: number; readonly linesCovered: number } {
  let at = writeVarint(bytes, start, VERSION);
  let linesCovered = 0;

  at = writeVarint(bytes, at, lineEnd - firstLine);
  let previous = 0;
  for (let i = firstLine; i < lineEnd; i++) {
    const line = lines[i]!;
    // `| 0` tells the engine that these are integers, and keeps it from using floating point.
    const step = (line - previous) | 0;
    const count = hits[i]! | 0;
    if (((step >>> 7) | (count >>> 14)) === 0) {
      // Writes both bytes of the count without a branch, as a processor cannot predict how many it takes.
      const isLong = (0x7f - count) >>> 31;
      bytes[at] = step;
      bytes[at + 1] = (count & 0x7f) | (isLong << 7);
      bytes[at + 2] = count >>> 7;
      at += 2 + isLong;
      linesCovered += -count >>> 31;
    } else {
      at = writeVarint(bytes, writeVarint(bytes, at, line - previous), hits[i]!);
      if (count !== 0) linesCovered++;
    }
    previous = line;
  }

  at = writeVarint(bytes, at, branchEnd - firstBranch);
  previous = 0;
  for (let i = firstBranch; i < branchEnd; i++) {
    const line = branchLines[i]!;
    at = writeVarint(bytes, at, line - previous);
    at = writeVarint(bytes, at, covered[i]!);
    at = writeVarint(bytes, at, total[i]!);
    previous = line;
  }

  at = writeVarint(bytes, at, counted === null ? 0 : 1);
  if (counted !== null) for (const key of COUNTS) at = writeVarint(bytes, at, counted[key]);
  return { end: at, linesCovered };
}

/**
 * The file that `packCoverage` packed.
 *
 * @throws RangeError for other bytes: stored data is damaged, or newer than this code.
 */
export function unpackCoverage(path: string, packed: Uint8Array): FileCoverage {
  const reader = new VarintReader(packed);
  const version = reader.read();
  if (version !== VERSION) throw new RangeError(`expected packed lines of version ${VERSION}, found ${version}`);
  const [lines, hits] = readTable(reader, false);
  const [branchLines, branchesCovered, branchesTotal] = readTable(reader, true);
  const counted = reader.read() === 0 ? null : readCounts(reader);
  reader.expectEnd();
  return { path, lines, hits, branchLines, branchesCovered, branchesTotal, counted };
}

const COUNTS = ['linesTotal', 'linesCovered', 'branchesTotal', 'branchesCovered'] as const;

function readCounts(reader: VarintReader): CoverageCounts {
  const [linesTotal, linesCovered, branchesTotal, branchesCovered] = COUNTS.map(() => reader.read()) as [
    number,
    number,
    number,
    number,
  ];
  return { linesTotal, linesCovered, branchesTotal, branchesCovered };
}

/** A table of one number per line, or two; `second` is empty where there is one. */
type Table = readonly [lines: Uint32Array, first: Uint32Array, second: Uint32Array];

function readTable(reader: VarintReader, hasSecond: boolean): Table {
  const width = hasSecond ? 3 : 2;
  const length = reader.readLength(width);
  // One allocation for all columns: most files are small, and there are many.
  const buffer = new Uint32Array(length * width);
  const lines = buffer.subarray(0, length);
  const first = buffer.subarray(length, 2 * length);
  const second = buffer.subarray(2 * length);
  let line = 0;
  for (let i = 0; i < length; i++) {
    line += reader.read();
    lines[i] = line;
    first[i] = reader.read();
    if (hasSecond) second[i] = reader.read();
  }
  return [lines, first, second];
}

/** Writes a number of 32 bits at `start`, and returns the offset behind it. */
function writeVarint(bytes: Uint8Array, start: number, number: number): number {
  let at = start;
  let rest = number;
  while (rest >= 0x80) {
    bytes[at++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  bytes[at++] = rest;
  return at;
}

class VarintReader {
  private at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  read(): number {
    const single = this.bytes[this.at];
    if (single !== undefined && single < 0x80) {
      this.at++;
      return single;
    }
    return this.readLong();
  }

  private readLong(): number {
    let number = 0;
    for (let shift = 0; shift < 7 * MAX_VARINT; shift += 7) {
      const byte = this.bytes[this.at++];
      if (byte === undefined) break;
      number = (number | ((byte & 0x7f) << shift)) >>> 0;
      if (byte < 0x80) return number;
    }
    throw new RangeError('expected a number in packed lines');
  }

  /** A number of records, each of which takes at least `width` bytes. */
  readLength(width: number): number {
    const length = this.read();
    if (length * width > this.bytes.length - this.at) throw new RangeError('expected more packed lines');
    return length;
  }

  expectEnd(): void {
    if (this.at !== this.bytes.length) throw new RangeError('expected the end of packed lines');
  }
}
