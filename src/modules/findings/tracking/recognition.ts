import { MATCHED_BY, type MatchedBy } from '../../../domain/findings/matching/matched-by.js';
import type { Difference } from '../../../domain/findings/tracking/nearest-problem.js';
import { NEW_BECAUSE, type NewBecause } from '../../../domain/findings/tracking/newness.js';
import type { TrackedFinding } from '../../../domain/findings/tracking/track-findings.js';
import { BinaryArray } from '../../../platform/database/binary-array.js';
import type { FindingsPart } from '../ingest/tool-findings.js';

/** Results of tracking a tool's findings, as arrays for the database: by the number of the finding. */
export interface Recognition {
  /** 0 stands for: never seen before. */
  readonly issueIds: Uint8Array<ArrayBuffer>;
  readonly firstSeenScanIds: Uint8Array<ArrayBuffer>;
  readonly areNew: Uint8Array<ArrayBuffer>;
  /** Place in `MATCHED_BY` counted from 1, 0 for: nothing recognized it. */
  readonly matchedBy: Uint8Array<ArrayBuffer>;
  /** Place in `NEW_BECAUSE` counted from 1, 0 for one that is not new. */
  readonly newBecause: Uint8Array<ArrayBuffer>;
  /** The problem is suppressed on the base. */
  readonly areSuppressedOnBase: Uint8Array<ArrayBuffer>;
  /** Further results, for a few findings. */
  readonly relations: readonly Relation[];
}

/** An earlier problem that explains a new finding. */
export interface Relation {
  /** Number of the finding's row, as in the arrays. */
  readonly row: number;
  readonly issueId: number;
  /** In what the two differ; null where the finding is that very problem, and worse. */
  readonly differsIn: readonly Difference[] | null;
}

/** So many findings are explained by others; who reads a list of more looks at none of them. */
const MAX_RELATIONS = 1000;

/**
 * @param parts the findings in the order of `tracked`
 * @param suppressedIds problems that are suppressed on the base: what is recognized as one of them is so as well, and not new
 */
export function encodeRecognition(
  tracked: readonly TrackedFinding[],
  parts: readonly Pick<FindingsPart, 'firstRow' | 'count'>[],
  suppressedIds: ReadonlySet<number> = new Set(),
): Recognition {
  const [first, last] = [parts[0], parts.at(-1)];
  const from = first?.firstRow ?? 0;
  const length = last ? last.firstRow + last.count - from : 0;
  const issueIds = new BinaryArray('bigint', from, length);
  const firstSeenScanIds = new BinaryArray('bigint', from, length);
  const areNew = new BinaryArray('boolean', from, length);
  const matchedBy = new BinaryArray('smallint', from, length);
  const newBecause = new BinaryArray('smallint', from, length);
  const areSuppressedOnBase = new BinaryArray('boolean', from, length);
  const relations: Relation[] = [];
  let at = 0;
  for (const { firstRow, count } of parts) {
    for (let row = firstRow; row < firstRow + count; row += 1) {
      const finding = tracked[at]!;
      const isSuppressed = isRecognized(finding) && suppressedIds.has(finding.issueId!);
      issueIds.set(row, finding.issueId ?? 0);
      firstSeenScanIds.set(row, finding.firstSeenScanId ?? 0);
      matchedBy.set(row, finding.matchedBy === null ? 0 : MATCHED_BY_NUMBERS.get(finding.matchedBy)!);
      areSuppressedOnBase.set(row, isSuppressed ? 1 : 0);
      if (finding.isNew && !isSuppressed) {
        areNew.set(row, 1);
        newBecause.set(row, finding.newBecause === null ? 0 : NEW_BECAUSE_NUMBERS.get(finding.newBecause)!);
        const relation = relationOf(finding, row);
        if (relation !== null && relations.length < MAX_RELATIONS) relations.push(relation);
      }
      at += 1;
    }
  }
  return {
    issueIds: issueIds.bytes,
    firstSeenScanIds: firstSeenScanIds.bytes,
    areNew: areNew.bytes,
    matchedBy: matchedBy.bytes,
    newBecause: newBecause.bytes,
    areSuppressedOnBase: areSuppressedOnBase.bytes,
    relations,
  };
}

const isRecognized = ({ issueId, matchedBy, newBecause }: TrackedFinding): boolean =>
  issueId !== null && (matchedBy !== null || newBecause === 'worsened');

function relationOf({ newBecause, issueId, nearest }: TrackedFinding, row: number): Relation | null {
  if (newBecause === 'worsened' && issueId !== null) return { row, issueId, differsIn: null };
  return nearest && { row, ...nearest };
}

export const arraysOf = (recognition: Recognition) => [
  recognition.issueIds,
  recognition.firstSeenScanIds,
  recognition.areNew,
  recognition.matchedBy,
  recognition.newBecause,
  recognition.areSuppressedOnBase,
];

const numbersOf = <Name>(names: readonly Name[]) => new Map(names.map((name, index) => [name, index + 1]));
const MATCHED_BY_NUMBERS = numbersOf<MatchedBy>(MATCHED_BY);
const NEW_BECAUSE_NUMBERS = numbersOf<NewBecause>(NEW_BECAUSE);
