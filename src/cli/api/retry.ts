/** Number and delays of retries. */
export interface RetryPolicy {
  /** All tries together, the first included. */
  readonly attempts: number;
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
  /** Longest wait that a service may request. */
  readonly maxRetryAfterMs: number;
}

export const DEFAULT_RETRY: RetryPolicy = {
  attempts: 6,
  baseDelayMs: 500,
  maxDelayMs: 15_000,
  maxRetryAfterMs: 60_000,
};

/** Statuses that mean "not now": the request was not carried out, or by a proxy that gave up. */
const RETRYABLE_STATUS: ReadonlySet<number> = new Set([429, 502, 503, 504]);

export const isRetryableStatus = (status: number): boolean => RETRYABLE_STATUS.has(status);

/**
 * Delay before the next try: that of `Retry-After` (seconds or a date), else exponential backoff with full jitter, so
 * that jobs that failed together do not come back together.
 *
 * @param attempt tries so far, from 1
 * @param random in [0, 1)
 * @returns milliseconds, or null when the service requests a longer delay than the policy allows
 */
export function delayBeforeRetry(
  policy: RetryPolicy,
  attempt: number,
  retryAfter: string | null,
  nowMs: number,
  random: number,
): number | null {
  const asked = retryAfter === null ? null : readRetryAfter(retryAfter, nowMs);
  if (asked !== null) return asked > policy.maxRetryAfterMs ? null : asked;
  return Math.round(random * Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** attempt));
}

/** Milliseconds that a `Retry-After` requests, in seconds or by a date; null where it is neither. */
export function readRetryAfter(header: string, nowMs: number): number | null {
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - nowMs);
}

/** Failures before a connection was established. */
const NOT_CONNECTED: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** True when a request failed before any of it can have reached the service. */
export function wasNeverSent(error: Error): boolean {
  const cause = error.cause as { code?: string; errors?: { code?: string }[] } | undefined;
  const codes = cause?.errors?.map(({ code }) => code) ?? [cause?.code];
  return codes.length > 0 && codes.every((code) => code !== undefined && NOT_CONNECTED.has(code));
}
