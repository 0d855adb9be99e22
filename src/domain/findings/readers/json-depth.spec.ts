import fc from 'fast-check';
import { findTooDeepNesting } from './json-depth.js';

describe('findTooDeepNesting', () => {
  it.each([
    ['[[]]', 2, null],
    ['[[]]', 1, 1],
    ['[{"a":[]}]', 2, 6],
    ['[],[],[]', 1, null],
    ['"[[["', 1, null],
    ['["\\"[[["]', 1, null],
    ['["\\\\",[]]', 1, 6],
    ['["\\\\\\"[["]', 1, null],
    ['"[[[ never closed', 1, null],
  ])('%j deeper than %i: %j', (text, limit, expected) => {
    expect(findTooDeepNesting(text, limit)).toBe(expected);
  });

  it('agrees with the depth of any document', () => {
    const depthOf = (value: unknown): number =>
      typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const depth = depthOf(value);
        expect(findTooDeepNesting(JSON.stringify(value), depth)).toBeNull();
        if (depth > 0) expect(findTooDeepNesting(JSON.stringify(value), depth - 1)).not.toBeNull();
      }),
    );
  });
});
