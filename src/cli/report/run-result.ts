import { type Suggestion } from '../../domain/findings/fix.js';
import { type RuleName } from '../../domain/gate/policy.js';
import {
  type GateStatusAnswer,
  type PartRatings,
  type ScanFinding,
  type ScanTest,
  type WaiverAnswer,
} from '../api/answers.js';
import { type FailureKind } from '../exit-code.js';
import { type FindingsFile, type ReportFile } from '../report-file.js';

/** Result of a run, the source of every form of output. */
export interface RunResult {
  /** The scanned repository; null when the run ended before it was known. */
  readonly repo: string | null;
  readonly branch: string | null;
  readonly commit: string | null;
  readonly pr: number | null;
  /** Null before the scan was created, and in a dry run. */
  readonly scanId: number | null;
  /** The reports that were taken. */
  readonly reports: readonly Pick<ReportFile, 'name' | 'kind' | 'format'>[];
  /** The findings of the run as their tools wrote them: with what is not sent. */
  readonly written: readonly FindingsFile[];
  /** Fixes of new findings by their ids, where a form of output shows them. */
  readonly suggestions: ReadonlyMap<number, Suggestion>;
  /** Files that the change adds or edits; null outside of a change. */
  readonly changedFiles: readonly string[] | null;
  /** The analyzers that ran (their versions), and those that did not (why). */
  readonly analyzers: readonly RunAnalyzer[];
  /** Address of the verdict for programs; null like `scanId`. */
  readonly url: string | null;
  /** Address of the scan's page in the dashboard; null like `scanId`. */
  readonly dashboardUrl: string | null;
  /** The verdict; null when there is none. */
  readonly gate: GateStatusAnswer | null;
  readonly newFindings: readonly ScanFinding[];
  /** Number of new findings; more than the length of `newFindings` when the list was cut. */
  readonly newFindingsTotal: number;
  /** New findings of type `coverage_gap`, which are not problems; null where they are unknown. */
  readonly coverageGaps: FindingExcerpt | null;
  /** Findings of all code behind broken rules that measure all code. */
  readonly ruleFindings: readonly RuleFindings[];
  /** Problems of the base that the scan does not have, worst first; null where they are unknown. */
  readonly fixed: FindingExcerpt | null;
  /** Waivers of the waived violations. */
  readonly waivers: readonly WaiverAnswer[];
  /** Ratings that make up the composite rating; null when it broke no rule or could not be read. */
  readonly partRatings: PartRatings | null;
  /** Failed tests, then missing ones and those that are skipped by now; not all where they are many. */
  readonly notableTests: readonly ScanTest[];
  /** The findings as SARIF; null unless requested. */
  readonly sarif: string | null;
  /** Reason why there is no verdict; null when there is one, and in a dry run. */
  readonly failure: RunFailure | null;
  readonly isDryRun: boolean;
}

/** The first of many findings, worst first. */
export interface FindingExcerpt {
  readonly findings: readonly ScanFinding[];
  readonly total: number;
}

export interface RuleFindings extends FindingExcerpt {
  readonly rule: RuleName;
}

export interface RunAnalyzer {
  readonly name: string;
  readonly version: string | null;
  /** Outcome in a few words; null when it did not run. */
  readonly outcome: string | null;
  readonly skipped: string | null;
}

/** Result of a run that has done nothing yet. */
export const EMPTY_RESULT: RunResult = {
  repo: null,
  branch: null,
  commit: null,
  pr: null,
  reports: [],
  written: [],
  suggestions: new Map(),
  changedFiles: null,
  analyzers: [],
  scanId: null,
  url: null,
  dashboardUrl: null,
  gate: null,
  newFindings: [],
  newFindingsTotal: 0,
  coverageGaps: null,
  ruleFindings: [],
  fixed: null,
  waivers: [],
  partRatings: null,
  notableTests: [],
  sarif: null,
  failure: null,
  isDryRun: false,
};

export interface RunFailure {
  readonly kind: FailureKind;
  readonly message: string;
  readonly hint: string | null;
}
