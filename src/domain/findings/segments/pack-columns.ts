import type { ByteReader, ByteWriter } from '../../segments/byte-stream.js';
import {
  FeatureTable,
  type HashField,
  INT_FIELDS,
  type IntField,
  ROW_WORDS,
  WORD_OF,
} from '../features/feature-table.js';
import { STORED_HASHES } from '../features/pack-features.js';
import { RowIndex } from '../matching/index/row-index.js';

/** Written as the difference to the row above, as neighbours are near. */
const RISING: ReadonlySet<IntField> = new Set(['startLine']);

/** Writes all rows column by column, values that repeat once; without the names that they declare. */
export function packColumns(table: FeatureTable, writer: ByteWriter): void {
  for (const field of STORED_HASHES) packHashes(table, field, writer);
  for (const field of INT_FIELDS) packIntegers(table, field, writer);
}

/**
 * Reads what `packColumns` wrote of `count` rows into the rows from `start` on.
 *
 * @throws RangeError when it is cut short
 */
export function unpackColumns(table: FeatureTable, start: number, count: number, reader: ByteReader): void {
  const columns = [
    ...STORED_HASHES.map((field) => openHashes(table, field, count, reader)),
    ...INT_FIELDS.map((field) => openIntegers(table, field, count, reader)),
  ];
  for (let from = start; from < start + count; from += BLOCK_ROWS) {
    const to = Math.min(start + count, from + BLOCK_ROWS);
    for (const readRows of columns) readRows(from, to);
  }
}

/** Writes the names that rows declare: few of them do. */
export function packDeclarations(table: FeatureTable, writer: ByteWriter): void {
  packHashes(table.select(declarationsIn(table, 0, table.count)), 'declaration', writer);
}

/** Reads what `packDeclarations` wrote of rows that `unpackColumns` has read. */
export function unpackDeclarations(table: FeatureTable, start: number, count: number, reader: ByteReader): void {
  const rows = declarationsIn(table, start, count);
  const declarations = FeatureTable.withRows(rows.length);
  openHashes(declarations, 'declaration', rows.length, reader)(0, rows.length);
  rows.forEach((row, at) => table.setHash(row, 'declaration', declarations.hash(at, 'declaration')));
}

function declarationsIn(table: FeatureTable, start: number, count: number): number[] {
  const rows: number[] = [];
  for (let row = start; row < start + count; row += 1) if (table.has(row, 'isDeclaration')) rows.push(row);
  return rows;
}

/** Rows of which all columns are read together, while the processor has them at hand. */
const BLOCK_ROWS = 2048;

/** Reads a column into rows that follow on those read before. */
type ColumnReader = (from: number, to: number) => void;

const HASH_BYTES = 8;

/** Bytes of an index into a dictionary of so many values. */
const indexBytes = (valueCount: number): number => Math.ceil(Math.log2(Math.max(2, valueCount)) / 8);

const INDEXES = new Map<HashField, RowIndex>();

/** Numbers the values of a field. One index for each field is used again and again: most tables have few rows. */
function indexOf(table: FeatureTable, field: HashField): RowIndex {
  const index = INDEXES.get(field) ?? new RowIndex(table, table.count, [field]);
  INDEXES.set(field, index);
  index.restart(table, table.count);
  return index;
}

/** A dictionary and indexes into it where that is shorter, else (marked by an empty dictionary) the hashes in full. */
function packHashes(table: FeatureTable, field: HashField, writer: ByteWriter): void {
  const { words, count } = table;
  const word = WORD_OF[field];
  const index = indexOf(table, field);
  const numbers = numbersFor(count);
  for (let row = 0; row < count; row += 1) numbers[row] = index.add(row);
  const width = indexBytes(index.groupCount);
  const hasDictionary = index.groupCount * HASH_BYTES + count * width < count * HASH_BYTES;
  writer.varint(hasDictionary ? index.groupCount : 0);
  // A value's first row has the number that follows on those above.
  for (let row = 0, next = 0; row < count; row += 1) {
    if (hasDictionary && numbers[row] !== next) continue;
    next += 1;
    writer.word(words[row * ROW_WORDS + word]!);
    writer.word(words[row * ROW_WORDS + word + 1]!);
  }
  if (hasDictionary) for (let row = 0; row < count; row += 1) writer.fixed(numbers[row]!, width);
}

let numbers = new Uint32Array(0);

/** Room for so many numbers, used again for each column. */
function numbersFor(count: number): Uint32Array {
  if (numbers.length < count) numbers = new Uint32Array(count);
  return numbers;
}

function openHashes({ words }: FeatureTable, field: HashField, count: number, reader: ByteReader): ColumnReader {
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
      if (value >= values.length) throw new RangeError('stored bytes refer to a missing value');
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

function openIntegers({ words }: FeatureTable, field: IntField, count: number, reader: ByteReader): ColumnReader {
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
