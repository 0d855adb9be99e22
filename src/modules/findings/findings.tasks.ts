import { createHash } from 'node:crypto';
import type { ChangedLines } from '../../domain/changes/changed-lines.js';
import type { ClassificationOverrides } from '../../domain/findings/classify/overrides.js';
import {
  type Finding,
  type FindingsFormat,
  type RejectedResult,
  SEVERITIES,
  type Severity,
} from '../../domain/findings/finding.js';
import { extractFeatures } from '../../domain/findings/matching/extract-features.js';
import { FeatureTable } from '../../domain/findings/matching/features.js';
import { hashChanges, NOTHING_KNOWN } from '../../domain/findings/matching/known-changes.js';
import {
  type Baseline,
  EMPTY_BASELINE,
  packBaseline,
  unpackBaseline,
} from '../../domain/findings/matching/pack-baseline.js';
import { unpackFeatures, UnknownFeaturesVersion } from '../../domain/findings/matching/pack-features.js';
import { parseFindings } from '../../domain/findings/parse-findings.js';
import { resolveFindingPaths } from '../../domain/findings/resolve-finding-paths.js';
import { type TrackedFinding, trackFindings } from '../../domain/findings/tracking/track-findings.js';
import type { ReportError } from '../../domain/report-error.js';
import type { TaskResult } from '../../platform/workers/serve-tasks.js';
import { type CopyRows, encodeFindings, fillTracking } from './copy-rows.js';

/** A report to read. */
export interface ReadFindingsInput {
  readonly bytes: Uint8Array;
  readonly format: FindingsFormat | undefined;
  readonly overrides: ClassificationOverrides;
  /** The repository's files, where CI listed them. */
  readonly fileList: readonly string[] | null;
  /** The repository's own, that keys the hashes of its source text. */
  readonly secret: Uint8Array;
}

/** What one tool found: rows for the database, and the features to recognize them by. */
export interface ToolFindings {
  readonly tool: string;
  readonly toolVersion: string | null;
  readonly count: number;
  readonly bySeverity: Readonly<Record<Severity, number>>;
  readonly rows: CopyRows;
  /** `FeatureTable.words`. */
  readonly features: Uint32Array<ArrayBuffer>;
}

/** A report that was read. */
export interface ReadFindings {
  readonly digest: Uint8Array;
  readonly format: FindingsFormat;
  readonly tools: readonly ToolFindings[];
  readonly rejected: readonly RejectedResult[];
  readonly warnings: readonly string[];
  readonly duplicationPct: number | null;
  readonly linesOfCode: number | null;
}

export type FindingsReading =
  { readonly ok: true; readonly value: ReadFindings } | { readonly ok: false; readonly error: ReportError };

/** Everything that reading a findings report takes: parse, classify, extract features, encode rows. */
export function readFindings({ bytes, format, overrides, fileList, secret }: ReadFindingsInput): FindingsReading {
  const report = parseFindings(bytes, { ...(format && { format }), overrides });
  if (!report.ok) return report;
  const { runs, rejected, warnings, duplicationPct, linesOfCode } = report.value;
  return {
    ok: true,
    value: {
      digest: createHash('sha256').update(bytes).digest(),
      format: report.value.format,
      tools: runs.map((run) => {
        const findings = fileList === null ? run.findings : resolveFindingPaths(run.findings, fileList);
        return toToolFindings({ ...run, findings }, secret);
      }),
      rejected,
      warnings,
      duplicationPct,
      linesOfCode,
    },
  };
}

/** What a tool found, ready to be tracked and stored. */
export function toToolFindings(
  run: { readonly tool: string; readonly toolVersion: string | null; readonly findings: readonly Finding[] },
  secret: Uint8Array,
): ToolFindings {
  const features = extractFeatures(run.findings, secret);
  const bySeverity = Object.fromEntries(SEVERITIES.map((severity) => [severity, 0])) as Record<Severity, number>;
  for (const finding of run.findings) bySeverity[finding.severity] += 1;
  return {
    tool: run.tool,
    toolVersion: run.toolVersion,
    count: run.findings.length,
    bySeverity,
    rows: encodeFindings(run.findings, features),
    features: features.words as Uint32Array<ArrayBuffer>,
  };
}

/** Problems as they are stored row by row: an element of each list, and their features behind one another. */
export interface KnownPortion {
  readonly issueIds: Float64Array<ArrayBuffer>;
  readonly firstSeenScanIds: Float64Array<ArrayBuffer>;
  readonly features: Uint8Array;
}

/** In portions of bounded size, so that the event loop never handles many at once; none is empty. */
export type KnownRows = readonly KnownPortion[];

export const countRows = (rows: KnownRows): number => rows.reduce((sum, { issueIds }) => sum + issueIds.length, 0);

/** All that newness depends on besides the findings themselves. */
export interface Surroundings {
  /** As `packBaseline` packed it; null while the default branch has none. */
  readonly baseline: Uint8Array | null;
  readonly previous: KnownRows;
  readonly marked: KnownRows;
  readonly changes: ChangedLines | null;
  readonly isBaselineScan: boolean;
  readonly secret: Uint8Array;
}

export interface TrackRowsInput extends Surroundings {
  readonly rows: CopyRows;
  readonly features: Uint32Array;
}

/** Rows that are ready for the database, and what tracking counted. */
export interface TrackedRows {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly fixedCount: number;
  readonly isLowConfidence: boolean;
}

/** Tracks findings on their way into the database. */
export function trackRows({ rows, features, ...surroundings }: TrackRowsInput): TrackedRows {
  const tracking = track(new FeatureTable(features), surroundings);
  fillTracking(rows, tracking.findings);
  return { bytes: rows.bytes, fixedCount: tracking.fixedCount, isLowConfidence: tracking.isLowConfidence };
}

export interface TrackStoredInput extends Surroundings {
  readonly stored: KnownRows;
}

/** What stored findings turn out to be now. */
export interface TrackedStored {
  readonly findings: readonly TrackedFinding[];
  readonly fixedCount: number;
}

/** Tracks findings that are in the database already. Features of another version are no one's: nothing is recognized. */
export function trackStored({ stored, ...surroundings }: TrackStoredInput): TrackedStored {
  const current = unlessOfAnotherVersion(() => featuresOf(stored), FeatureTable.withRows(countRows(stored)));
  const { findings, fixedCount } = track(current, surroundings);
  return { findings, fixedCount };
}

/** The stored findings as the baseline that `packBaseline` packs; an empty one where their features are of another version. */
export const packRows = (rows: KnownRows): Uint8Array<ArrayBuffer> => packBaseline(knownOf(rows));

function track(current: FeatureTable, { secret, changes, isBaselineScan, ...known }: Surroundings) {
  return trackFindings({
    current,
    isBaselineScan,
    baseline: known.baseline && unlessOfAnotherVersion(() => unpackBaseline(known.baseline!), null),
    previous: knownOf(known.previous),
    marked: knownOf(known.marked),
    changes: changes ? hashChanges(changes, secret) : NOTHING_KNOWN,
  });
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

const featuresOf = (rows: KnownRows): FeatureTable =>
  unpackFeatures(
    rows.map((portion) => portion.features),
    countRows(rows),
  );

const knownOf = (rows: KnownRows): Baseline => unlessOfAnotherVersion(() => toBaseline(rows), EMPTY_BASELINE);

const toBaseline = (rows: KnownRows): Baseline => ({
  features: featuresOf(rows),
  issueIds: rows.flatMap(({ issueIds }) => [...issueIds]),
  firstSeenScanIds: rows.flatMap(({ firstSeenScanIds }) => [...firstSeenScanIds]),
});

/** The same as tasks of the worker pool. */
export const FINDINGS_TASKS = {
  readFindings(input: ReadFindingsInput): TaskResult {
    const output = readFindings(input);
    return { output, transfer: output.ok ? output.value.tools.flatMap(buffersOf) : [] };
  },
  trackRows(input: TrackRowsInput): TaskResult {
    const output = trackRows(input);
    return { output, transfer: [output.bytes.buffer] };
  },
  trackStored(input: TrackStoredInput): TaskResult {
    return { output: trackStored(input), transfer: [] };
  },
  packRows(input: KnownRows): TaskResult {
    const output = packRows(input);
    return { output, transfer: [output.buffer] };
  },
};

/** The buffers of a tool's findings, to hand them to another thread. */
export const buffersOf = ({ rows, features }: Pick<ToolFindings, 'rows' | 'features'>): ArrayBuffer[] => [
  rows.bytes.buffer,
  rows.starts.buffer,
  features.buffer,
];
