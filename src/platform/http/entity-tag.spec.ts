import { isNamed } from './entity-tag.js';

describe('isNamed', () => {
  it.each([
    ['"a"', '"a"', true],
    ['"a"', 'W/"a"', true],
    ['W/"a"', '"a"', true],
    ['W/"a"', '"b", W/"a"', true],
    ['"a"', '*', true],
    ['"a"', '"b"', false],
    ['"a"', 'a', false],
    ['"a"', undefined, false],
  ])('%s in %s: %s', (tag, header, expected) => {
    expect(isNamed(tag, header)).toBe(expected);
  });
});
