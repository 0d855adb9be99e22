import type { FeatureTable, Field } from './features.js';
import { RowIndex } from './row-index.js';

/** Some rows of a table. */
export interface Rows {
  readonly table: FeatureTable;
  readonly rows: Int32Array;
}

/** Rows of both sides that agree in a set of fields, each side in the order given. */
export type VisitBucket = (baselineRows: Int32Array, currentRows: Int32Array) => void;

/** Visits every set of rows that agree in `fields` and stand on both sides, by the order of its first current row. */
export function forEachBucket(baseline: Rows, current: Rows, fields: readonly Field[], visit: VisitBucket): void {
  const index = new RowIndex(current.table, current.rows.length, fields);
  const ofCurrent = groupBy(
    current.rows,
    (row) => index.add(row),
    () => index.groupCount,
  );
  if (index.groupCount === 0) return;
  const ofBaseline = groupBy(
    baseline.rows,
    (row) => index.find(baseline.table, row),
    () => index.groupCount,
  );
  for (let group = 0; group < index.groupCount; group += 1) {
    const baselineRows = ofBaseline(group);
    if (baselineRows.length > 0) visit(baselineRows, ofCurrent(group));
  }
}

/** Sorts rows by the number of their group, keeping their order within; rows of group -1 are left out. */
function groupBy(rows: Int32Array, groupOf: (row: number) => number, groupCount: () => number) {
  // Loops, as methods of typed arrays call a function for each of many rows.
  const groups = new Int32Array(rows.length);
  for (let at = 0; at < rows.length; at += 1) groups[at] = groupOf(rows[at]!);
  const starts = new Int32Array(groupCount() + 1);
  for (const group of groups) if (group >= 0) starts[group + 1]! += 1;
  for (let group = 1; group < starts.length; group += 1) starts[group]! += starts[group - 1]!;
  const sorted = new Int32Array(starts.at(-1)!);
  const next = starts.slice();
  for (let at = 0; at < rows.length; at += 1) {
    const group = groups[at]!;
    if (group >= 0) sorted[next[group]!++] = rows[at]!;
  }
  return (group: number): Int32Array => sorted.subarray(starts[group], starts[group + 1]);
}
