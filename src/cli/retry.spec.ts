import { DEFAULT_RETRY, delayBeforeRetry, isRetryableStatus, judgeLoss, type Tries } from './retry.js';

const now = Date.parse('2026-01-05T10:00:00Z');
const FIRST: Tries = { count: 1, elapsedMs: 10, refusedForMs: null, retryAfter: null };

describe('delayBeforeRetry', () => {
  it.each<[string, Partial<Tries>, number, number | null]>([
    ['grows by doubling', {}, 0.5, 500],
    ['and again', { count: 2 }, 0.5, 1000],
    ['up to its limit', { count: 2000 }, 0.5, 7500],
    ['jitters down to nothing', { count: 3 }, 0, 0],
    ['obeys seconds', { retryAfter: '7' }, 0.9, 7000],
    ['obeys a date', { retryAfter: 'Mon, 05 Jan 2026 10:00:20 GMT' }, 0.9, 20_000],
    ['takes a past date as now', { retryAfter: 'Mon, 05 Jan 2026 09:00:00 GMT' }, 0.9, 0],
    ['ignores what it cannot read', { retryAfter: 'soon' }, 0.5, 500],
    ['obeys more than a minute', { retryAfter: '90' }, 0.9, 90_000],
    ['obeys up to the end of its time', { elapsedMs: 240_000, retryAfter: '60' }, 0.9, 60_000],
    ['but not beyond', { elapsedMs: 240_000, retryAfter: '61' }, 0.9, null],
    ['ends with the time', { count: 9, elapsedMs: 299_000 }, 0.9, 1000],
    ['and not after it', { count: 9, elapsedMs: 300_000 }, 0, null],
    ['goes on while connections are refused', { count: 9, elapsedMs: 200_000, refusedForMs: 59_000 }, 0.9, 1000],
    ['for a minute', { count: 9, elapsedMs: 200_000, refusedForMs: 60_000 }, 0, null],
  ])('%s', (_name, tries, random, delay) => {
    expect(delayBeforeRetry(DEFAULT_RETRY, { ...FIRST, ...tries }, now, random)).toBe(delay);
  });

  it.each([
    [2, 500],
    [3, null],
    [4, null],
  ])('of at most 3 tries, after %d: %p', (count, delay) => {
    const tries = { ...FIRST, count };
    expect(delayBeforeRetry({ ...DEFAULT_RETRY, attempts: 3 }, tries, now, 0.25)).toBe(delay);
  });
});

describe('a request without an answer', () => {
  const lostBy = (...codes: readonly string[]) => {
    const causes = codes.map((code) => ({ code }));
    return judgeLoss(new Error('fetch failed', { cause: causes.length === 1 ? causes[0] : { errors: causes } }));
  };

  it.each([
    [['ECONNREFUSED'], { isUnsent: true, isRefused: true, lasting: null }],
    [['ECONNREFUSED', 'ECONNREFUSED'], { isUnsent: true, isRefused: true, lasting: null }],
    [['ECONNREFUSED', 'EHOSTUNREACH'], { isUnsent: true, isRefused: false, lasting: null }],
    [['ENOTFOUND'], { isUnsent: true, isRefused: false, lasting: 'name' }],
    [['EAI_AGAIN'], { isUnsent: true, isRefused: false, lasting: null }],
    [['CERT_HAS_EXPIRED'], { isUnsent: false, isRefused: false, lasting: 'tls' }],
    [['DEPTH_ZERO_SELF_SIGNED_CERT'], { isUnsent: false, isRefused: false, lasting: 'tls' }],
    [['ERR_TLS_CERT_ALTNAME_INVALID'], { isUnsent: false, isRefused: false, lasting: 'tls' }],
    [['ERR_SSL_WRONG_VERSION_NUMBER'], { isUnsent: false, isRefused: false, lasting: 'tls' }],
    [['ECONNRESET'], { isUnsent: false, isRefused: false, lasting: null }],
  ])('by %p', (codes, loss) => {
    expect(lostBy(...codes)).toEqual(loss);
  });

  it('by nothing that is known may have arrived', () => {
    expect(judgeLoss(new Error('no response in time'))).toEqual({ isUnsent: false, isRefused: false, lasting: null });
  });
});

describe('isRetryableStatus', () => {
  it.each([
    [429, true],
    [502, true],
    [503, true],
    [504, true],
    [500, false],
    [400, false],
    [401, false],
    [409, false],
  ])('%d', (status, isRetryable) => {
    expect(isRetryableStatus(status)).toBe(isRetryable);
  });
});
