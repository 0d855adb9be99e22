import { PERIODS, type RetentionSettings, withinLimits } from './retention-settings.js';

/** Shorter periods that take effect later, with the time from which each is in force (ISO 8601). */
export type PendingPeriods = Readonly<
  Partial<Record<keyof RetentionSettings, { readonly value: number; readonly effectiveAt: string }>>
>;

/** Details that shorter periods would delete, counted when they were requested. */
export interface ExpiringDetails {
  readonly scans: number;
  readonly repositories: number;
  /** Time of the oldest of these scans (ISO 8601); null without any. */
  readonly oldest: string | null;
}

/** Shorter periods of an organization that are not in force yet. */
export interface PendingRetention extends ExpiringDetails {
  readonly periods: PendingPeriods;
}

/** Periods of an organization with those that are to replace them. */
export interface Retention {
  readonly settings: RetentionSettings;
  readonly periods: PendingPeriods;
}

/** Retention at a time: pending periods that are due by then are in force. */
export function retentionAt({ settings, periods }: Retention, now: Date): Retention {
  const isDue = (effectiveAt: string) => new Date(effectiveAt) <= now;
  const entries = PERIODS.flatMap((name) => (periods[name] ? [[name, periods[name]] as const] : []));
  const due = entries.filter(([, { effectiveAt }]) => isDue(effectiveAt)).map(([name, { value }]) => [name, value]);
  return {
    settings: { ...settings, ...(Object.fromEntries(due) as Partial<RetentionSettings>) },
    periods: Object.fromEntries(entries.filter(([, { effectiveAt }]) => !isDue(effectiveAt))),
  };
}

/** Periods in force under the instance's limits, and the pending ones that are shorter than these. */
export function limitedRetention({ settings, periods }: Retention, limits: RetentionSettings): Retention {
  const inForce = withinLimits(settings, limits);
  const shorter = PERIODS.filter((name) => periods[name] && periods[name].value < inForce[name]);
  return { settings: inForce, periods: Object.fromEntries(shorter.map((name) => [name, periods[name]])) };
}

/**
 * Retention after a request for some of its periods: those not below the ones in force hold at once, shorter ones replace
 * what was pending for them.
 *
 * @param effectiveAt time from which shorter periods are in force; null: at once
 */
export function requestRetention(
  before: Retention,
  wanted: Partial<RetentionSettings>,
  { limits, effectiveAt }: { readonly limits: RetentionSettings; readonly effectiveAt: Date | null },
): Retention {
  const inForce = withinLimits(before.settings, limits);
  const settings = { ...before.settings };
  const periods: { -readonly [Name in keyof PendingPeriods]: PendingPeriods[Name] } = {};
  for (const name of PERIODS) {
    const { [name]: value } = wanted;
    if (value === undefined) {
      if (before.periods[name]) periods[name] = before.periods[name];
    } else if (effectiveAt !== null && value < inForce[name])
      periods[name] = { value, effectiveAt: effectiveAt.toISOString() };
    else settings[name] = value;
  }
  return { settings, periods };
}

/** The first time at which a pending period takes effect; null without any. */
export const nextEffect = (periods: PendingPeriods): Date | null =>
  PERIODS.flatMap((name) => (periods[name] ? [new Date(periods[name].effectiveAt)] : [])).sort(
    (one, other) => one.getTime() - other.getTime(),
  )[0] ?? null;

/** Settings once every pending period is in force. */
export const settingsAfter = ({ settings, periods }: Retention): RetentionSettings => ({
  ...settings,
  ...Object.fromEntries(PERIODS.flatMap((name) => (periods[name] ? [[name, periods[name].value]] : []))),
});
