import fc from 'fast-check';
import { cleanLabel, cleanText, isStorable } from './clean-text.js';

describe('cleanText', () => {
  it.each([
    ['plain', 10, 'plain'],
    ['a\0b', 10, 'a\uFFFDb'],
    ['a\ud800b', 10, 'a\uFFFDb'],
    ['\udc00\ud800', 10, '\uFFFD\uFFFD'],
    ['a😀b', 10, 'a😀b'],
    ['abcdef', 5, 'abcde'],
    ['abcd😀', 5, 'abcd'],
    ['abcde', 5, 'abcde'],
  ])('%j within %i is %j', (text, limit, expected) => {
    expect(cleanText(text, limit)).toBe(expected);
  });

  it('can always be stored, within the limit, and stays as it is the second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 20 }), (text, limit) => {
        const clean = cleanText(text, limit);
        expect(isStorable(clean)).toBe(true);
        expect(clean.length).toBeLessThanOrEqual(limit);
        expect(cleanText(clean, limit)).toBe(clean);
      }),
    );
  });
});

describe('cleanLabel', () => {
  it.each([
    [null, null],
    ['  ', null],
    [' a ', 'a'],
    ['abc def', 'abc'],
  ])('%j is %j', (text, expected) => {
    expect(cleanLabel(text, 4)).toBe(expected);
  });
});
