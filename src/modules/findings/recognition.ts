import { MATCHED_BY, type MatchedBy } from '../../domain/findings/matching/matched-by.js';
import type { TrackedFinding } from '../../domain/findings/tracking/track-findings.js';
import { BinaryArray } from '../../platform/database/binary-array.js';
import type { FindingsPart } from './tool-findings.js';

/** What tracking found out of a tool's findings, as arrays for the database: by the number of the finding. */
export interface Recognition {
  /** 0 stands for: never seen before. */
  readonly issueIds: Uint8Array<ArrayBuffer>;
  readonly firstSeenScanIds: Uint8Array<ArrayBuffer>;
  readonly areNew: Uint8Array<ArrayBuffer>;
  /** Place in `MATCHED_BY` counted from 1, 0 for: nothing recognized it. */
  readonly matchedBy: Uint8Array<ArrayBuffer>;
}

/** @param parts the findings in the order of `tracked` */
export function encodeRecognition(
  tracked: readonly TrackedFinding[],
  parts: readonly Pick<FindingsPart, 'firstRow' | 'count'>[],
): Recognition {
  const [first, last] = [parts[0], parts.at(-1)];
  const from = first?.firstRow ?? 0;
  const length = last ? last.firstRow + last.count - from : 0;
  const issueIds = new BinaryArray('bigint', from, length);
  const firstSeenScanIds = new BinaryArray('bigint', from, length);
  const areNew = new BinaryArray('boolean', from, length);
  const matchedBy = new BinaryArray('smallint', from, length);
  let at = 0;
  for (const { firstRow, count } of parts) {
    for (let row = firstRow; row < firstRow + count; row += 1) {
      const finding = tracked[at++]!;
      issueIds.set(row, finding.issueId ?? 0);
      firstSeenScanIds.set(row, finding.firstSeenScanId ?? 0);
      areNew.set(row, finding.isNew ? 1 : 0);
      matchedBy.set(row, numberOf(finding.matchedBy));
    }
  }
  return {
    issueIds: issueIds.bytes,
    firstSeenScanIds: firstSeenScanIds.bytes,
    areNew: areNew.bytes,
    matchedBy: matchedBy.bytes,
  };
}

export const arraysOf = ({ issueIds, firstSeenScanIds, areNew, matchedBy }: Recognition) => [
  issueIds,
  firstSeenScanIds,
  areNew,
  matchedBy,
];

const NUMBERS = new Map<MatchedBy, number>(MATCHED_BY.map((name, index) => [name, index + 1]));
const numberOf = (matchedBy: MatchedBy | null): number => (matchedBy === null ? 0 : NUMBERS.get(matchedBy)!);
