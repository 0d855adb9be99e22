import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import { ByteReader, ByteWriter } from '../../segments/byte-stream.js';
import type { StoredClone } from '../clones/stored-clone.js';
import type { Directive } from '../directive.js';
import { FeatureTable } from '../features/feature-table.js';
import { FEATURES_VERSION, UnknownFeaturesVersion } from '../features/pack-features.js';
import type { Region } from '../finding.js';
import { codeOfKind, type FindingKind, kindOf } from './kinds.js';
import { packColumns, packDeclarations, unpackColumns, unpackDeclarations } from './pack-columns.js';

/** The contents of one finding, as they are stored: all that does not depend on the scan. */
export interface SegmentRow extends FindingKind {
  readonly ruleId: string;
  readonly region: Region;
  readonly message: string;
  /** 16 hex digits. */
  readonly fingerprint: string;
  /** A clone in JSON; null for all other findings. */
  readonly clone: string | null;
  /** Numbers of weaknesses; left out where there is none. */
  readonly cwe?: readonly number[] | undefined;
  /** Its kind at a place of the other sort: in tests for a finding that is not, and the other way round; left out where it is the same. */
  readonly elsewhere?: FindingKind | undefined;
  /** Extent of a suppression; left out of all other findings. Family and name are those of the rule. */
  readonly directive?: SegmentDirective | undefined;
  /** `encodeTrace` of the places that explain it; left out where there are none. */
  readonly trace?: string | undefined;
}

export type SegmentDirective = Omit<Directive, 'family' | 'name'>;

/** The findings of a segment, column by column; 0 stands for a line or column that the tool did not say. */
export interface SegmentDetails {
  readonly count: number;
  readonly ruleIds: readonly string[];
  /** For each row the place of its rule in `ruleIds`. */
  readonly rules: Uint32Array;
  /** `codeOfKind` of each row. */
  readonly kinds: Uint16Array;
  readonly startLines: Int32Array;
  readonly startColumns: Int32Array;
  readonly endLines: Int32Array;
  readonly endColumns: Int32Array;
  /** Messages in UTF-8, one after the other. */
  readonly messages: Uint8Array;
  /** End of each row's message. */
  readonly messageEnds: Uint32Array;
  /** 8 bytes for each row. */
  readonly fingerprints: Uint8Array;
  /** Clones of the few rows that have one. */
  readonly clones: ReadonlyMap<number, StoredClone>;
  /** Weaknesses of the rows that name some. */
  readonly weaknesses: ReadonlyMap<number, readonly number[]>;
  /** `codeOfKind` at a place of the other sort, of the rows that have another one there. */
  readonly elsewhere: ReadonlyMap<number, number>;
  /** Extents of the rows that are suppressions. */
  readonly directives: ReadonlyMap<number, SegmentDirective>;
  /** `encodeTrace` in UTF-8 of the rows that have one: long texts that few readers need. */
  readonly traces: ReadonlyMap<number, Uint8Array>;
}

const SEGMENT_VERSION = 1;
/** In place of a version, for findings whose features are not known. */
const NO_FEATURES = 0;
const FINGERPRINT_BYTES = 8;
/** Behind everything else: the CRC-32 of all bytes before it. Segments that were stored before there was one end without it. */
const CHECKSUM_BYTES = 4;

/** Windows as small as segments are: a smaller state is made sooner. */
const DEFLATE = { level: 6, windowBits: 13, memLevel: 6 };
/** Shorter details are stored as they are: of a small file, deflating costs more than reading the report. */
const MIN_DEFLATED_BYTES = 8 * 1024;
/** Used again for each segment: all but the largest need no memory of their own. */
const SEGMENT_WRITER = new ByteWriter(64 * 1024);
const DETAILS_WRITER = new ByteWriter(64 * 1024);

/**
 * The findings of one tool in one file as bytes: details deflated, features column by column.
 *
 * @param features a row for each finding; null where they are not known
 */
export function packSegment(rows: readonly SegmentRow[], features: FeatureTable | null): Uint8Array<ArrayBuffer> {
  return packParts(rows, (writer) => {
    writer.byte(features === null ? NO_FEATURES : FEATURES_VERSION);
    if (features === null) return;
    packColumns(features, writer);
    packDeclarations(features, writer);
  });
}

/**
 * A segment with other details. Its features are copied as they are packed.
 *
 * @throws RangeError for bytes that `packSegment` did not write
 */
export function repackDetails(bytes: Uint8Array, map: (row: SegmentRow) => SegmentRow): Uint8Array<ArrayBuffer> {
  const segment = Segment.open(bytes);
  const rows = segmentRows(segment).map(map);
  // Without a checksum, reading all of it is what finds damage.
  if (!hasChecksum(bytes)) return packSegment(rows, featuresOf([segment]));
  return packParts(rows, (writer) => segment.copyFeatures(writer));
}

function packParts(rows: readonly SegmentRow[], writeFeatures: (writer: ByteWriter) => void): Uint8Array<ArrayBuffer> {
  const writer = SEGMENT_WRITER.restart();
  writer.byte(SEGMENT_VERSION);
  writer.varint(rows.length);
  const details = packDetails(rows);
  const isDeflated = details.length >= MIN_DEFLATED_BYTES;
  writer.byte(isDeflated ? 1 : 0);
  writer.block(isDeflated ? deflateRawSync(details, DEFLATE) : details);
  writeFeatures(writer);
  writer.word(crc32(writer.view()));
  return writer.finish();
}

/** State of stored bytes; `unchecked` ones were stored without a checksum, and can be read. */
export type SegmentState = 'whole' | 'unchecked' | 'damaged';

/** Compares stored bytes with their checksum; without one, finds out if they can be read from beginning to end. */
export function checkSegment(bytes: Uint8Array): SegmentState {
  if (hasChecksum(bytes)) return 'whole';
  try {
    return Segment.open(bytes).isReadToItsEnd() ? 'unchecked' : 'damaged';
  } catch {
    return 'damaged';
  }
}

/** True where the last bytes are the checksum of those before them. */
function hasChecksum(bytes: Uint8Array): boolean {
  const end = bytes.length - CHECKSUM_BYTES;
  return end > 0 && new ByteReader(bytes.subarray(end)).word() === crc32(bytes.subarray(0, end));
}

/** A segment whose parts are read only where they are needed. */
export class Segment {
  readonly count: number;
  private readonly isDeflated: boolean;
  private readonly packedDetails: Uint8Array;
  private readonly featuresVersion: number;

  private constructor(private readonly reader: ByteReader) {
    const version = reader.byte();
    if (version !== SEGMENT_VERSION) throw new RangeError(`segments of version ${version} cannot be read`);
    this.count = reader.varint();
    this.isDeflated = reader.byte() === 1;
    this.packedDetails = reader.block();
    this.featuresVersion = reader.byte();
  }

  /** @throws RangeError for bytes that `packSegment` did not write */
  static open(bytes: Uint8Array): Segment {
    return new Segment(new ByteReader(bytes));
  }

  details(): SegmentDetails {
    return unpackDetails(this.openDetails(), this.count);
  }

  /** `codeOfKind` of each finding, which is all that many a comparison needs. */
  kinds(): Uint16Array {
    const reader = this.openDetails();
    const kinds = new Uint16Array(this.count);
    for (let row = 0; row < this.count; row += 1) kinds[row] = reader.varint();
    return kinds;
  }

  /**
   * Reads everything, and answers if nothing follows. Can be called once.
   *
   * @throws Error for bytes that `packSegment` did not write
   */
  isReadToItsEnd(): boolean {
    const reader = this.openDetails();
    if (this.count * FINGERPRINT_BYTES > reader.length) return false;
    unpackDetails(reader, this.count);
    if (!reader.isAtEnd || this.featuresVersion > FEATURES_VERSION) return false;
    if (this.featuresVersion === FEATURES_VERSION) this.featuresInto(FeatureTable.withRows(this.count), 0);
    return this.reader.isAtEnd || ![NO_FEATURES, FEATURES_VERSION].includes(this.featuresVersion);
  }

  /** Writes the features with their version as they are packed in a segment with a checksum. Can be called once. */
  copyFeatures(writer: ByteWriter): void {
    writer.byte(this.featuresVersion);
    writer.raw(this.reader.raw(this.reader.left - CHECKSUM_BYTES));
  }

  private openDetails(): ByteReader {
    return new ByteReader(this.isDeflated ? inflateRawSync(this.packedDetails) : this.packedDetails);
  }

  /**
   * Reads the features into the rows of a table from `start` on. Can be called once.
   *
   * @throws UnknownFeaturesVersion where they are of another version, or not known
   */
  featuresInto(table: FeatureTable, start: number): void {
    if (this.featuresVersion !== FEATURES_VERSION) throw new UnknownFeaturesVersion(this.featuresVersion);
    unpackColumns(table, start, this.count, this.reader);
    unpackDeclarations(table, start, this.count, this.reader);
  }
}

/** The details, until the next are packed. */
function packDetails(rows: readonly SegmentRow[]): Uint8Array {
  const writer = DETAILS_WRITER.restart();
  const numbers = new Map<string, number>();
  for (const { ruleId } of rows) if (!numbers.has(ruleId)) numbers.set(ruleId, numbers.size);
  for (const row of rows) writer.varint(codeOfKind(row));
  writer.varint(numbers.size);
  for (const ruleId of numbers.keys()) writer.text(ruleId);
  for (const { ruleId } of rows) writer.varint(numbers.get(ruleId)!);
  let above = 0;
  for (const { region } of rows) {
    const line = region.startLine ?? 0;
    writer.signed(line - above);
    above = line;
  }
  for (const { region } of rows) writer.varint(region.startColumn ?? 0);
  for (const { region } of rows)
    writer.varint(region.endLine === null ? 0 : 1 + region.endLine - (region.startLine ?? 0));
  for (const { region } of rows) writer.varint(region.endColumn ?? 0);
  for (const { message } of rows) writer.varint(Buffer.byteLength(message));
  for (const { message } of rows) writer.utf8(message);
  for (const { fingerprint } of rows) writer.hex(fingerprint);
  writer.varint(rows.reduce((count, { clone }) => (clone === null ? count : count + 1), 0));
  rows.forEach(({ clone }, row) => {
    if (clone === null) return;
    writer.varint(row);
    writer.text(clone);
  });
  packWeaknesses(rows, writer);
  packElsewhere(rows, writer);
  packNotes(rows, writer);
  return writer.view();
}

const hasElsewhere = (rows: readonly SegmentRow[]): boolean => rows.some(({ elsewhere }) => elsewhere !== undefined);
const hasNotes = (rows: readonly SegmentRow[]): boolean =>
  rows.some(({ directive, trace }) => directive !== undefined || trace !== undefined);

/** Written only where something follows, as in segments that were stored before there were any. */
function packWeaknesses(rows: readonly SegmentRow[], writer: ByteWriter): void {
  const named = rows.flatMap(({ cwe = [] }, row) => (cwe.length === 0 ? [] : [[row, cwe] as const]));
  if (named.length === 0 && !hasElsewhere(rows) && !hasNotes(rows)) return;
  writer.varint(named.length);
  for (const [row, cwe] of named) {
    writer.varint(row);
    writer.varint(cwe.length);
    for (const number of cwe) writer.varint(number);
  }
}

/** Written only where there is one, as weaknesses are. */
function packElsewhere(rows: readonly SegmentRow[], writer: ByteWriter): void {
  if (!hasElsewhere(rows) && !hasNotes(rows)) return;
  for (const { elsewhere } of rows) writer.varint(elsewhere === undefined ? 0 : 1 + codeOfKind(elsewhere));
}

function unpackElsewhere(reader: ByteReader, count: number): ReadonlyMap<number, number> {
  const elsewhere = new Map<number, number>();
  if (reader.isAtEnd) return elsewhere;
  for (let row = 0; row < count; row += 1) {
    const code = reader.varint();
    if (code > 0) elsewhere.set(row, code - 1);
  }
  return elsewhere;
}

function unpackWeaknesses(reader: ByteReader): ReadonlyMap<number, readonly number[]> {
  const weaknesses = new Map<number, readonly number[]>();
  if (reader.isAtEnd) return weaknesses;
  for (let left = reader.varint(); left > 0; left -= 1) {
    const row = reader.varint();
    weaknesses.set(
      row,
      Array.from({ length: reader.varint() }, () => reader.varint()),
    );
  }
  return weaknesses;
}

/** A directive, which is an array in JSON, or a trace, which is an object: no finding has both. */
function noteOf({ directive, trace }: SegmentRow): string | null {
  if (directive !== undefined) return JSON.stringify([directive.reach, directive.endLine, ...directive.rules]);
  return trace ?? null;
}

/** In the order of the rows that have one. */
function packNotes(rows: readonly SegmentRow[], writer: ByteWriter): void {
  rows.forEach((each, row) => {
    const note = noteOf(each);
    if (note === null) return;
    writer.varint(row);
    writer.text(note);
  });
}

const OPENING_BRACE = 0x7b;

function unpackNotes(reader: ByteReader): Pick<SegmentDetails, 'directives' | 'traces'> {
  const directives = new Map<number, SegmentDirective>();
  const traces = new Map<number, Uint8Array>();
  while (!reader.isAtEnd) {
    const row = reader.varint();
    const note = reader.block();
    if (note[0] === OPENING_BRACE) traces.set(row, note);
    else directives.set(row, toDirective(textOf(note)));
  }
  return { directives, traces };
}

function toDirective(note: string): SegmentDirective {
  const [reach, endLine, ...rules] = JSON.parse(note) as [Directive['reach'], number | null, ...string[]];
  return { reach, endLine, rules };
}

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString();

function unpackDetails(reader: ByteReader, count: number): SegmentDetails {
  const kinds = new Uint16Array(count);
  for (let row = 0; row < count; row += 1) kinds[row] = reader.varint();
  const ruleIds = Array.from({ length: reader.varint() }, () => reader.text());
  const rules = new Uint32Array(count);
  const startLines = new Int32Array(count);
  const startColumns = new Int32Array(count);
  const endLines = new Int32Array(count);
  const endColumns = new Int32Array(count);
  const messageEnds = new Uint32Array(count);
  for (let row = 0; row < count; row += 1) rules[row] = reader.varint();
  for (let row = 0; row < count; row += 1) startLines[row] = (row === 0 ? 0 : startLines[row - 1]!) + reader.signed();
  for (let row = 0; row < count; row += 1) startColumns[row] = reader.varint();
  for (let row = 0; row < count; row += 1) {
    const extent = reader.varint();
    endLines[row] = extent === 0 ? 0 : startLines[row]! + extent - 1;
  }
  for (let row = 0; row < count; row += 1) endColumns[row] = reader.varint();
  for (let row = 0; row < count; row += 1) messageEnds[row] = (row === 0 ? 0 : messageEnds[row - 1]!) + reader.varint();
  const messages = reader.raw(count === 0 ? 0 : messageEnds[count - 1]!);
  const fingerprints = reader.raw(count * FINGERPRINT_BYTES);
  const clones = new Map<number, StoredClone>();
  for (let left = reader.varint(); left > 0; left -= 1) {
    const row = reader.varint();
    clones.set(row, JSON.parse(reader.text()) as StoredClone);
  }
  return {
    ...{ count, ruleIds, rules, kinds, startLines, startColumns, endLines, endColumns },
    ...{ messages, messageEnds, fingerprints, clones, weaknesses: unpackWeaknesses(reader) },
    elsewhere: unpackElsewhere(reader, count),
    ...unpackNotes(reader),
  };
}

export function messageAt({ messages, messageEnds }: SegmentDetails, row: number): string {
  const start = row === 0 ? 0 : messageEnds[row - 1]!;
  return Buffer.from(messages.buffer, messages.byteOffset + start, messageEnds[row]! - start).toString();
}

/** `encodeTrace` of the places that explain a finding; undefined where there are none. */
export function traceAt({ traces }: SegmentDetails, row: number): string | undefined {
  const trace = traces.get(row);
  return trace && textOf(trace);
}

export function fingerprintAt({ fingerprints }: SegmentDetails, row: number): string {
  const start = fingerprints.byteOffset + row * FINGERPRINT_BYTES;
  return Buffer.from(fingerprints.buffer, start, FINGERPRINT_BYTES).toString('hex');
}

/** The findings of a segment, as `packSegment` takes them. */
export function segmentRows(segment: Segment): SegmentRow[] {
  const details = segment.details();
  const { ruleIds, rules, kinds, startLines, startColumns, endLines, endColumns, clones } = details;
  const { weaknesses, elsewhere, directives } = details;
  return Array.from({ length: details.count }, (_, row) => ({
    ...kindOf(kinds[row]!),
    ruleId: ruleIds[rules[row]!]!,
    region: {
      startLine: startLines[row]! || null,
      startColumn: startColumns[row]! || null,
      endLine: endLines[row]! || null,
      endColumn: endColumns[row]! || null,
    },
    message: messageAt(details, row),
    fingerprint: fingerprintAt(details, row),
    clone: clones.has(row) ? JSON.stringify(clones.get(row)) : null,
    ...(weaknesses.has(row) && { cwe: weaknesses.get(row) }),
    ...(elsewhere.has(row) && { elsewhere: kindOf(elsewhere.get(row)!) }),
    ...(directives.has(row) && { directive: directives.get(row) }),
    ...(details.traces.has(row) && { trace: traceAt(details, row) }),
  }));
}

/** The features of segments, one after the other; null where those of any are of another version, or not known. */
export function featuresOf(segments: readonly Segment[]): FeatureTable | null {
  const table = FeatureTable.withRows(segments.reduce((sum, { count }) => sum + count, 0));
  try {
    let start = 0;
    for (const segment of segments) {
      segment.featuresInto(table, start);
      start += segment.count;
    }
    return table;
  } catch (error) {
    if (error instanceof UnknownFeaturesVersion) return null;
    throw error;
  }
}
