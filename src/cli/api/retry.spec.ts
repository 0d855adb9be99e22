import { DEFAULT_RETRY, delayBeforeRetry, isRetryableStatus } from './retry.js';

const now = Date.parse('2026-01-05T10:00:00Z');

describe('delayBeforeRetry', () => {
  it.each([
    ['grows by doubling', 1, null, 0.5, 500],
    ['and again', 2, null, 0.5, 1000],
    ['up to its limit', 20, null, 0.5, 7500],
    ['jitters down to nothing', 3, null, 0, 0],
    ['obeys seconds', 1, '7', 0.9, 7000],
    ['obeys a date', 1, 'Mon, 05 Jan 2026 10:00:20 GMT', 0.9, 20_000],
    ['takes a past date as now', 1, 'Mon, 05 Jan 2026 09:00:00 GMT', 0.9, 0],
    ['ignores what it cannot read', 1, 'soon', 0.5, 500],
    ['waits a minute', 1, '60', 0.5, 60_000],
    ['but no longer', 1, '61', 0.5, null],
  ])('%s', (_name, attempt, retryAfter, random, delay) => {
    expect(delayBeforeRetry(DEFAULT_RETRY, attempt, retryAfter, now, random)).toBe(delay);
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
