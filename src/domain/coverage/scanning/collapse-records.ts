import { type FileCoverage } from '../coverage-report.js';
import { isStrictlyAscending, orderByLine } from './record-columns.js';

export type LineColumns = Pick<FileCoverage, 'lines' | 'hits'>;
export type BranchColumns = Pick<FileCoverage, 'branchLines' | 'branchesCovered' | 'branchesTotal'>;

/** One record per line, ascending, with the largest hits of its records. */
export function largestHits(lines: Uint32Array, hits: Uint32Array): LineColumns {
  if (isStrictlyAscending(lines)) return { lines, hits };
  const order = orderByLine(lines);
  const distinct = new Uint32Array(lines.length);
  const largest = new Uint32Array(lines.length);
  let count = 0;
  for (const index of order) {
    const line = lines[index]!;
    if (count === 0 || distinct[count - 1] !== line) distinct[count++] = line;
    if (hits[index]! > largest[count - 1]!) largest[count - 1] = hits[index]!;
  }
  return { lines: distinct.slice(0, count), hits: largest.slice(0, count) };
}

/** One record per line, ascending, with the largest counts of covered and of all branches of its records. */
export function largestBranches(lines: Uint32Array, covered: Uint32Array, total: Uint32Array): BranchColumns {
  if (isStrictlyAscending(lines)) return { branchLines: lines, branchesCovered: covered, branchesTotal: total };
  const ofCovered = largestHits(lines, covered);
  const ofTotal = largestHits(lines, total);
  return { branchLines: ofTotal.lines, branchesCovered: ofCovered.hits, branchesTotal: ofTotal.hits };
}

/**
 * Counts branches that are told apart by a key on their line: a branch is taken when any of its records says so, so that
 * sections of one file (one per test, in lcov) do not count a branch twice.
 */
export function distinctBranches(lines: Uint32Array, keys: Uint32Array, taken: Uint32Array): BranchColumns {
  const order = orderByLine(lines);
  const columns = [lines, lines, lines].map((column) => new Uint32Array(column.length)) as [
    Uint32Array<ArrayBuffer>,
    Uint32Array<ArrayBuffer>,
    Uint32Array<ArrayBuffer>,
  ];
  const [branchLines, covered, total] = columns;
  let count = 0;
  for (let from = 0; from < order.length;) {
    const line = lines[order[from]!]!;
    let to = from + 1;
    while (to < order.length && lines[order[to]!] === line) to++;
    const group = order.subarray(from, to);
    branchLines[count] = line;
    if (ascend(group, keys)) {
      total[count] = group.length;
      for (const index of group) if (taken[index]! > 0) covered[count]!++;
    } else {
      const takenByKey = new Map<number, boolean>();
      for (const index of group) {
        const key = keys[index]!;
        takenByKey.set(key, takenByKey.get(key) === true || taken[index]! > 0);
      }
      total[count] = takenByKey.size;
      for (const isTaken of takenByKey.values()) if (isTaken) covered[count]!++;
    }
    count++;
    from = to;
  }
  return {
    branchLines: branchLines.slice(0, count),
    branchesCovered: covered.slice(0, count),
    branchesTotal: total.slice(0, count),
  };
}

function ascend(group: Uint32Array, keys: Uint32Array): boolean {
  for (let i = 1; i < group.length; i++) if (keys[group[i]!]! <= keys[group[i - 1]!]!) return false;
  return true;
}
