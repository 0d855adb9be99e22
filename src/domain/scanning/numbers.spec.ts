import fc from 'fast-check';
import { MAX_HITS, MAX_LINE, readCount, readFraction, readLineNumber } from './numbers.js';

/** Reads the text from inside of a longer one, which must not matter. */
const within =
  <T>(read: (text: Uint8Array, start: number, end: number) => T) =>
  (written: string): T =>
    read(Buffer.from(`12${written}34`), 2, 2 + written.length);

const count = within(readCount);
const line = within(readLineNumber);
const fraction = within(readFraction);

describe('readCount', () => {
  it('reads every count and saturates', () => {
    fc.assert(fc.property(fc.maxSafeNat(), (number) => count(String(number)) === Math.min(number, MAX_HITS)));
  });

  it.each([
    ['', 0],
    ['007', 7],
    [' 12\t', 12],
    ['+3', 3],
    ['-3', 0],
    ['-0', 0],
    ['.5', 1],
    ['0.0', 0],
    ['2.', 2],
    ['1e2', 100],
    ['1e400', MAX_HITS],
    ['9e-3', 1],
    ['1e-400', 0],
    ['1 2', 0],
    ['0x10', 0],
    ['Infinity', 0],
    ['NaN', 0],
    ['1_000', 0],
    [`1${'0'.repeat(500)}`, MAX_HITS],
  ])('reads %j as %d', (written, expected) => {
    expect(count(written)).toBe(expected);
  });
});

describe('readLineNumber', () => {
  it.each([
    ['1', 1],
    [' 42 ', 42],
    ['0', 0],
    ['', 0],
    ['-1', 0],
    ['1.0', 0],
    ['1e3', 0],
    [String(MAX_LINE), MAX_LINE],
    [String(MAX_LINE + 1), 0],
    ['99999999999999999999', 0],
  ])('reads %j as %d', (written, expected) => {
    expect(line(written)).toBe(expected);
  });
});

describe('readFraction', () => {
  it.each([
    ['50% (1/2)', [1, 2]],
    ['83.33333333333333% (5/6)', [5, 6]],
    ['(0/4)', [0, 4]],
    ['100% ( 2 / 2 )', [2, 2]],
    ['50%', null],
    ['(1/0)', null],
    ['(3/2)', null],
    ['(1/2', null],
    ['', null],
  ])('reads %j as %j', (written, expected) => {
    expect(fraction(written)).toEqual(expected);
  });
});
