import { ByteReader, ByteWriter } from './byte-stream.js';
import { FeatureTable, HASH_FIELDS, INT_FIELDS } from './features.js';

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

/**
 * The features of one finding as bytes, about 150: what is stored beside it.
 *
 * @param writer for many findings one after the other; the bytes hold until its next use
 */
export function packFeatures(table: FeatureTable, row: number, writer = new ByteWriter()): Uint8Array {
  writer.clear();
  writer.byte(FEATURES_VERSION);
  for (const field of HASH_FIELDS) {
    const [low, high] = table.hash(row, field);
    writer.word(low);
    writer.word(high);
  }
  for (const field of INT_FIELDS) writer.varint(table.int(row, field));
  return writer.written;
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
