import type { FindingsFormat } from '../../../domain/findings/finding.js';
import type { RunState } from '../../../domain/findings/run-state.js';
import type { UnmatchedPaths } from '../../../domain/paths/unmatched-paths.js';
import type { TrackingConfidence } from '../scan/scan.reader.js';

/** Places that the paths of a report were given in the repository, so that a later list of its files can give them others. */
export interface ReportPlacing {
  /** Version of the scan's list of files; null where there was none. */
  readonly list: number | null;
  readonly reportPath: string | null;
  /** Paths as they were written, with those under which they are stored, where they differ. */
  readonly paths: readonly (readonly [written: string, stored: string])[];
  /** Paths that name no known file; left out where there are none, and before completion. */
  readonly unmatched?: UnmatchedPaths;
}

/** Report of one tool to a scan. */
export interface FindingReport {
  readonly tool: string;
  readonly toolVersion: string | null;
  /** A digest over the files that configure the tool, as CI computes it; null where it does not. */
  readonly configDigest: string | null;
  readonly state: RunState;
  /** SHA-256 of the report's bytes, where it does not name its tool; else null. */
  readonly digest: Buffer | null;
  readonly format: FindingsFormat | 'coverage';
  readonly findingCount: number;
  /** Results that could not be read, all of a report with its first tool; null where an earlier version stored it. */
  readonly rejected: number | null;
  /** Version of the tables that gave its findings their types and severities (`TABLES_VERSION`). */
  readonly tablesVersion: number;
  readonly uploadedAt: Date;
  /** Null where its paths are final. */
  readonly placing: ReportPlacing | null;
  /** Bytes of segments that its uploads were the first to store. */
  readonly storedBytes: number;
  readonly duplicationPct: number | null;
  readonly duplicatedLines: number | null;
  readonly linesOfCode: number | null;
  readonly matchedAgainst: string;
  readonly fixedCount: number;
  readonly tracking: TrackingConfidence | null;
}

/** Measures of the whole code base and facts about tools in the reports of a scan; null where no report has them. */
export interface ReportedMeasures {
  readonly duplicationPct: number | null;
  readonly duplicatedLines: number | null;
  readonly linesOfCode: number | null;
  readonly toolVersions: Readonly<Record<string, string>>;
}

export const measuresOf = (reports: readonly FindingReport[]): ReportedMeasures => ({
  duplicationPct: firstOf(reports, 'duplicationPct'),
  duplicatedLines: firstOf(reports, 'duplicatedLines'),
  linesOfCode: firstOf(reports, 'linesOfCode'),
  toolVersions: Object.fromEntries(
    reports.flatMap(({ tool, toolVersion }) => (toolVersion === null ? [] : [[tool, toolVersion]])),
  ),
});

const firstOf = (
  reports: readonly FindingReport[],
  measure: 'duplicationPct' | 'duplicatedLines' | 'linesOfCode',
): number | null => reports.find((report) => report[measure] !== null)?.[measure] ?? null;
