import type { ChangedLines } from '../../../domain/changes/changed-lines.js';
import { FeatureTable } from '../../../domain/findings/features/feature-table.js';
import { UnknownFeaturesVersion, unpackFeatures } from '../../../domain/findings/features/pack-features.js';
import { hashChanges, NOTHING_KNOWN } from '../../../domain/findings/matching/known-changes.js';
import type { RanOnBase } from '../../../domain/findings/tracking/newness.js';
import {
  type Baseline,
  EMPTY_BASELINE,
  packBaseline,
  unpackBaseline,
} from '../../../domain/findings/tracking/pack-baseline.js';
import { trackFindings, type Tracking } from '../../../domain/findings/tracking/track-findings.js';
import type { CopyRows } from '../../../platform/database/tuple-reader.js';
import type { TaskResult } from '../../../platform/workers/serve-tasks.js';
import { countsAsSuppressed, isSuppressedIn, severityIn } from '../finding-facts.js';
import type { FindingsPart } from '../ingest/tool-findings.js';
import { arraysOf, encodeRecognition, type Recognition } from './recognition.js';
import { decodeProblems } from './stored-problems.js';

/** All that newness depends on besides the findings themselves. */
export interface TrackingContext {
  /** As `packBaseline` packed it; null while the default branch has none. */
  readonly baseline: Uint8Array | null;
  /**
   * The tool's findings in the scan that the change is compared with, as rows or as `packBaseline` packed them; none where
   * it did not report there. Null: the baseline is what the change is compared with.
   */
  readonly base: CopyRows | Uint8Array | null;
  readonly isBaseExact: boolean;
  readonly ranOnBase: RanOnBase;
  readonly previous: CopyRows;
  readonly marked: CopyRows;
  readonly changes: ChangedLines | null;
  /** True when the repository's files are known, by which the findings' paths were resolved. */
  readonly arePathsResolved: boolean;
  readonly isBaselineScan: boolean;
  readonly secret: Uint8Array;
}

export interface TrackRowsInput extends TrackingContext {
  readonly parts: readonly TrackedPart[];
}

/** Data of a part that tracking needs. */
export type TrackedPart = Pick<FindingsPart, 'firstRow' | 'count' | 'features' | 'facts'>;

/** Results of tracking findings, and counts of them. */
export interface TrackedRows {
  readonly recognition: Recognition;
  readonly fixedCount: number;
  readonly isLowConfidence: boolean;
}

/** Tracks findings on their way into the database. */
export function trackRows({ parts, ...context }: TrackRowsInput): TrackedRows {
  const facts = parts.flatMap((part) => Array.from(part.facts));
  const { suppressedIds, ...tracked } = track(joinFeatures(parts), facts, context);
  return toTrackedRows(tracked, parts, suppressedIds);
}

function joinFeatures(parts: readonly TrackedPart[]): FeatureTable {
  const table = FeatureTable.withRows(parts.reduce((sum, { count }) => sum + count, 0));
  let at = 0;
  for (const { features } of parts) {
    table.words.set(features, at);
    at += features.length;
  }
  return table;
}

export interface TrackStoredInput extends TrackingContext {
  readonly stored: CopyRows;
}

/**
 * Tracks findings that are in the database already, numbered from 0. Features of another version are no one's: nothing is
 * recognized.
 */
export function trackStored({ stored, ...context }: TrackStoredInput): TrackedRows {
  const { features: packed, facts } = decodeProblems(stored);
  const current = unlessOfAnotherVersion(() => unpackFeatures(packed), FeatureTable.withRows(packed.length));
  const { suppressedIds, ...tracked } = track(current, facts, context);
  return toTrackedRows(tracked, [{ firstRow: 0, count: packed.length }], suppressedIds);
}

const toTrackedRows = (
  { findings, fixedCount, isLowConfidence }: Tracking,
  parts: readonly Pick<TrackedPart, 'firstRow' | 'count'>[],
  suppressedIds: ReadonlySet<number>,
): TrackedRows => ({
  recognition: encodeRecognition(findings, parts, suppressedIds),
  fixedCount,
  isLowConfidence,
});

/** The stored findings as the baseline that `packBaseline` packs; an empty one where their features are of another version. */
export const packRows = (rows: CopyRows): Uint8Array<ArrayBuffer> => packBaseline(readKnown(rows) ?? EMPTY_BASELINE);

/**
 * @param facts of the rows of `current`
 * @returns with the tracking the problems that are suppressed on the base
 */
function track(
  current: FeatureTable,
  facts: readonly number[],
  { secret, changes, arePathsResolved, isBaselineScan, ...known }: TrackingContext,
): Tracking & { readonly suppressedIds: ReadonlySet<number> } {
  const base = known.base && (known.base instanceof Uint8Array ? readPacked(known.base) : readKnown(known.base));
  const tracking = trackFindings({
    current,
    isBaselineScan,
    baseline: known.baseline && readPacked(known.baseline),
    base,
    // A base that cannot be read is as good as none.
    isBaseExact: known.isBaseExact && (known.base === null || base !== null),
    ranOnBase: known.ranOnBase,
    previous: readKnown(known.previous) ?? EMPTY_BASELINE,
    marked: readKnown(known.marked) ?? EMPTY_BASELINE,
    changes: changes ? hashChanges(changes, secret, arePathsResolved) : NOTHING_KNOWN,
    severities: Uint8Array.from(facts, severityIn),
    suppressed: Uint8Array.from(facts, (each) => (isSuppressedIn(each) ? 1 : 0)),
  });
  return { ...tracking, suppressedIds: suppressedIn(base) };
}

/** Ids of the problems that count as suppressed. */
function suppressedIn(known: Baseline | null): ReadonlySet<number> {
  const { suppressed, issueIds } = known ?? EMPTY_BASELINE;
  const ids = new Set<number>();
  for (let row = 0; row < (suppressed?.length ?? 0); row += 1) if (suppressed![row] === 1) ids.add(issueIds[row]!);
  return ids;
}

/** Features of two versions do not compare: what was stored under another one is as good as not known. */
function unlessOfAnotherVersion<Read, Else>(read: () => Read, otherwise: Else): Read | Else {
  try {
    return read();
  } catch (error) {
    if (error instanceof UnknownFeaturesVersion) return otherwise;
    throw error;
  }
}

/** Null where it is of another version. */
const readPacked = (bytes: Uint8Array): Baseline | null => unlessOfAnotherVersion(() => unpackBaseline(bytes), null);

/** Null where their features are of another version. */
function readKnown(rows: CopyRows): Baseline | null {
  const { features, facts, ...ids } = decodeProblems(rows);
  const table = unlessOfAnotherVersion(() => unpackFeatures(features), null);
  if (table === null) return null;
  const suppressed = Uint8Array.from(facts, (each) => (countsAsSuppressed(each) ? 1 : 0));
  return { ...ids, features: table, severities: facts.map(severityIn), suppressed };
}

const handOver = (output: TrackedRows): TaskResult => ({
  output,
  transfer: arraysOf(output.recognition).map(({ buffer }) => buffer),
});

/** These functions as tasks of the worker pool. */
export const TRACKING_TASKS = {
  trackRows(input: TrackRowsInput): TaskResult {
    return handOver(trackRows(input));
  },
  trackStored(input: TrackStoredInput): TaskResult {
    return handOver(trackStored(input));
  },
  packRows(input: CopyRows): TaskResult {
    const output = packRows(input);
    return { output, transfer: [output.buffer] };
  },
};
