/** Periods for which an organization keeps details of scans: findings and line coverage. */
export interface RetentionSettings {
  /** Days after the last scan of a change; fractions allowed. */
  readonly changeDetailsDays: number;
  /** Number of the newest completed scans of each branch. */
  readonly branchScans: number;
  /** Days for which baseline branches keep the last completed scan of each day beside these; fractions allowed. */
  readonly branchDailyDays: number;
}

/** Names of the periods. */
export const PERIODS = [
  'changeDetailsDays',
  'branchScans',
  'branchDailyDays',
] as const satisfies readonly (keyof RetentionSettings)[];

/** Settings of an organization that says nothing else. */
export const DEFAULT_RETENTION: RetentionSettings = { changeDetailsDays: 30, branchScans: 50, branchDailyDays: 365 };

const DAY_MS = 24 * 60 * 60_000;
const SOONEST_MS = 30_000;
/** Checks within the shortest period: nothing is kept for much longer than it is set to. */
const CHECKS_A_PERIOD = 4;

/** The settings in force: none reaches beyond the instance's limits, which may have been lowered since. */
export const withinLimits = (settings: RetentionSettings, limits: RetentionSettings): RetentionSettings => ({
  changeDetailsDays: Math.min(settings.changeDetailsDays, limits.changeDetailsDays),
  branchScans: Math.min(settings.branchScans, limits.branchScans),
  branchDailyDays: Math.min(settings.branchDailyDays, limits.branchDailyDays),
});

/** Time between two checks, in milliseconds: a day, or less where a period is shorter than four. */
export function checkEveryMs({ changeDetailsDays, branchDailyDays }: RetentionSettings): number {
  const shortestMs = Math.min(changeDetailsDays, branchDailyDays || Infinity) * DAY_MS;
  return Math.min(DAY_MS, Math.max(SOONEST_MS, shortestMs / CHECKS_A_PERIOD));
}

/** True when a period is shorter than it was. */
export const isShortened = (before: RetentionSettings, after: RetentionSettings): boolean =>
  PERIODS.some((name) => after[name] < before[name]);
