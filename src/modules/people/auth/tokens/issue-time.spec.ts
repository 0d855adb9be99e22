import { isIssuedWithin } from './issue-time.js';

const NOW = new Date('2026-05-04T08:00:00Z');

it.each<[number, boolean]>([
  [61, false],
  [60, true],
  [59, true],
  [0, true],
  [-330, true],
  [-331, false],
])('a token that is issued %d s from now, with five minutes to be used: %p', (seconds, isTaken) => {
  expect(isIssuedWithin(NOW.getTime() / 1000 + seconds, 300, NOW)).toBe(isTaken);
});

it.each([undefined, null, '1777881600', Number.NaN])('takes no time of issue that is %p', (iat) => {
  expect(isIssuedWithin(iat, 300, NOW)).toBe(false);
});
