/** Outcome of one attempt to deliver an event. */
export type AnswerVerdict =
  | { readonly kind: 'delivered' }
  /** The endpoint is gone for good. */
  | { readonly kind: 'gone' }
  /** The endpoint asks not to be called for these milliseconds. */
  | { readonly kind: 'paused'; readonly pauseMs: number }
  | { readonly kind: 'failed' };

/** Words for calls of a forge that failed. */
export const FORGE_ERRORS = [
  'credentials',
  'permission',
  'not_found',
  'rate_limited',
  'locked',
  'pr_closed',
  'head_moved',
  'fork_permission',
  'address_not_allowed',
  'server',
  'timeout',
] as const;
export type ForgeError = (typeof FORGE_ERRORS)[number];

/** A failed call of a forge, by what is to be done next. */
export type CallFailure =
  /** Without effect; may be repeated, after `afterMs` where the forge says so, else after the usual pause. */
  | { readonly kind: 'again'; readonly error: ForgeError; readonly afterMs: number | null }
  /** Without effect; nothing may be sent for this connection until these milliseconds have passed. */
  | { readonly kind: 'pause'; readonly error: 'rate_limited'; readonly pauseMs: number }
  /** Without effect; the same call would fail again. */
  | { readonly kind: 'give_up'; readonly error: ForgeError }
  /** May have taken effect, or not: the state is read back before the call is repeated. */
  | { readonly kind: 'unclear'; readonly error: ForgeError };

/** Outcome of one call of a forge. */
export type CallOutcome = { readonly kind: 'done' } | CallFailure;

/** An answer as far as it is judged, or the word for a request that brought none. */
export type JudgedAnswer =
  | { readonly status: number; readonly headers: Readonly<Record<string, string>> }
  | { readonly error: string };

/** Requests that a forge still allows, as its last answer says. */
export interface RequestBudget {
  readonly remaining: number;
  /** Null where the forge does not say. */
  readonly resetAt: Date | null;
}

const DAY_MS = 24 * 60 * 60_000;
/** Pause where a forge refuses for its limits and says nothing of its end. */
const THROTTLED_MS = 60_000;

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
 * Judges the answer to a call of a forge, before the exceptions of its kind.
 *
 * @param isWrite false for a call without effect, which is never unclear
 */
export function judgeForgeAnswer(answer: JudgedAnswer, now: Date, isWrite: boolean): CallOutcome {
  if ('error' in answer) return judgeFailure(answer.error, isWrite);
  const { status, headers } = answer;
  if (status >= 200 && status < 300) return { kind: 'done' };
  if (isThrottled(status, headers))
    return { kind: 'pause', error: 'rate_limited', pauseMs: throttledMs(headers, now) ?? THROTTLED_MS };
  if (status === 409 || status === 423 || status === 425) return { kind: 'again', error: 'server', afterMs: null };
  if (status >= 500 || status === 408) return unclear('server', isWrite);
  return { kind: 'give_up', error: REFUSALS[status] ?? 'server' };
}

/** The requests that a forge still allows, by the headers of an answer; null where they do not say. */
export function readBudget(headers: Readonly<Record<string, string>>): RequestBudget | null {
  const remaining = numberOf(headers['x-ratelimit-remaining'] ?? headers['ratelimit-remaining']);
  if (remaining === null) return null;
  const reset = numberOf(headers['x-ratelimit-reset'] ?? headers['ratelimit-reset']);
  return { remaining, resetAt: reset === null ? null : new Date(reset * 1_000) };
}

const REFUSALS: Readonly<Record<number, ForgeError | undefined>> = {
  401: 'credentials',
  403: 'permission',
  404: 'not_found',
  410: 'not_found',
};

/** Connections that break off may have brought the request to the forge; names and certificates fail before. */
function judgeFailure(word: string, isWrite: boolean): CallFailure {
  if (word === 'address_not_allowed') return { kind: 'give_up', error: 'address_not_allowed' };
  // a project under another name
  if (word === 'redirect') return { kind: 'give_up', error: 'not_found' };
  if (word === 'dns' || word === 'tls') return { kind: 'again', error: 'server', afterMs: null };
  return unclear(word === 'timeout' ? 'timeout' : 'server', isWrite);
}

const unclear = (error: ForgeError, isWrite: boolean): CallFailure =>
  isWrite ? { kind: 'unclear', error } : { kind: 'again', error, afterMs: null };

function isThrottled(status: number, headers: Readonly<Record<string, string>>): boolean {
  if (status === 429) return true;
  const waits = headers['retry-after'] !== undefined;
  return (status === 503 && waits) || (status === 403 && (waits || readBudget(headers)?.remaining === 0));
}

/** Milliseconds until a forge takes requests again; null where it does not say. */
function throttledMs(headers: Readonly<Record<string, string>>, now: Date): number | null {
  const asked = retryAfterMs(headers['retry-after'] ?? null, now);
  if (asked !== null) return asked;
  const budget = readBudget(headers);
  if (budget?.remaining !== 0 || budget.resetAt === null) return null;
  return Math.min(Math.max(budget.resetAt.getTime() - now.getTime(), 0), DAY_MS);
}

function numberOf(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,15}$/.test(text.trim()) ? Number(text) : null;
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
