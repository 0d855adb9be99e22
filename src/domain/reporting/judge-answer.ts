/** Outcome of one attempt to deliver an event. */
export type AnswerVerdict =
  | { readonly kind: 'delivered' }
  /** The endpoint is gone for good. */
  | { readonly kind: 'gone' }
  /** The endpoint asks not to be called for so many milliseconds. */
  | { readonly kind: 'paused'; readonly pauseMs: number }
  | { readonly kind: 'failed' };

const DAY_MS = 24 * 60 * 60_000;

/**
 * Judges the answer of a webhook's endpoint.
 *
 * @param retryAfter the header of this name; null where there is none
 */
export function judgeAnswer(status: number, retryAfter: string | null, now: Date): AnswerVerdict {
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  if (status === 410) return { kind: 'gone' };
  const pauseMs = status === 429 || status === 503 ? retryAfterMs(retryAfter, now) : null;
  return pauseMs === null ? { kind: 'failed' } : { kind: 'paused', pauseMs };
}

/**
 * Milliseconds that a `Retry-After` header asks to wait, in seconds or as a date (RFC 9110, 10.2.3): at most a day, and 0 for
 * a date of the past. Null where it says neither.
 */
export function retryAfterMs(header: string | null, now: Date): number | null {
  if (header === null) return null;
  const text = header.trim();
  const waitMs = /^\d+$/.test(text) ? Number(text) * 1_000 : dateOf(text) - now.getTime();
  return Number.isNaN(waitMs) ? null : Math.min(Math.max(waitMs, 0), DAY_MS);
}

/** Milliseconds of an HTTP date, which begins with the day's name; NaN for another text. */
const dateOf = (text: string): number => (/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text) ? Date.parse(text) : NaN);
