const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Longest pauses before the attempts that follow a failed one, in milliseconds; after the last none is left. */
export const WEBHOOK_RETRIES_MS: readonly number[] = [
  5 * SECOND,
  1 * MINUTE,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];

/** As `WEBHOOK_RETRIES_MS`, for reports to forges: the last pause is repeated for a day. */
export const FORGE_RETRIES_MS: readonly number[] = [
  1 * SECOND,
  5 * SECOND,
  15 * SECOND,
  1 * MINUTE,
  5 * MINUTE,
  15 * MINUTE,
  ...Array<number>(24).fill(HOUR),
];

/** As `FORGE_RETRIES_MS`, where the forge refused one repository: three attempts within an hour. */
export const REFUSED_RETRIES_MS: readonly number[] = [20 * MINUTE, 40 * MINUTE];

/** Failures in a row after which an endpoint is paused, and the pauses: doubled with each further failure. */
const PAUSE = { afterFailures: 5, firstMs: MINUTE, mostMs: HOUR };

/**
 * Pause before the next attempt, in milliseconds: half to all of the longest one, uniformly, so that what failed together is
 * not repeated together. Null where no attempt is left.
 *
 * @param failures failed attempts so far, from 1
 * @param random from 0 to below 1
 * @param retriesMs table of the longest pauses
 */
export function retryDelayMs(
  failures: number,
  random: number,
  retriesMs: readonly number[] = WEBHOOK_RETRIES_MS,
): number | null {
  const longest = retriesMs[failures - 1];
  return longest === undefined ? null : Math.round(longest * (0.5 + random / 2));
}

/**
 * Pause of an endpoint after failures in a row, in milliseconds: 1 minute from the fifth on, doubled with each further one up to
 * an hour. 0 where it is not paused.
 */
export function endpointPauseMs(failuresInARow: number): number {
  const doublings = failuresInARow - PAUSE.afterFailures;
  return doublings < 0 ? 0 : Math.min(PAUSE.firstMs * 2 ** doublings, PAUSE.mostMs);
}
