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
  return {
    added: scan.orders.severity.filter((row) => inOther[row] === NONE),
    fixed: other.orders.severity.filter((row) => inScan[row] === NONE),
    worsened,
    former: worsened.map((row) => inOther[row]!),
  };
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
