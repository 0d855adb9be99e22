import { endpointPauseMs } from './retry-delay.js';

/** Reasons for which nothing is delivered to an endpoint any more. */
export type DisabledReason = 'gone' | 'failures' | 'person' | 'secret_unreadable' | 'rights_lost';

/** Health of an endpoint, by what its last deliveries met. */
export interface EndpointHealth {
  /** Failed attempts in a row. */
  readonly failures: number;
  readonly failingSince: Date | null;
  readonly pausedUntil: Date | null;
  readonly disabledReason: DisabledReason | null;
}

/** The health of an endpoint that has met no failure. */
export const HEALTHY: EndpointHealth = { failures: 0, failingSince: null, pausedUntil: null, disabledReason: null };

/** Time without a success after which an endpoint is disabled. */
const GIVEN_UP_AFTER_MS = 5 * 24 * 60 * 60_000;

/** One attempt, as far as it tells of its endpoint. */
export type EndpointAttempt =
  | { readonly kind: 'delivered' | 'gone' | 'failed' | 'secret_unreadable' }
  | { readonly kind: 'paused'; readonly pauseMs: number };

/**
 * The health after an attempt that ended at `at`. Failures in a row pause the endpoint, as does its own wish; one success clears
 * all; five days of failures disable it.
 */
export function healthAfter(health: EndpointHealth, attempt: EndpointAttempt, at: Date): EndpointHealth {
  if (health.disabledReason !== null) return health;
  if (attempt.kind === 'delivered') return HEALTHY;
  if (attempt.kind === 'gone' || attempt.kind === 'secret_unreadable')
    return { ...health, pausedUntil: null, disabledReason: attempt.kind };
  const failures = health.failures + 1;
  const failingSince = health.failingSince ?? at;
  if (at.getTime() - failingSince.getTime() >= GIVEN_UP_AFTER_MS)
    return { failures, failingSince, pausedUntil: null, disabledReason: 'failures' };
  const pauseMs = Math.max(endpointPauseMs(failures), attempt.kind === 'paused' ? attempt.pauseMs : 0);
  const until = Math.max(pauseMs > 0 ? at.getTime() + pauseMs : 0, health.pausedUntil?.getTime() ?? 0);
  return { failures, failingSince, pausedUntil: until > at.getTime() ? new Date(until) : null, disabledReason: null };
}
