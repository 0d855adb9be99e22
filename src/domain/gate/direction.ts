import { type EvaluatedRatings } from '../ratings/evaluated-ratings.js';
import { compositeRating, isWorse, rateScan, type ScanRatings } from '../ratings/ratings.js';
import { countByType, countGatedAndGaps, type ScanCounters } from '../ratings/scan-counters.js';
import { technicalDebt } from '../ratings/tech-debt.js';

export const DIRECTIONS = ['improving', 'steady', 'degrading'] as const;
/** Change of a scan's quality against the completed scan before it, whatever the gate says. */
export type Direction = (typeof DIRECTIONS)[number];

/** Measures of a judged scan that its direction depends on. */
export interface DirectionMeasures {
  readonly ratings: EvaluatedRatings;
  readonly counters: ScanCounters;
  readonly hasFindingsReport: boolean;
  readonly linesTotal: number;
  readonly linesCovered: number;
}

/** Points of coverage below which a change is none. */
const COVERAGE_POINTS = 0.5;
const RATED = [
  'quality',
  'maintainability',
  'reliability',
  'coverage',
  'duplication',
] as const satisfies readonly (keyof ScanRatings)[];

/** Below 0: worse than before; above 0: better. */
type Change = number;

/**
 * Degrading where any rating is worse, coverage is down by more than half a point, or there are more findings or more debt;
 * improving where none of these holds and at least one has the opposite; else steady. Findings are those that are neither
 * false positives nor suppressed nor info. Null without an earlier scan, or where nothing was measured in both.
 */
export function directionOf(before: DirectionMeasures | null, now: DirectionMeasures): Direction | null {
  if (before === null) return null;
  const changes = [
    ...RATED.map((rating) => ratingChange(before.ratings[rating], now.ratings[rating])),
    coverageChange(before, now),
    fallOf(findingsOf(before), findingsOf(now)),
    fallOf(before.ratings.debt?.totalMinutes, now.ratings.debt?.totalMinutes),
  ].filter((change) => change !== null);
  if (changes.length === 0) return null;
  if (changes.some((change) => change < 0)) return 'degrading';
  return changes.some((change) => change > 0) ? 'improving' : 'steady';
}

/** Measures of a scan with its findings counted again; coverage and duplication stay as they were rated. */
export function recounted(measures: DirectionMeasures, counters: ScanCounters): DirectionMeasures {
  const { ratings, hasFindingsReport } = measures;
  const { all } = counters;
  const findings = hasFindingsReport ? all : null;
  const { maintainability, reliability } = rateScan({ findings, coverage: null, duplicationPct: null });
  const four = {
    maintainability,
    reliability: ratings.reliability && reliability,
    coverage: ratings.coverage,
    duplication: ratings.duplication,
  };
  const debt = ratings.debt && technicalDebt(all.byDebtKind);
  const findingsByType = ratings.findingsByType && countByType(all);
  return {
    ...measures,
    counters,
    ratings: { ...ratings, quality: compositeRating(Object.values(four)), ...four, debt, findingsByType },
  };
}

function ratingChange(before: ScanRatings['quality'], now: ScanRatings['quality']): Change | null {
  if (before === null || now === null) return null;
  return Number(isWorse(before, now)) - Number(isWorse(now, before));
}

/** In whole numbers, so that half a point is exactly that. */
function coverageChange(before: DirectionMeasures, now: DirectionMeasures): Change | null {
  if (before.linesTotal === 0 || now.linesTotal === 0) return null;
  const difference = now.linesCovered * before.linesTotal - before.linesCovered * now.linesTotal;
  const limit = (COVERAGE_POINTS / 100) * before.linesTotal * now.linesTotal;
  return Math.abs(difference) > limit ? Math.sign(difference) : 0;
}

const findingsOf = ({ counters, hasFindingsReport }: DirectionMeasures): number | undefined =>
  hasFindingsReport ? countGatedAndGaps(counters.all) : undefined;

const fallOf = (before: number | undefined, now: number | undefined): Change | null =>
  before === undefined || now === undefined ? null : Math.sign(before - now);
