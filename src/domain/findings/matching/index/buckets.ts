import { FeatureTable, type Field } from '../../features/feature-table.js';
import { RowIndex } from './row-index.js';

/** Some rows of a table. */
export interface Rows {
  readonly table: FeatureTable;
  readonly rows: Int32Array;
}

/**
 * Rows of both sides that agree in a set of fields, each side in the order given. The arrays are overwritten by the
 * next visit: copy them to keep them.
 */
export type VisitBucket = (baselineRows: Int32Array, currentRows: Int32Array) => void;

/** Visits every set of rows that agree in `fields` and are on both sides, by the order of its first current row. */
export function forEachBucket(baseline: Rows, current: Rows, fields: readonly Field[], visit: VisitBucket): void {
  new Buckets(fields).forEach(baseline, current, visit);
}

/** The rows that are in some bucket of `forEachBucket`, in their order. */
export function rowsOnBothSides(
  baseline: Rows,
  current: Rows,
  fields: readonly Field[],
): [baseline: Rows, current: Rows] {
  const index = new RowIndex(current.table, current.rows.length, fields);
  const groups = current.rows.map((row) => index.add(row));
  const isShared = new Uint8Array(index.groupCount);
  const before = baseline.rows.filter((row) => {
    const group = index.find(baseline.table, row);
    if (group >= 0) isShared[group] = 1;
    return group >= 0;
  });
  const now = current.rows.filter((_, at) => isShared[groups[at]!] === 1);
  return [
    { table: baseline.table, rows: before },
    { table: current.table, rows: now },
  ];
}

/** Finds buckets as `forEachBucket` does, reusing its memory for callers that search again and again. */
export class Buckets {
  private readonly index: RowIndex;
  private readonly ofBaseline = new Groups();
  private readonly ofCurrent = new Groups();

  constructor(fields: readonly Field[]) {
    this.index = new RowIndex(FeatureTable.withRows(0), 0, fields);
  }

  forEach(baseline: Rows, current: Rows, visit: VisitBucket): void {
    const { index, ofBaseline, ofCurrent } = this;
    const [before, now] = [baseline.rows, current.rows];
    if (before.length === 0 || now.length === 0) return;
    if (before.length === 1 && now.length === 1) {
      // Most files have a single one left, which needs no index.
      if (index.areEqual(baseline.table, before[0]!, current.table, now[0]!)) visit(before, now);
      return;
    }
    index.restart(current.table, now.length);
    ofCurrent.sort(now, (row) => index.add(row), index);
    ofBaseline.sort(before, (row) => index.find(baseline.table, row), index);
    for (let group = 0; group < index.groupCount; group += 1) {
      if (ofBaseline.sizeOf(group) > 0) visit(ofBaseline.rowsOf(group), ofCurrent.rowsOf(group));
    }
  }
}

/** Rows by the number of their group. */
class Groups {
  private groups = new Int32Array(0);
  private sorted = new Int32Array(0);
  /** Index of the first sorted row of each group and, one further, of its end. */
  private starts = new Int32Array(0);
  private readonly single = new Int32Array(1);

  /** Sorts rows by their groups, keeping their order within; rows of group -1 are left out. */
  sort(rows: Int32Array, groupOf: (row: number) => number, numbered: { readonly groupCount: number }): void {
    this.groups = roomFor(rows.length, this.groups);
    this.sorted = roomFor(rows.length, this.sorted);
    const { groups, sorted } = this;
    // Loops, as methods of typed arrays call a function for each of many rows.
    for (let at = 0; at < rows.length; at += 1) groups[at] = groupOf(rows[at]!);
    // Counted two places further on: adding up makes the counts the starts, and placing the rows moves them one back.
    const length = numbered.groupCount + 2;
    this.starts = roomFor(length, this.starts).fill(0, 0, length);
    const { starts } = this;
    for (let at = 0; at < rows.length; at += 1) if (groups[at]! >= 0) starts[groups[at]! + 2]! += 1;
    for (let group = 2; group < length; group += 1) starts[group]! += starts[group - 1]!;
    for (let at = 0; at < rows.length; at += 1) {
      if (groups[at]! >= 0) sorted[starts[groups[at]! + 1]!++] = rows[at]!;
    }
  }

  sizeOf(group: number): number {
    return this.starts[group + 1]! - this.starts[group]!;
  }

  /** The rows of a group, in an array that is overwritten by the next call. */
  rowsOf(group: number): Int32Array {
    if (this.sizeOf(group) > 1) return this.sorted.subarray(this.starts[group], this.starts[group + 1]);
    // Most are alone, and a view takes longer to make than a row to copy.
    this.single[0] = this.sorted[this.starts[group]!]!;
    return this.single;
  }
}

/** An array of at least that length; its content is lost where it has to grow. */
const roomFor = (length: number, array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> =>
  array.length >= length ? array : new Int32Array(Math.max(2 * array.length, length));
