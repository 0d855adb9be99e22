import { type GateStatus, type ScanFinding } from '../api/answers.js';
import { type FailureKind } from '../exit-code.js';

/** What a run came to; every form of output is made from it. */
export interface RunResult {
  /** What was scanned; null when the run ended before that was known. */
  readonly repo: string | null;
  readonly branch: string | null;
  readonly commit: string | null;
  readonly pr: number | null;
  /** Null before the scan was created, and in a dry run. */
  readonly scanId: number | null;
  /** Where to look at the scan; null like `scanId`. */
  readonly url: string | null;
  /** The verdict; null when there is none. */
  readonly gate: GateStatus | null;
  readonly newFindings: readonly ScanFinding[];
  /** How many new findings there are; more than `newFindings` when the list was cut. */
  readonly newFindingsTotal: number;
  /** Why there is no verdict; null when there is one, and in a dry run. */
  readonly failure: RunFailure | null;
  readonly isDryRun: boolean;
}

export interface RunFailure {
  readonly kind: FailureKind;
  readonly message: string;
  readonly hint: string | null;
}
