import { type ProblemType } from '../findings/finding.js';
import { type FindingCounters, type SeverityCounts, severityCountsOf } from './scan-counters.js';

/** Best first. */
export const RATINGS = ['A', 'B', 'C', 'D', 'E'] as const;
export type Rating = (typeof RATINGS)[number];

export const isRating = (value: unknown): value is Rating => RATINGS.some((rating) => rating === value);

/** True when `rating` is strictly worse than `other`: C is worse than B. */
export const isWorse = (rating: Rating, other: Rating): boolean => RATINGS.indexOf(rating) > RATINGS.indexOf(other);

/** The finding types that each rating reads. Coverage has a rating of its own, so `coverage_gap` is in neither. */
export const RATED_TYPES = {
  reliability: ['complexity', 'dead_code', 'security', 'bug'],
  maintainability: ['complexity', 'duplication', 'dead_code', 'code_smell'],
} as const satisfies Record<string, readonly ProblemType[]>;

/** Best first; the first band that matches is the rating, and no band means E. More than 10 high alone are D. */
const FINDING_BANDS = [
  { rating: 'A', maxCritical: 0, maxHigh: 0 },
  { rating: 'B', maxCritical: 0, maxHigh: 2 },
  { rating: 'C', maxCritical: 0, maxHigh: 10 },
  { rating: 'D', maxCritical: 2, maxHigh: Infinity },
] as const;

/** Least line coverage in percent. */
const COVERAGE_BANDS = [
  { rating: 'A', minPct: 90 },
  { rating: 'B', minPct: 80 },
  { rating: 'C', minPct: 60 },
  { rating: 'D', minPct: 40 },
] as const;

/** Duplicated lines in percent; the bound itself belongs to the next band. */
const DUPLICATION_BANDS = [
  { rating: 'A', belowPct: 1 },
  { rating: 'B', belowPct: 3 },
  { rating: 'C', belowPct: 5 },
  { rating: 'D', belowPct: 10 },
] as const;

/** The letter for findings by severity: medium and less do not weigh on it. */
export function rateFindings({ critical, high }: Pick<SeverityCounts, 'critical' | 'high'>): Rating {
  return FINDING_BANDS.find((band) => critical <= band.maxCritical && high <= band.maxHigh)?.rating ?? 'E';
}

/** Line coverage of whole reports, compared exactly; null without an executable line. */
export function rateCoverage(linesCovered: number, linesTotal: number): Rating | null {
  if (linesTotal === 0) return null;
  return COVERAGE_BANDS.find((band) => linesCovered * 100 >= band.minPct * linesTotal)?.rating ?? 'E';
}

/** Overall duplication in percent of lines; null where no tool summarized it. */
export function rateDuplication(duplicationPct: number | null): Rating | null {
  if (duplicationPct === null) return null;
  return DUPLICATION_BANDS.find((band) => duplicationPct < band.belowPct)?.rating ?? 'E';
}

/** The worst of the known ratings; null when none is known. */
export function compositeRating(ratings: readonly (Rating | null)[]): Rating | null {
  return ratings.reduce((worst, rating) => {
    if (rating === null || worst === null) return worst ?? rating;
    return isWorse(rating, worst) ? rating : worst;
  }, null);
}

export interface ScanRatings {
  /** The composite: the worst of the four below. */
  readonly quality: Rating | null;
  readonly maintainability: Rating | null;
  readonly reliability: Rating | null;
  readonly coverage: Rating | null;
  readonly duplication: Rating | null;
}

/** True where findings make the composite: neither coverage nor duplication rates worse than they do. */
export function isRatedByFindings(ratings: Omit<ScanRatings, 'quality'>): boolean {
  const { maintainability, reliability, coverage, duplication } = ratings;
  const ofFindings = compositeRating([maintainability, reliability]);
  return ofFindings !== null && ofFindings === compositeRating([ofFindings, coverage, duplication]);
}

/** Facts that the ratings of a scan are computed from. */
export interface RatedFacts {
  /** All findings that count; null when no findings report came at all (a report without findings rates A). */
  readonly findings: FindingCounters | null;
  /** True when only tools reported that find duplicates alone: they say nothing about reliability. */
  readonly isDuplicationOnly?: boolean;
  readonly coverage: { readonly linesCovered: number; readonly linesTotal: number } | null;
  readonly duplicationPct: number | null;
}

/** The four ratings of a scan and their composite. Inherited and waived findings count, false positives do not. */
export function rateScan({ findings, isDuplicationOnly = false, coverage, duplicationPct }: RatedFacts): ScanRatings {
  const ofTypes = (types: readonly ProblemType[]) =>
    findings === null ? null : rateFindings(severityCountsOf(findings, types));
  const four = {
    maintainability: ofTypes(RATED_TYPES.maintainability),
    reliability: isDuplicationOnly ? null : ofTypes(RATED_TYPES.reliability),
    coverage: coverage === null ? null : rateCoverage(coverage.linesCovered, coverage.linesTotal),
    duplication: rateDuplication(duplicationPct),
  };
  return { quality: compositeRating(Object.values(four)), ...four };
}
