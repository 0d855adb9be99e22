import { ByteReader, ByteWriter } from '../../segments/byte-stream.js';
import {
  FeatureTable,
  type HashField,
  INT_FIELDS,
  type IntField,
  ROW_WORDS,
  WORD_OF,
} from '../features/feature-table.js';
import { FEATURES_VERSION, readVersion, STORED_HASHES } from '../features/pack-features.js';
import { canonicalOrder } from '../matching/index/canonical-order.js';
import { RowIndex } from '../matching/index/row-index.js';

/** The problems that a branch is known to have, as one tool sees them: a row of `features` and an element of each list. */
export interface Baseline {
  readonly features: FeatureTable;
  readonly issueIds: ArrayLike<number>;
  readonly firstSeenScanIds: ArrayLike<number>;
  /** Places in `SEVERITIES`; left out where they are not known. */
  readonly severities?: ArrayLike<number>;
  /** 1 for a problem that counts as suppressed; left out where none does. */
  readonly suppressed?: ArrayLike<number>;
}

export const EMPTY_BASELINE: Baseline = { features: FeatureTable.withRows(0), issueIds: [], firstSeenScanIds: [] };

/** Written as the difference to the row above, as neighbours are near. */
const RISING: ReadonlySet<IntField> = new Set(['startLine']);

/**
 * A baseline as bytes: its rows in canonical order, so that equal baselines have equal bytes; column by column, values
 * that repeat written once.
 */
export function packBaseline(baseline: Baseline): Uint8Array<ArrayBuffer> {
  const { features, issueIds, firstSeenScanIds } = baseline;
  const order = canonicalOrder(features);
  const sorted = features.select(order);
  const writer = new ByteWriter();
  writer.byte(FEATURES_VERSION);
  writer.varint(sorted.count);
  for (const field of STORED_HASHES) packHashes(sorted, field, writer);
  for (const field of INT_FIELDS) packIntegers(sorted, field, writer);
  packIds(order, issueIds, writer);
  packIds(order, firstSeenScanIds, writer);
  packHashes(sorted.select(declarationsIn(sorted)), 'declaration', writer);
  packFacts(order, baseline, writer);
  return writer.finish();
}

/**
 * The baseline that `packBaseline` wrote, in canonical order.
 *
 * @throws UnknownFeaturesVersion when it was written by another version: to the caller there is no baseline then
 * @throws RangeError when it is cut short
 */
export function unpackBaseline(bytes: Uint8Array): Baseline {
  const reader = new ByteReader(bytes);
  const version = readVersion(reader);
  const count = reader.varint();
  if (count > bytes.length) throw new RangeError('stored bytes end too early');
  const features = FeatureTable.withRows(count);
  const columns = [
    ...STORED_HASHES.map((field) => openHashes(features, field, reader)),
    ...INT_FIELDS.map((field) => openIntegers(features, field, reader)),
  ];
  for (let from = 0; from < count; from += BLOCK_ROWS) {
    const to = Math.min(count, from + BLOCK_ROWS);
    for (const readRows of columns) readRows(from, to);
  }
  const ids = { issueIds: unpackIds(count, reader), firstSeenScanIds: unpackIds(count, reader) };
  if (version !== FEATURES_VERSION) return { features, ...ids };
  unpackDeclarations(features, reader);
  return { features, ...ids, ...unpackFacts(count, reader) };
}

/** True for bytes of `packBaseline` that carry severities and suppressions, so that they can replace the scan's own rows. */
export const carriesFacts = (bytes: Uint8Array): boolean => bytes[0] === FEATURES_VERSION;

/** The rows that declare something: few of them. */
function declarationsIn(table: FeatureTable): number[] {
  const rows: number[] = [];
  for (let row = 0; row < table.count; row += 1) if (table.has(row, 'isDeclaration')) rows.push(row);
  return rows;
}

function unpackDeclarations(features: FeatureTable, reader: ByteReader): void {
  const rows = declarationsIn(features);
  const declarations = FeatureTable.withRows(rows.length);
  openHashes(declarations, 'declaration', reader)(0, rows.length);
  rows.forEach((row, at) => features.setHash(row, 'declaration', declarations.hash(at, 'declaration')));
}

/** Bit of a packed fact beside the place of the severity. */
const SUPPRESSED = 8;

/** Severity and suppression of each problem: two to a byte, behind a byte that is 0 where they are not known. */
function packFacts(order: Uint32Array, { severities, suppressed }: Baseline, writer: ByteWriter): void {
  writer.byte(severities === undefined ? 0 : 1);
  if (severities === undefined) return;
  const factsAt = (at: number): number =>
    at < order.length ? severities[order[at]!]! + (suppressed?.[order[at]!] === 1 ? SUPPRESSED : 0) : 0;
  for (let at = 0; at < order.length; at += 2) writer.byte(factsAt(at) | (factsAt(at + 1) << 4));
}

function unpackFacts(count: number, reader: ByteReader): Pick<Baseline, 'severities' | 'suppressed'> {
  if (reader.byte() === 0) return {};
  const severities = new Uint8Array(count);
  const suppressed = new Uint8Array(count);
  for (let pairAt = 0; pairAt < count; pairAt += 2) {
    const pair = reader.byte();
    for (let at = pairAt; at < Math.min(count, pairAt + 2); at += 1) {
      const facts = at === pairAt ? pair & 0xf : pair >> 4;
      severities[at] = facts % SUPPRESSED;
      suppressed[at] = facts >= SUPPRESSED ? 1 : 0;
    }
  }
  return suppressed.includes(1) ? { severities, suppressed } : { severities };
}

/** Rows of which all columns are read together, while the processor has them at hand. */
const BLOCK_ROWS = 2048;

/** Reads a column into rows that follow on those read before. */
type ColumnReader = (from: number, to: number) => void;

const HASH_BYTES = 8;

/** Bytes of an index into a dictionary of so many values. */
const indexBytes = (valueCount: number): number => Math.ceil(Math.log2(Math.max(2, valueCount)) / 8);

/** A dictionary and indexes into it where that is shorter, else (marked by an empty dictionary) the hashes in full. */
function packHashes(table: FeatureTable, field: HashField, writer: ByteWriter): void {
  const writeHash = (row: number): void => {
    const [low, high] = table.hash(row, field);
    writer.word(low);
    writer.word(high);
  };
  const index = new RowIndex(table, table.count, [field]);
  const numbers = new Uint32Array(table.count);
  const firstRows: number[] = [];
  for (let row = 0; row < table.count; row += 1) {
    numbers[row] = index.add(row);
    if (numbers[row] === firstRows.length) firstRows.push(row);
  }
  const width = indexBytes(firstRows.length);
  if (firstRows.length * HASH_BYTES + table.count * width < table.count * HASH_BYTES) {
    writer.varint(firstRows.length);
    firstRows.forEach(writeHash);
    numbers.forEach((number) => writer.fixed(number, width));
  } else {
    writer.varint(0);
    for (let row = 0; row < table.count; row += 1) writeHash(row);
  }
}

function openHashes(table: FeatureTable, field: HashField, reader: ByteReader): ColumnReader {
  const { words, count } = table;
  const valueCount = reader.varint();
  const first = WORD_OF[field];
  if (valueCount === 0) {
    const hashes = reader.take(count * HASH_BYTES);
    return (from, to) => {
      for (let at = from * ROW_WORDS + first; at < to * ROW_WORDS; at += ROW_WORDS) {
        words[at] = hashes.word();
        words[at + 1] = hashes.word();
      }
    };
  }
  const values = new Uint32Array(2 * valueCount);
  for (let half = 0; half < values.length; half += 1) values[half] = reader.word();
  const width = indexBytes(valueCount);
  const indexes = reader.take(count * width);
  return (from, to) => {
    for (let at = from * ROW_WORDS + first; at < to * ROW_WORDS; at += ROW_WORDS) {
      const value = 2 * indexes.fixed(width);
      if (value >= values.length) throw new RangeError('stored bytes name a value that is not there');
      words[at] = values[value]!;
      words[at + 1] = values[value + 1]!;
    }
  };
}

function packIntegers(table: FeatureTable, field: IntField, writer: ByteWriter): void {
  let above = 0;
  for (let row = 0; row < table.count; row += 1) {
    const value = table.int(row, field);
    if (RISING.has(field)) writer.signed(value - above);
    else writer.varint(value);
    above = value;
  }
}

function openIntegers(table: FeatureTable, field: IntField, reader: ByteReader): ColumnReader {
  const { words, count } = table;
  const integers = reader.takeVarints(count);
  const first = WORD_OF[field];
  const isRising = RISING.has(field);
  let above = 0;
  return (from, to) => {
    for (let at = from * ROW_WORDS + first; at < to * ROW_WORDS; at += ROW_WORDS) {
      above = isRising ? above + integers.signed() : integers.varint();
      words[at] = above;
    }
  };
}

function packIds(order: Uint32Array, ids: ArrayLike<number>, writer: ByteWriter): void {
  let above = 0;
  for (const row of order) {
    writer.signed(ids[row]! - above);
    above = ids[row]!;
  }
}

function unpackIds(count: number, reader: ByteReader): Float64Array {
  const ids = new Float64Array(count);
  let above = 0;
  for (let row = 0; row < count; row += 1) {
    above += reader.signed();
    ids[row] = above;
  }
  return ids;
}
