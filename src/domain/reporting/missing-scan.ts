const DAY_MS = 86_400_000;

/** Scans of a default branch as a look finds them. */
export interface ScanLook {
  /** Time of its newest completed scan, or of the repository's creation where it has none. */
  readonly since: Date;
  /** The time `since` of which the event was recorded; null: none was. */
  readonly missingSince: Date | null;
}

/** End of the days after which the next scan is missing. */
export const missingFrom = (since: Date, staleAfterDays: number): Date =>
  new Date(since.getTime() + staleAfterDays * DAY_MS);

/**
 * Judges a look: `isNew` where the scan is missing and no event says so, the time of the next look, and the time `since` to
 * remember with the event.
 */
export function judgeScanLook(
  { since, missingSince }: ScanLook,
  staleAfterDays: number,
  at: Date,
): { readonly isNew: boolean; readonly lookAt: Date; readonly missingSince: Date | null } {
  const from = missingFrom(since, staleAfterDays);
  if (from > at) return { isNew: false, lookAt: from, missingSince: null };
  const isNew = missingSince?.getTime() !== since.getTime();
  return { isNew, lookAt: missingFrom(at, staleAfterDays), missingSince: since };
}
