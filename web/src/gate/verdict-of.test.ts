import { expect, it } from 'vitest';
import { directionBeside, verdictOf } from './verdict-of';

it.each([
  ['passed', 'degrading', 'degrading', null],
  ['passed', 'improving', 'clear', 'and improving'],
  ['passed', 'steady', 'clear', null],
  ['failed', 'degrading', 'failed', 'and degrading'],
  ['failed', 'improving', 'failed', 'but improving'],
  ['failed', null, 'failed', null],
  [null, null, 'pending', null],
  ['timed_out', null, 'not_judged', null],
] as const)('a gate that says %s, %s, is %s with %s beside it', (status, direction, verdict, beside) => {
  expect(verdictOf(status, direction)).toBe(verdict);
  expect(directionBeside(verdict, direction)).toBe(beside);
});
