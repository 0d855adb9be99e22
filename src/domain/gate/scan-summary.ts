import { type ScanId } from '../ids.js';
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
  /** The completed scan before it, counted under the same marks; null where there is none. */
  readonly findingsBefore: FindingsBefore | null;
  /** Tests that were reported, and those of them that failed; null without test results. */
  readonly testsTotal: number | null;
  readonly testsFailed: number | null;
}

/** Findings of a scan, as `findingsTotal` counts them, under the marks that the scan after it was judged by. */
export interface FindingsBefore {
  readonly scanId: ScanId;
  readonly total: number | null;
}

/** Parts of a verdict that a summary repeats. */
export interface SummarizedVerdict {
  readonly conclusion: ForgeConclusion | null;
  readonly violations: readonly { readonly rule: string }[];
  /** Missing in verdicts from before test results. */
  readonly tests?: { readonly total: number; readonly failed: number } | null;
}

/**
 * @param before the completed scan before it, of the same branch or pull request, measured under the same marks; null where
 *   there is none
 */
export function summarizeScan(
  verdict: SummarizedVerdict,
  now: DirectionMeasures,
  before: { readonly id: ScanId; readonly measures: DirectionMeasures } | null,
): ScanSummary {
  const { counters, ratings, linesTotal, linesCovered } = now;
  return {
    conclusion: verdict.conclusion,
    failingRules: verdict.violations.map(({ rule }) => rule),
    findingsTotal: findingsTotalOf(now),
    newTotal: newInPr(counters).total,
    coveragePct: linesTotal === 0 ? null : (100 * linesCovered) / linesTotal,
    qualityRating: ratings.quality,
    debtMinutes: ratings.debt?.totalMinutes ?? null,
    direction: directionOf(before?.measures ?? null, now),
    findingsBefore: before && { scanId: before.id, total: findingsTotalOf(before.measures) },
    testsTotal: verdict.tests?.total ?? null,
    testsFailed: verdict.tests?.failed ?? null,
  };
}

function findingsTotalOf({ counters, hasFindingsReport }: DirectionMeasures): number | null {
  const all = addSeverities(Object.values(counters.all.byType));
  const total = Object.values(all).reduce((sum, count) => sum + count, 0);
  return hasFindingsReport || total > 0 ? total : null;
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
  findingsBefore: null,
  testsTotal: null,
  testsFailed: null,
});
