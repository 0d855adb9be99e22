/** Times, delays and number of retries. */
export interface RetryPolicy {
  /** Time from the first try in which others begin. */
  readonly forMs: number;
  /** As `forMs`, for refused connections in a row: most likely nothing runs at that address. */
  readonly refusedForMs: number;
  /** Most tries, the first included. */
  readonly attempts: number;
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
  /** Time between two lines of progress. */
  readonly noteEveryMs: number;
}

/** Outlasts a start, the loss of a primary and an upgrade that converts data. */
export const RETRY_FOR_SECONDS = 300;
/** For commands that people type. */
export const RETRY_SHORTLY_SECONDS = 5;

export const DEFAULT_RETRY: RetryPolicy = {
  forMs: RETRY_FOR_SECONDS * 1000,
  refusedForMs: 60_000,
  attempts: Infinity,
  baseDelayMs: 500,
  maxDelayMs: 15_000,
  noteEveryMs: 15_000,
};

/** A single try. */
export const NO_RETRY: RetryPolicy = { ...DEFAULT_RETRY, attempts: 1 };

/** Statuses that mean "not now": the request was not carried out, or by a proxy that gave up. */
const RETRYABLE_STATUS: ReadonlySet<number> = new Set([429, 502, 503, 504]);

export const isRetryableStatus = (status: number): boolean => RETRYABLE_STATUS.has(status);

/** The tries of a request so far, all of which failed. */
export interface Tries {
  /** Their number, from 1. */
  readonly count: number;
  /** Time since the first one began. */
  readonly elapsedMs: number;
  /** Time since the first of the refused connections at their end; null where the last was not refused. */
  readonly refusedForMs: number | null;
  /** The `Retry-After` of the last one's answer. */
  readonly retryAfter: string | null;
}

/** Time in which another try may begin; none is left at 0 or below. */
export const timeLeft = (policy: RetryPolicy, { elapsedMs, refusedForMs }: Tries): number =>
  Math.min(policy.forMs - elapsedMs, refusedForMs === null ? Infinity : policy.refusedForMs - refusedForMs);

/**
 * Delay before the next try: that of `Retry-After` (seconds or a date), else exponential backoff with full jitter, so
 * that jobs that failed together do not come back together. The last try begins when the time is over.
 *
 * @param random in [0, 1)
 * @returns milliseconds, or null when no further try may be made, or the service requests a longer delay than is left
 */
export function delayBeforeRetry(policy: RetryPolicy, tries: Tries, nowMs: number, random: number): number | null {
  const left = timeLeft(policy, tries);
  if (tries.count >= policy.attempts || left <= 0) return null;
  const requested = tries.retryAfter === null ? null : readRetryAfter(tries.retryAfter, nowMs);
  if (requested !== null) return requested > left ? null : requested;
  return Math.min(left, Math.round(random * Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** tries.count)));
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

const TLS_FAULT =
  /^(ERR_TLS_|ERR_SSL_|EPROTO$|CERT_|DEPTH_ZERO_SELF_SIGNED_CERT$|SELF_SIGNED_CERT_IN_CHAIN$|UNABLE_TO_|HOSTNAME_MISMATCH$)/;

/** Failure of a request that got no answer. */
export interface Loss {
  /** True where none of it can have reached the service. */
  readonly isUnsent: boolean;
  readonly isRefused: boolean;
  /** `name`: the host is unknown; `tls`: the certificate or the protocol is wrong. Another try fails the same way. */
  readonly lasting: 'name' | 'tls' | null;
}

/** Judges the error of a request without an answer. */
export function judgeLoss(error: Error): Loss {
  const cause = error.cause as { code?: string; errors?: { code?: string }[] } | undefined;
  const codes = (cause?.errors ?? [cause]).map((each) => each?.code ?? '');
  const areAll = (test: (code: string) => boolean) => codes.length > 0 && codes.every(test);
  return {
    isUnsent: areAll((code) => NOT_CONNECTED.has(code)),
    isRefused: areAll((code) => code === 'ECONNREFUSED'),
    lasting: areAll((code) => code === 'ENOTFOUND') ? 'name' : areAll((code) => TLS_FAULT.test(code)) ? 'tls' : null,
  };
}
