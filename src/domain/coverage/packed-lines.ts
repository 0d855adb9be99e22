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
  const { lines, hits, branchLines, branchesCovered, branchesTotal, counted } = file;
  const writer = new VarintWriter(8 + 2 * lines.length + 3 * branchLines.length);
  writer.write(VERSION);
  writeTable(writer, lines, [hits]);
  writeTable(writer, branchLines, [branchesCovered, branchesTotal]);
  writer.write(counted === null ? 0 : 1);
  if (counted !== null) for (const key of COUNTS) writer.write(counted[key]);
  return writer.finish();
}

/**
 * The file that `packCoverage` packed.
 *
 * @throws RangeError when the bytes are no such thing: stored data is damaged, or newer than this code.
 */
export function unpackCoverage(path: string, packed: Uint8Array): FileCoverage {
  const reader = new VarintReader(packed);
  const version = reader.read();
  if (version !== VERSION) throw new RangeError(`expected packed lines of version ${VERSION}, found ${version}`);
  const [lines, hits] = readTable(reader, 1) as [Uint32Array, Uint32Array];
  const [branchLines, branchesCovered, branchesTotal] = readTable(reader, 2) as [Uint32Array, Uint32Array, Uint32Array];
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

function writeTable(writer: VarintWriter, lines: Uint32Array, values: readonly Uint32Array[]): void {
  writer.write(lines.length);
  let previous = 0;
  for (let i = 0; i < lines.length; i++) {
    writer.write(lines[i]! - previous);
    previous = lines[i]!;
    for (const column of values) writer.write(column[i]!);
  }
}

function readTable(reader: VarintReader, values: number): Uint32Array[] {
  const length = reader.readLength(values + 1);
  const columns = Array.from({ length: values + 1 }, () => new Uint32Array(length));
  let line = 0;
  for (let i = 0; i < length; i++) {
    line += reader.read();
    columns[0]![i] = line;
    for (let column = 1; column <= values; column++) columns[column]![i] = reader.read();
  }
  return columns;
}

class VarintWriter {
  private length = 0;
  private bytes: Uint8Array<ArrayBuffer>;

  constructor(capacity: number) {
    this.bytes = new Uint8Array(capacity);
  }

  write(number: number): void {
    if (this.length + MAX_VARINT > this.bytes.length) this.grow();
    let rest = number;
    while (rest >= 0x80) {
      this.bytes[this.length++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.bytes[this.length++] = rest;
  }

  finish(): Uint8Array {
    return this.bytes.slice(0, this.length);
  }

  private grow(): void {
    const larger = new Uint8Array(this.bytes.length * 2 + MAX_VARINT);
    larger.set(this.bytes);
    this.bytes = larger;
  }
}

class VarintReader {
  private at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  read(): number {
    let number = 0;
    for (let shift = 0; shift < 7 * MAX_VARINT; shift += 7) {
      const byte = this.bytes[this.at++];
      if (byte === undefined) break;
      number += (byte & 0x7f) * 2 ** shift;
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
