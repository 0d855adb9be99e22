import { SEVERITIES, type Severity } from '../findings/finding.js';
import { OTHER } from './trend-facts.js';

const COUNTS = ['findings', ...SEVERITIES] as const;
const COVERAGE = ['coverage_pct', 'uncovered_lines'] as const;

export const TREND_MEASURES = [...COUNTS, ...COVERAGE] as const;
export type TrendMeasure = (typeof TREND_MEASURES)[number];
export const TREND_GROUPS = ['none', 'rule', 'folder', 'owner'] as const;
export type TrendGroup = (typeof TREND_GROUPS)[number];

/** Most points of a trend. */
export const MAX_POINTS = 365;

/** Values of one key, one for each point; null where the value is not known. */
export interface TrendSeries {
  readonly key: string;
  readonly values: readonly (number | null)[];
}

export const isOfCoverage = (measure: TrendMeasure): boolean => (COVERAGE as readonly string[]).includes(measure);

/** Lines of coverage belong to files, and to no rule. */
export const mayBeGrouped = (measure: TrendMeasure, group: TrendGroup): boolean =>
  group !== 'rule' || !isOfCoverage(measure);

/** Totals of a scan. */
export interface ScanTotals {
  /** Findings by severity; null where no report counted. */
  readonly bySeverity: Readonly<Record<Severity, number>> | null;
  readonly linesTotal: number;
  readonly linesCovered: number;
}

/** Value of all of a scan; null where it is not known. */
export function valueOfScan(
  measure: TrendMeasure,
  { bySeverity, linesTotal, linesCovered }: ScanTotals,
): number | null {
  if (isOfCoverage(measure)) {
    if (linesTotal === 0) return null;
    return measure === 'uncovered_lines'
      ? linesTotal - linesCovered
      : Math.round((10_000 * linesCovered) / linesTotal) / 100;
  }
  if (bySeverity === null) return null;
  if (measure === 'findings') return SEVERITIES.reduce((sum, severity) => sum + bySeverity[severity], 0);
  return bySeverity[measure as Severity];
}

/** A scan among the points, as its facts are stored. */
export interface FactPoint {
  /** False for a scan of a version before, and for one without coverage where the measure is of it. */
  readonly hasFacts: boolean;
  /** Some keys are joined. */
  readonly hasOther: boolean;
}

/** Values of a key by the place of the point, from 0; other places have none. */
export interface KeyValues {
  readonly key: string;
  readonly values: Readonly<Record<number, number | null>>;
}

/** Series of a group, those with the highest last value first and `OTHER` last. */
export function toSeries(
  measure: TrendMeasure,
  points: readonly FactPoint[],
  keys: readonly KeyValues[],
): readonly TrendSeries[] {
  const series = keys.map(({ key, values }) => ({
    key,
    values: points.map((point, place) => values[place] ?? absentValue(measure, key, point)),
  }));
  const last = ({ values }: TrendSeries): number => values.findLast((value) => value !== null) ?? -1;
  const isOther = ({ key }: TrendSeries): number => Number(key === OTHER);
  return series.sort(
    (one, other) => isOther(one) - isOther(other) || last(other) - last(one) || (one.key < other.key ? -1 : 1),
  );
}

/** Nothing was counted for the key, unless it may be among the joined ones. */
function absentValue(measure: TrendMeasure, key: string, { hasFacts, hasOther }: FactPoint): number | null {
  if (!hasFacts || measure === 'coverage_pct') return null;
  return hasOther && key !== OTHER ? null : 0;
}
