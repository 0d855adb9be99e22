import { type FeatureTable, type Field, ROW_WORDS, wordsOf } from '../../features/feature-table.js';

/**
 * Numbers the distinct values that some rows of a table have in a set of fields, from 0 in order of appearance. An
 * open-addressing hash table over typed arrays; equality is decided on the values, never on the mixed key alone.
 */
export class RowIndex {
  /** Number of distinct values. */
  groupCount = 0;
  private readonly offsets: Int32Array;
  private mask = 0;
  private slots = new Int32Array(0);
  private firstRows = new Int32Array(0);

  /** @param capacity how many rows of the table will be added at most */
  constructor(
    private table: FeatureTable,
    capacity: number,
    fields: readonly Field[],
  ) {
    this.offsets = Int32Array.from(wordsOf(fields));
    this.restart(table, capacity);
  }

  /** Forgets all values, and goes on with rows of another table. */
  restart(table: FeatureTable, capacity: number): void {
    let size = 8;
    while (size < 2 * capacity) size *= 2;
    if (size > this.slots.length) {
      this.slots = new Int32Array(size);
      this.firstRows = new Int32Array(size / 2);
    }
    this.slots.fill(-1, 0, size);
    this.mask = size - 1;
    this.table = table;
    this.groupCount = 0;
  }

  /** The number of the row's value, which is given one when it is new. */
  add(row: number): number {
    const slot = this.slotOf(this.table.words, row * ROW_WORDS);
    if (this.slots[slot]! < 0) {
      this.firstRows[this.groupCount] = row;
      this.slots[slot] = this.groupCount;
      this.groupCount += 1;
    }
    return this.slots[slot]!;
  }

  /** The number of the value that a row of any table has, or -1. */
  find(table: FeatureTable, row: number): number {
    return this.slots[this.slotOf(table.words, row * ROW_WORDS)]!;
  }

  /** True when two rows of any tables have equal values. */
  areEqual(table: FeatureTable, row: number, other: FeatureTable, otherRow: number): boolean {
    const [words, otherWords] = [table.words, other.words];
    for (const offset of this.offsets)
      if (words[row * ROW_WORDS + offset] !== otherWords[otherRow * ROW_WORDS + offset]) return false;
    return true;
  }

  private slotOf(words: Uint32Array, at: number): number {
    const { offsets, mask, slots, firstRows } = this;
    const mine = this.table.words;
    let key = 0;
    for (const offset of offsets) {
      key = Math.imul(key ^ words[at + offset]!, 0x9e3779b1);
      key ^= key >>> 15;
    }
    let slot = (key ^ (key >>> 16)) & mask;
    for (;;) {
      const group = slots[slot]!;
      if (group < 0) return slot;
      const there = firstRows[group]! * ROW_WORDS;
      let isSame = true;
      for (const offset of offsets) {
        if (words[at + offset] !== mine[there + offset]) {
          isSame = false;
          break;
        }
      }
      if (isSame) return slot;
      slot = (slot + 1) & mask;
    }
  }
}
