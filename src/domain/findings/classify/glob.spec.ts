import fc from 'fast-check';
import { matchesGlob } from './glob.js';

describe('matchesGlob', () => {
  it.each([
    ['no-undef', 'no-undef', true],
    ['no-undef', 'no-undefined', false],
    ['no-*', 'no-undef', true],
    ['no-*', 'no-', true],
    ['*/no-var', 'eslint/no-var', true],
    ['*/no-var', 'no-var', false],
    ['a*b*c', 'a-bb-b-c', true],
    ['a*b*c', 'a-c-b', false],
    ['*', '', true],
    ['', '', true],
    ['', 'a', false],
    ['a.c', 'abc', false],
    ['*.*', 'a.b', true],
  ])('%j of %j: %j', (pattern, text, expected) => {
    expect(matchesGlob(pattern, text)).toBe(expected);
  });

  it('agrees with the same pattern as a regular expression', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 12 });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*'), maxLength: 6 });
    fc.assert(
      fc.property(pattern, text, (glob, subject) => {
        const expression = new RegExp(`^${glob.replaceAll('.', '\\.').replace(/\*+/g, '.*')}$`);
        expect(matchesGlob(glob, subject)).toBe(expression.test(subject));
      }),
    );
  });
});
