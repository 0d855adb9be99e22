import { MAX_RECORDS, type Records } from './records.js';

/** Makes one record per line of the records of a file, in the order of lines. The columns are worked on in place. */
export type FoldRecords = (records: Records) => Records;

/** Keeps the largest of each number: hits of lines, or covered and all branches. */
export const foldLargest: FoldRecords = (records) => {
  if (isStrictlyAscending(records)) return records;
  sortByLine(records);
  const { lines, first, second } = records.columns;
  const { start, end } = records;
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
  return { ...records, end: last + 1 };
};

/**
 * Counts single branches, recorded as (line, key, taken): the key tells the branches of a line apart, and a branch is
 * taken when any of its records says so. So sections of one file (one per test, in lcov) do not count a branch twice.
 * The result is (line, covered, total).
 */
export const foldBranches: FoldRecords = (records) => {
  sortByLine(records);
  const { lines, first: keys, second: taken } = records.columns;
  const { start, end } = records;
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
  return { ...records, end: length };
};

/** Sorts the keys, each with its `taken` as the last bit, so that a taken one comes last among its equals. */
function countDistinct(keys: Uint32Array, taken: Uint32Array): [covered: number, total: number] {
  const sorted = new Float64Array(keys.length);
  for (let i = 0; i < keys.length; i++) sorted[i] = keys[i]! * 2 + (taken[i]! > 0 ? 1 : 0);
  sorted.sort();
  let covered = 0;
  let total = 0;
  for (let i = 0; i < sorted.length; i++) {
    const isLast = i + 1 === sorted.length || Math.floor(sorted[i + 1]! / 2) > Math.floor(sorted[i]! / 2);
    if (!isLast) continue;
    total++;
    covered += sorted[i]! % 2;
  }
  return [covered, total];
}

function isStrictlyAscending({ columns: { lines }, start, end }: Records): boolean {
  for (let i = start + 1; i < end; i++) if (lines[i]! <= lines[i - 1]!) return false;
  return true;
}

function isAscending({ columns: { lines }, start, end }: Records): boolean {
  for (let i = start + 1; i < end; i++) if (lines[i]! < lines[i - 1]!) return false;
  return true;
}

/** Brings the records into the order of their lines; equal lines keep their order. */
export function sortByLine(records: Records): void {
  if (isAscending(records)) return;
  const { lines, first, second } = records.columns;
  const { start, end } = records;
  // Line and index are sorted as one number, which is exact: 31 bits of line and 22 of index are the 53 of a double.
  const keys = new Float64Array(end - start);
  for (let i = 0; i < keys.length; i++) keys[i] = lines[start + i]! * MAX_RECORDS + i;
  keys.sort();
  for (const column of second.length > 0 ? [lines, first, second] : [lines, first]) {
    const unsorted = column.slice(start, end);
    for (let i = 0; i < keys.length; i++) column[start + i] = unsorted[keys[i]! % MAX_RECORDS]!;
  }
}
