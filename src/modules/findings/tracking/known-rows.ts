import { TupleReader } from '../../../platform/database/tuple-reader.js';
import { FACTS_OF_ROW } from '../finding-facts.js';
import { COPY_HEADER, COPY_TRAILER, TupleWriter } from '../../../platform/database/tuple-writer.js';

/**
 * Problems as they are stored row by row: a binary COPY of `KNOWN_COLUMNS`, in the pieces in which it came, so that the
 * event loop never looks at one of them. No pieces are no problems.
 */
export type KnownRows = readonly Uint8Array[];

export const KNOWN_COLUMNS = ['issue_id', 'first_seen_scan_id', 'features', FACTS_OF_ROW] as const;

/** A problem that is known from before. */
export interface KnownProblem {
  readonly issueId: number;
  readonly firstSeenScanId: number;
  /** As `packFeatures` packed them. */
  readonly features: Uint8Array;
}

/** Problems from elsewhere as the database would send them; of these no more facts are known. */
export function encodeKnown(problems: readonly KnownProblem[]): KnownRows {
  if (problems.length === 0) return [];
  const writer = new TupleWriter();
  for (const { issueId, firstSeenScanId, features } of problems) {
    writer.tuple(KNOWN_COLUMNS.length);
    writer.bigint(issueId);
    writer.bigint(firstSeenScanId);
    writer.bytes(features);
    writer.bigint(0);
  }
  return [COPY_HEADER, writer.finish(), COPY_TRAILER];
}

/** The problems, a list for each column. */
export function decodeKnown(rows: KnownRows): Readonly<Record<'issueIds' | 'firstSeenScanIds' | 'facts', number[]>> & {
  readonly features: readonly Uint8Array[];
} {
  const reader = new TupleReader(rows);
  const issueIds: number[] = [];
  const firstSeenScanIds: number[] = [];
  const features: Uint8Array[] = [];
  const facts: number[] = [];
  while (reader.next()) {
    issueIds.push(reader.bigint());
    firstSeenScanIds.push(reader.bigint());
    features.push(reader.bytes());
    facts.push(reader.bigint());
  }
  return { issueIds, firstSeenScanIds, features, facts };
}
