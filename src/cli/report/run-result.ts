import { type GateStatus, type PartRatings, type ScanFinding } from '../api/answers.js';
import { type FailureKind } from '../exit-code.js';
import { type ReportFile } from '../collect/report-file.js';

/** What a run came to; every form of output is made from it. */
export interface RunResult {
  /** What was scanned; null when the run ended before that was known. */
  readonly repo: string | null;
  readonly branch: string | null;
  readonly commit: string | null;
  readonly pr: number | null;
  /** Null before the scan was created, and in a dry run. */
  readonly scanId: number | null;
  /** The reports that were taken. */
  readonly reports: readonly Pick<ReportFile, 'name' | 'kind' | 'format'>[];
  /** The analyzers that ran (their versions), and those that did not (why). */
  readonly analyzers: readonly RunAnalyzer[];
  /** Where to look at the scan; null like `scanId`. */
  readonly url: string | null;
  /** The verdict; null when there is none. */
  readonly gate: GateStatus | null;
  readonly newFindings: readonly ScanFinding[];
  /** How many new findings there are; more than `newFindings` when the list was cut. */
  readonly newFindingsTotal: number;
  /** What makes up the rating; null where it broke no rule, and where it could not be read. */
  readonly partRatings: PartRatings | null;
  /** The findings as SARIF; null where nobody asked for it. */
  readonly sarif: string | null;
  /** Why there is no verdict; null when there is one, and in a dry run. */
  readonly failure: RunFailure | null;
  readonly isDryRun: boolean;
}

export interface RunAnalyzer {
  readonly name: string;
  readonly version: string | null;
  /** What it found, in a few words; null where it did not run. */
  readonly outcome: string | null;
  readonly skipped: string | null;
}

/** What is known before anything was done. */
export const EMPTY_RESULT: RunResult = {
  repo: null,
  branch: null,
  commit: null,
  pr: null,
  reports: [],
  analyzers: [],
  scanId: null,
  url: null,
  gate: null,
  newFindings: [],
  newFindingsTotal: 0,
  partRatings: null,
  sarif: null,
  failure: null,
  isDryRun: false,
};

export interface RunFailure {
  readonly kind: FailureKind;
  readonly message: string;
  readonly hint: string | null;
}
