import { type Rating } from '../ratings/ratings.js';
import { addSeverities, newInPr } from '../ratings/scan-counters.js';
import { type ForgeConclusion } from './decide-status.js';
import { type Direction, type DirectionMeasures, directionOf } from './direction.js';

/** The few numbers of a judged scan that lists and trends show, stored with the scan. */
export interface ScanSummary {
  readonly conclusion: ForgeConclusion | null;
  /** Rules that the verdict names as violated. */
  readonly failingRules: readonly string[];
  /** Findings that are neither false positives nor suppressed; null where no tool reported and coverage has no gaps. */
  readonly findingsTotal: number | null;
  /** Those that the change brings in, as the gate counts them. */
  readonly newTotal: number | null;
  /** Percentage of the executable lines that are covered, not rounded; null without coverage. */
  readonly coveragePct: number | null;
  readonly qualityRating: Rating | null;
  readonly debtMinutes: number | null;
  readonly direction: Direction | null;
  /** Tests that were reported, and those of them that failed; null without test results. */
  readonly testsTotal: number | null;
  readonly testsFailed: number | null;
}

/** Parts of a verdict that a summary repeats. */
export interface SummarizedVerdict {
  readonly conclusion: ForgeConclusion | null;
  readonly violations: readonly { readonly rule: string }[];
  /** Missing in verdicts from before test results. */
  readonly tests?: { readonly total: number; readonly failed: number } | null;
}

/** @param before measures of the completed scan before it, of the same branch or pull request; null where there is none */
export function summarizeScan(
  verdict: SummarizedVerdict,
  now: DirectionMeasures,
  before: DirectionMeasures | null,
): ScanSummary {
  const { counters, ratings, hasFindingsReport, linesTotal, linesCovered } = now;
  const all = addSeverities(Object.values(counters.all.byType));
  const total = Object.values(all).reduce((sum, count) => sum + count, 0);
  return {
    conclusion: verdict.conclusion,
    failingRules: verdict.violations.map(({ rule }) => rule),
    findingsTotal: hasFindingsReport || total > 0 ? total : null,
    newTotal: newInPr(counters).total,
    coveragePct: linesTotal === 0 ? null : (100 * linesCovered) / linesTotal,
    qualityRating: ratings.quality,
    debtMinutes: ratings.debt?.totalMinutes ?? null,
    direction: directionOf(before, now),
    testsTotal: verdict.tests?.total ?? null,
    testsFailed: verdict.tests?.failed ?? null,
  };
}

/** The summary of a scan whose scanner gave up: nothing was measured. */
export const summarizeFailure = ({ conclusion, violations }: SummarizedVerdict): ScanSummary => ({
  conclusion,
  failingRules: violations.map(({ rule }) => rule),
  findingsTotal: null,
  newTotal: null,
  coveragePct: null,
  qualityRating: null,
  debtMinutes: null,
  direction: null,
  testsTotal: null,
  testsFailed: null,
});
