import { type CopyRows, TupleReader } from '../../../platform/database/tuple-reader.js';
import { COPY_HEADER, COPY_TRAILER, TupleWriter } from '../../../platform/database/tuple-writer.js';
import { FACTS_OF_ROW } from '../finding-facts.js';

/** Columns of a stored problem, in the order in which they are copied out. */
export const PROBLEM_COLUMNS = ['issue_id', 'first_seen_scan_id', 'features', FACTS_OF_ROW] as const;

/** A problem of an earlier scan. */
export interface StoredProblem {
  readonly issueId: number;
  readonly firstSeenScanId: number;
  /** As `packFeatures` packed them. */
  readonly features: Uint8Array;
}

/** Encodes problems from elsewhere as the database would send them, without further facts. No pieces for none. */
export function encodeProblems(problems: readonly StoredProblem[]): CopyRows {
  if (problems.length === 0) return [];
  const writer = new TupleWriter();
  for (const { issueId, firstSeenScanId, features } of problems) {
    writer.tuple(PROBLEM_COLUMNS.length);
    writer.bigint(issueId);
    writer.bigint(firstSeenScanId);
    writer.bytes(features);
    writer.bigint(0);
  }
  return [COPY_HEADER, writer.finish(), COPY_TRAILER];
}

/** Decodes the problems, a list for each column. */
export function decodeProblems(rows: CopyRows): Readonly<
  Record<'issueIds' | 'firstSeenScanIds' | 'facts', number[]>
> & {
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
