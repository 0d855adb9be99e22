import { judgeAnswer, judgeForgeAnswer, readBudget, retryAfterMs } from './judge-answer.js';

const NOW = new Date('2026-03-01T12:00:00Z');
const DAY_MS = 86_400_000;

it.each([
  [199, 'failed'],
  [200, 'delivered'],
  [204, 'delivered'],
  [299, 'delivered'],
  [300, 'failed'],
  [400, 'failed'],
  [404, 'failed'],
  [409, 'failed'],
  [410, 'gone'],
  [411, 'failed'],
  [429, 'failed'],
  [500, 'failed'],
  [503, 'failed'],
])('%d without Retry-After is %s', (status, kind) => {
  expect(judgeAnswer(status, null, NOW)).toEqual({ kind });
});

it.each([
  [429, { kind: 'paused', pauseMs: 30_000 }],
  [503, { kind: 'paused', pauseMs: 30_000 }],
  [500, { kind: 'failed' }],
  [410, { kind: 'gone' }],
  [200, { kind: 'delivered' }],
])('%d with Retry-After: 30 is %j', (status, verdict) => {
  expect(judgeAnswer(status, '30', NOW)).toEqual(verdict);
});

it.each([
  ['0', 0],
  [' 120 ', 120_000],
  ['86399', DAY_MS - 1_000],
  ['86400', DAY_MS],
  ['86401', DAY_MS],
  ['9'.repeat(400), DAY_MS],
  ['Sun, 01 Mar 2026 12:00:07 GMT', 7_000],
  ['Sun, 01 Mar 2026 11:00:00 GMT', 0],
  ['Sunday, 01-Mar-26 12:00:07 GMT', 7_000],
  ['Thu, 01 Mar 2029 12:00:00 GMT', DAY_MS],
  ['-5', null],
  ['1.5', null],
  ['soon', null],
  ['Sun, soon', null],
  ['2026', 2_026_000],
  ['', null],
  [null, null],
])('Retry-After: %j asks to wait for %s ms', (header, waitMs) => {
  expect(retryAfterMs(header, NOW)).toBe(waitMs);
});

describe('an answer of a forge', () => {
  const now = new Date('2026-11-27T10:00:00Z');
  const seconds = now.getTime() / 1_000;
  const judge = (status: number, headers: Record<string, string> = {}, isWrite = true) =>
    judgeForgeAnswer({ status, headers }, now, isWrite);

  it.each([200, 201, 204])('%d is done', (status) => expect(judge(status)).toEqual({ kind: 'done' }));

  it.each([
    [401, 'credentials'],
    [403, 'permission'],
    [404, 'not_found'],
    [410, 'not_found'],
    [422, 'server'],
  ])('%d gives up: %s', (status, error) => expect(judge(status)).toEqual({ kind: 'give_up', error }));

  it.each([408, 500, 502, 503, 504])(
    '%d of a call that writes is unclear, of one that reads it may be repeated',
    (status) => {
      expect(judge(status)).toEqual({ kind: 'unclear', error: 'server' });
      expect(judge(status, {}, false)).toEqual({ kind: 'again', error: 'server', afterMs: null });
    },
  );

  it.each([409, 423, 425])('%d may be repeated', (status) => {
    expect(judge(status)).toEqual({ kind: 'again', error: 'server', afterMs: null });
  });

  it.each<[string, number, Record<string, string>, number]>([
    ['429 with a time', 429, { 'retry-after': '7' }, 7_000],
    ['429 without one', 429, {}, 60_000],
    ['403 with a time', 403, { 'retry-after': '30' }, 30_000],
    [
      '403 at the end of a budget',
      403,
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(seconds + 90) },
      90_000,
    ],
    ['403 of a budget without an end', 403, { 'x-ratelimit-remaining': '0' }, 60_000],
    [
      'a budget that has just begun again',
      429,
      { 'ratelimit-remaining': '0', 'ratelimit-reset': String(seconds - 9) },
      0,
    ],
    ['503 with a time', 503, { 'retry-after': '5' }, 5_000],
    ['an absurd time', 429, { 'retry-after': '99999999' }, 86_400_000],
  ])('%s pauses the connection', (_, status, headers, pauseMs) => {
    expect(judge(status, headers)).toEqual({ kind: 'pause', error: 'rate_limited', pauseMs });
  });

  it('403 within the budget is a missing permission', () => {
    expect(judge(403, { 'x-ratelimit-remaining': '12' })).toEqual({ kind: 'give_up', error: 'permission' });
  });

  it.each([
    ['address_not_allowed', { kind: 'give_up', error: 'address_not_allowed' }],
    ['redirect', { kind: 'give_up', error: 'not_found' }],
    ['dns', { kind: 'again', error: 'server', afterMs: null }],
    ['tls', { kind: 'again', error: 'server', afterMs: null }],
    ['connection_refused', { kind: 'unclear', error: 'server' }],
    ['timeout', { kind: 'unclear', error: 'timeout' }],
  ])('none for %s', (error, outcome) => expect(judgeForgeAnswer({ error }, now, true)).toEqual(outcome));

  it('names the budget that is left', () => {
    expect(readBudget({ 'x-ratelimit-remaining': '42', 'x-ratelimit-reset': '1800000000' })).toEqual({
      remaining: 42,
      resetAt: new Date(1_800_000_000_000),
    });
    expect(readBudget({ 'ratelimit-remaining': '7' })).toEqual({ remaining: 7, resetAt: null });
    expect(readBudget({ 'x-ratelimit-remaining': 'many' })).toBeNull();
    expect(readBudget({})).toBeNull();
  });
});
