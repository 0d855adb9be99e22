import type { CallFailure, ForgeError } from './judge-answer.js';
import { FORGE_RETRIES_MS, REFUSED_RETRIES_MS, retryDelayMs } from './retry-delay.js';

/** Pause of a connection whose credentials are refused, before they are tried once more. */
const TRIAL_MS = 60 * 60_000;

/** Consequence of a failed call for its report and for its connection. */
export interface AfterFailure {
  readonly state: 'waiting' | 'skipped' | 'failed';
  readonly error: ForgeError;
  /** Failed attempts that count. */
  readonly attempts: number;
  /** Pause before the next attempt, in milliseconds; null where none follows. */
  readonly delayMs: number | null;
  /** True where the state is read back before the next call. */
  readonly isUnclear: boolean;
  /** Pause of the whole connection, in milliseconds; null where it goes on. */
  readonly pauseMs: number | null;
  readonly needsCredentials: boolean;
}

const GOES_ON = { isUnclear: false, pauseMs: null, needsCredentials: false };

/**
 * Decides what follows a failed call. Limits and refused credentials pause the connection and cost no attempt; a repository that
 * is refused is tried 3 times within an hour; all that the next attempt may bring is tried for a day.
 *
 * @param attempts failed ones before this
 * @param random from 0 to below 1
 */
export function afterFailure(failure: CallFailure, attempts: number, random: number): AfterFailure {
  const { kind, error } = failure;
  if (kind === 'pause') return paused(failure.error, attempts, failure.pauseMs);
  if (kind === 'give_up' && error === 'credentials')
    return { ...paused(error, attempts, TRIAL_MS), needsCredentials: true };
  if (kind === 'give_up' && error === 'pr_closed') return ended('skipped', error, attempts);
  const retries = kind !== 'give_up' ? FORGE_RETRIES_MS : isOfRepository(error) ? REFUSED_RETRIES_MS : [];
  const delayMs = retryDelayMs(attempts + 1, random, retries);
  if (delayMs === null) return ended('failed', error, attempts + 1);
  const askedMs = kind === 'again' ? (failure.afterMs ?? 0) : 0;
  return {
    ...GOES_ON,
    state: 'waiting',
    error,
    attempts: attempts + 1,
    delayMs: Math.max(delayMs, askedMs),
    isUnclear: kind === 'unclear',
  };
}

const isOfRepository = (error: ForgeError): boolean => error === 'permission' || error === 'not_found';

const paused = (error: ForgeError, attempts: number, pauseMs: number): AfterFailure => ({
  ...GOES_ON,
  state: 'waiting',
  error,
  attempts,
  delayMs: pauseMs,
  pauseMs,
});

const ended = (state: 'skipped' | 'failed', error: ForgeError, attempts: number): AfterFailure => ({
  ...GOES_ON,
  state,
  error,
  attempts,
  delayMs: null,
});
