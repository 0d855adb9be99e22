import { countTexts, textReader } from '../../segments/byte-texts.js';
import type { FindingColumns } from './finding-columns.js';

/** Rows of two scans' findings by what became of their problems. */
export interface FindingComparison {
  /** Rows of the scan whose problems the other one does not have, worst first. */
  readonly added: Uint32Array;
  /** Rows of the other scan whose problems the scan does not have, worst first. */
  readonly fixed: Uint32Array;
  /** Rows of the scan whose problems are more severe than in the other one, worst first. */
  readonly worsened: Uint32Array;
  /** For each of `worsened` the row of its problem in the other scan. */
  readonly former: Uint32Array;
  /** Rows of the scan whose problems are at another path or line than in the other one, worst first. */
  readonly moved: Uint32Array;
  /** For each of `moved` the row of its problem in the other scan. */
  readonly movedFrom: Uint32Array;
}

const NONE = 0xffffffff;

export function compareFindings(scan: FindingColumns, other: FindingColumns): FindingComparison {
  const inOther = findSameProblems(scan, other);
  const inScan = findSameProblems(other, scan);
  const severities = other.severity;
  const worsened = scan.orders.severity.filter((row) => {
    const former = inOther[row]!;
    return former !== NONE && scan.severity[row]! < severities[former]!;
  });
  const isAtSamePath = samePaths(scan, other);
  const moved = scan.orders.severity.filter((row) => {
    const former = inOther[row]!;
    return (
      former !== NONE &&
      (scan.startLine[row]! !== other.startLine[former]! || !isAtSamePath(scan.path[row]!, other.path[former]!))
    );
  });
  return {
    moved,
    movedFrom: moved.map((row) => inOther[row]!),
    added: scan.orders.severity.filter((row) => inOther[row] === NONE),
    fixed: other.orders.severity.filter((row) => inScan[row] === NONE),
    worsened,
    former: worsened.map((row) => inOther[row]!),
  };
}

/** Tells of a path of each scan if both are the same. */
function samePaths(scan: FindingColumns, other: FindingColumns): (path: number, otherPath: number) => boolean {
  const pathOf = textReader(scan.dictionaries.path);
  const otherPathOf = textReader(other.dictionaries.path);
  const numbers = new Map(
    Array.from({ length: countTexts(other.dictionaries.path) }, (_, number) => [otherPathOf(number), number]),
  );
  const inOther = Array.from({ length: countTexts(scan.dictionaries.path) }, (_, number) =>
    numbers.get(pathOf(number)),
  );
  return (path, otherPath) => inOther[path] === otherPath;
}

/** For each row of `from` the row in `to` of the same problem; `NONE` where it has none. */
function findSameProblems(from: FindingColumns, to: FindingColumns): Uint32Array {
  const found = new Uint32Array(from.count).fill(NONE);
  const others = to.orders.issue;
  let at = 0;
  for (const row of from.orders.issue) {
    const id = from.issueId[row]!;
    while (at < others.length && to.issueId[others[at]!]! < id) at += 1;
    if (at < others.length && to.issueId[others[at]!] === id) found[row] = others[at]!;
  }
  return found;
}
