import { type RecordColumns } from './record-columns.js';

/**
 * Makes one record per line, ascending, of the records from `start` to `end` of a table, in place; answers where they
 * end now.
 */
export type FoldRecords = (table: RecordColumns, start: number, end: number) => number;

/** Keeps the largest of each number: hits of lines, or covered and all branches. */
export const foldLargest: FoldRecords = (table, start, end) => {
  if (table.ascendsStrictly(start, end)) return end;
  table.sortByLine(start, end);
  const { lines, first, second } = table;
  let last = start;
  for (let i = start + 1; i < end; i++) {
    if (lines[i] !== lines[last]) {
      last++;
      lines[last] = lines[i]!;
      first[last] = first[i]!;
      if (second.length > 0) second[last] = second[i]!;
      continue;
    }
    if (first[i]! > first[last]!) first[last] = first[i]!;
    if (second.length > 0 && second[i]! > second[last]!) second[last] = second[i]!;
  }
  return last + 1;
};

/**
 * Counts single branches, recorded as (line, key, taken): the key tells the branches of a line apart, and a branch is
 * taken when any of its records says so. So sections of one file (one per test, in lcov) do not count a branch twice.
 * The result is (line, covered, total).
 */
export const foldBranches: FoldRecords = (table, start, end) => {
  table.sortByLine(start, end);
  const { lines, first: keys, second: taken } = table;
  let length = start;
  for (let from = start; from < end;) {
    const line = lines[from]!;
    let total = 0;
    let covered = 0;
    let to = from;
    for (; to < end && lines[to] === line && (to === from || keys[to]! > keys[to - 1]!); to++) {
      total++;
      if (taken[to]! > 0) covered++;
    }
    if (to < end && lines[to] === line) {
      while (to < end && lines[to] === line) to++;
      [covered, total] = countDistinct(keys.subarray(from, to), taken.subarray(from, to));
    }
    lines[length] = line;
    keys[length] = covered;
    taken[length] = total;
    length++;
    from = to;
  }
  return length;
};

function countDistinct(keys: Uint32Array, taken: Uint32Array): [covered: number, total: number] {
  const takenKeys = new Set<number>();
  const allKeys = new Set<number>();
  for (let i = 0; i < keys.length; i++) {
    allKeys.add(keys[i]!);
    if (taken[i]! > 0) takenKeys.add(keys[i]!);
  }
  return [takenKeys.size, allKeys.size];
}
