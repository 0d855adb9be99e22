import { isLookDue, nextLookAt } from './forge-report.js';

const WRITTEN = new Date('2026-04-19T12:00:00Z');
const after = (ms: number) => new Date(WRITTEN.getTime() + ms);

it.each([
  [0, false, 10_000],
  [9_999, false, 10_000],
  [10_000, true, 60_000],
  [59_999, true, 60_000],
  [60_000, true, null],
])('%d ms after the last write a look is due: %s, and the next one follows', (ms, isDue, next) => {
  expect(isLookDue(WRITTEN, after(ms))).toBe(isDue);
  expect(nextLookAt(WRITTEN, after(ms))).toEqual(next === null ? null : after(next));
});

it('is not due where every answer is known', () => {
  expect([isLookDue(null, WRITTEN), nextLookAt(null, WRITTEN)]).toEqual([false, null]);
});
