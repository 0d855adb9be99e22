import { textOf } from '../../../shell/address-text';

/** Ranges of a history with their days; without one all scans are listed. */
export const RANGE_DAYS = { '30d': 30, '90d': 90, '1y': 365 } as const;
export type HistoryRange = keyof typeof RANGE_DAYS;

/** Groups of trends; without one they are of the whole. */
export const TREND_GROUPS = ['rule', 'folder', 'owner'] as const;
export type TrendGroup = (typeof TREND_GROUPS)[number];

const OF_FINDINGS = ['findings', 'critical', 'high'] as const;
const OF_COVERAGE = ['coverage_pct', 'uncovered_lines'] as const;
export type TrendMeasure = (typeof OF_FINDINGS)[number] | (typeof OF_COVERAGE)[number];

/** Measures of a group, the first by default; no rule is covered. */
export const measuresOf = (group: TrendGroup): readonly TrendMeasure[] =>
  group === 'rule' ? OF_FINDINGS : [...OF_FINDINGS, ...OF_COVERAGE];

/** Branch, range and trends of the address. */
export interface HistorySearch {
  /** Default: the default branch. */
  readonly branch?: string;
  readonly range?: HistoryRange;
  /** Scan whose row is marked. */
  readonly scan?: number;
  /** Shows trends of each group of the default branch. */
  readonly by?: TrendGroup;
  /** Default: findings. */
  readonly measure?: TrendMeasure;
}

export function readHistorySearch({ branch, range, scan, by, measure }: Record<string, unknown>): HistorySearch {
  const named = textOf(branch);
  const known = (Object.keys(RANGE_DAYS) as HistoryRange[]).find((each) => each === range);
  const group = TREND_GROUPS.find((each) => each === by);
  const measured = group && measuresOf(group).find((each) => each === measure);
  return {
    ...(group && { by: group }),
    ...(measured && measured !== 'findings' && { measure: measured }),
    ...(named && { branch: named }),
    ...(known && { range: known }),
    ...(Number.isSafeInteger(scan) && { scan: scan as number }),
  };
}
