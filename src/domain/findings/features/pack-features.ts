import { ByteReader } from '../../segments/byte-stream.js';
import { FeatureTable, HASH_FIELDS, INT_FIELDS, ROW_WORDS, TRAITS, WORD_OF } from './feature-table.js';

/**
 * Version of the features themselves, not only of their bytes. Raise it whenever a field changes its meaning; features
 * stored under another version are then computed again. An added field may leave the older version readable, if a trait
 * shows that the field is unknown.
 */
export const FEATURES_VERSION = 3;
/** Version without `declaration` and `judgesScope`, whose traits stay off. */
const WITHOUT_DECLARATIONS = 2;

/** Stored bytes were written by another version of the matcher. */
export class UnknownFeaturesVersion extends Error {
  constructor(readonly version: number) {
    super(`features of version ${version} cannot be read, only ${WITHOUT_DECLARATIONS} and ${FEATURES_VERSION}`);
    this.name = 'UnknownFeaturesVersion';
  }
}

/** Fields that every finding is stored with; a declared name follows only if there is one. */
export const STORED_HASHES = HASH_FIELDS.filter((field) => field !== 'declaration');
const HASH_WORDS = 2 * STORED_HASHES.length;
const HASH_BYTES = 8;
const MAX_VARINT_BYTES = 5;

/** The most bytes that the features of one finding take; most take about 150. */
export const MAX_PACKED_BYTES = 1 + 4 * HASH_WORDS + MAX_VARINT_BYTES * INT_FIELDS.length + HASH_BYTES;

/** The features of one finding as bytes, to be stored beside it. */
export function packFeatures(table: FeatureTable, row: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(MAX_PACKED_BYTES);
  return bytes.slice(0, writeFeatures(bytes, 0, table, row));
}

/** Writes them into `bytes` from `start` on; returns the offset behind them. */
export function writeFeatures(bytes: Uint8Array, start: number, { words }: FeatureTable, row: number): number {
  const first = row * ROW_WORDS;
  let at = start;
  bytes[at++] = FEATURES_VERSION;
  for (let word = first; word < first + HASH_WORDS; word += 1) at = writeWord(bytes, at, words[word]!);
  const integers = first + WORD_OF[INT_FIELDS[0]];
  for (let word = integers; word < integers + INT_FIELDS.length; word += 1) {
    let rest = words[word]!;
    for (; rest > 0x7f; rest >>>= 7) bytes[at++] = rest | 0x80;
    bytes[at++] = rest;
  }
  if ((words[first + WORD_OF.traits]! & TRAITS.isDeclaration) === 0) return at;
  const declaration = first + WORD_OF.declaration;
  return writeWord(bytes, writeWord(bytes, at, words[declaration]!), words[declaration + 1]!);
}

function writeWord(bytes: Uint8Array, at: number, value: number): number {
  bytes[at] = value;
  bytes[at + 1] = value >>> 8;
  bytes[at + 2] = value >>> 16;
  bytes[at + 3] = value >>> 24;
  return at + 4;
}

/**
 * The table of features that were packed one by one, in the order given.
 *
 * @param packed pieces, each of one finding or of several in sequence
 * @param count number of findings in them
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
  for (const field of STORED_HASHES) table.setHash(row, field, [reader.word(), reader.word()]);
  for (const field of INT_FIELDS) table.setInt(row, field, reader.varint());
  if (table.has(row, 'isDeclaration')) table.setHash(row, 'declaration', [reader.word(), reader.word()]);
}

/** @throws UnknownFeaturesVersion for a version that cannot be read */
export function readVersion(reader: ByteReader): number {
  const version = reader.byte();
  if (version !== FEATURES_VERSION && version !== WITHOUT_DECLARATIONS) throw new UnknownFeaturesVersion(version);
  return version;
}
