import { judgeAnswer, retryAfterMs } from './judge-answer.js';

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
