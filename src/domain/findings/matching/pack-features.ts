import { ByteReader } from './byte-stream.js';
import { FeatureTable, HASH_FIELDS, INT_FIELDS, ROW_WORDS } from './features.js';

/**
 * Of the features themselves, not only of their bytes: features of two versions do not compare. Raise it whenever a
 * field changes its meaning; what was stored under another version has to be computed afresh.
 */
export const FEATURES_VERSION = 2;

/** Stored bytes were written by another version of the matcher. */
export class UnknownFeaturesVersion extends Error {
  constructor(readonly version: number) {
    super(`features of version ${version} cannot be read, only ${FEATURES_VERSION}`);
    this.name = 'UnknownFeaturesVersion';
  }
}

const HASH_WORDS = 2 * HASH_FIELDS.length;
const MAX_VARINT_BYTES = 5;

/** The most bytes that the features of one finding take; most take about 150. */
export const MAX_PACKED_BYTES = 1 + 4 * HASH_WORDS + MAX_VARINT_BYTES * INT_FIELDS.length;

/** The features of one finding as bytes: what is stored beside it. */
export function packFeatures(table: FeatureTable, row: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(MAX_PACKED_BYTES);
  return bytes.slice(0, writeFeatures(bytes, 0, table, row));
}

/** The same into `bytes` from `start` on; answers where they end. */
export function writeFeatures(bytes: Uint8Array, start: number, { words }: FeatureTable, row: number): number {
  let at = start;
  let word = row * ROW_WORDS;
  bytes[at++] = FEATURES_VERSION;
  for (const end = word + HASH_WORDS; word < end; word += 1) {
    const value = words[word]!;
    bytes[at++] = value;
    bytes[at++] = value >>> 8;
    bytes[at++] = value >>> 16;
    bytes[at++] = value >>> 24;
  }
  for (const end = word + INT_FIELDS.length; word < end; word += 1) {
    let rest = words[word]!;
    for (; rest > 0x7f; rest >>>= 7) bytes[at++] = rest | 0x80;
    bytes[at++] = rest;
  }
  return at;
}

/**
 * The table of features that were packed one by one, in the order given.
 *
 * @param packed pieces, each of one finding or of several behind one another
 * @param count how many findings they are
 * @throws UnknownFeaturesVersion when one was written by another version
 * @throws RangeError when one is cut short
 */
export function unpackFeatures(packed: readonly Uint8Array[], count = packed.length): FeatureTable {
  const table = FeatureTable.withRows(count);
  let row = 0;
  for (const bytes of packed) {
    const reader = new ByteReader(bytes);
    do {
      unpackRow(table, row, reader);
      row += 1;
    } while (!reader.isAtEnd);
  }
  return table;
}

function unpackRow(table: FeatureTable, row: number, reader: ByteReader): void {
  readVersion(reader);
  for (const field of HASH_FIELDS) table.setHash(row, field, [reader.word(), reader.word()]);
  for (const field of INT_FIELDS) table.setInt(row, field, reader.varint());
}

export function readVersion(reader: ByteReader): void {
  const version = reader.byte();
  if (version !== FEATURES_VERSION) throw new UnknownFeaturesVersion(version);
}
