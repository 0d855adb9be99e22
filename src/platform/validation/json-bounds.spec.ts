import fc from 'fast-check';
import { brokenBound } from './json-bounds.js';

const broken = (text: string) => brokenBound(Buffer.from(text), { depth: 3, values: 5, keys: 5, entries: 5 });

describe('brokenBound', () => {
  it.each([
    ['[[[1]]]', null],
    ['[[[[1]]]]', 'depth'],
    ['{"a":{"a":{"a":1}}}', null],
    ['{"a":{"a":{"a":{}}}}', 'depth'],
    ['[1,2,3,4]', null],
    ['[1,2,3,4,5]', 'values'],
    ['{"a":1,"a":1,"a":1,"a":1}', null],
    ['{"a":1,"a":1,"a":1,"a":1,"a":1}', 'values'],
    ['["[[[[[[,,,,,,", "\\"[[[[[[,,,,,,"]', null],
    ['["\\\\",1,[]]', null],
    ['["a', null],
    ['["a\\', null],
  ])('of %j is %j', (text, bound) => {
    expect(broken(text)).toBe(bound);
  });

  it('stops at the bound, however long the text is', () => {
    const endless = Buffer.alloc(50_000_000, '[');
    const started = performance.now();
    expect(brokenBound(endless, { depth: 64, values: 100_000, keys: 100_000, entries: 100_000 })).toBe('depth');
    expect(performance.now() - started).toBeLessThan(100);
  });

  it('counts an empty list for two at most, and nothing in strings', () => {
    const valuesOf = (value: unknown): number =>
      typeof value === 'object' && value !== null
        ? 1 + Object.values(value).reduce((sum: number, each) => sum + valuesOf(each), 0)
        : 1;
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
        const bounds = { depth: 100, values: 2 * valuesOf(value), keys: Infinity, entries: Infinity };
        expect(brokenBound(Buffer.from(JSON.stringify(value)), bounds)).toBeNull();
      }),
    );
  });

  it.each([
    ['[1,2,3]', null],
    ['[1,2,3,4]', 'entries'],
    ['{"a":1,"b":2}', null],
    ['{"a":1,"b":2,"c":3}', 'keys'],
    ['[[1,2,3],[4,5,6],{"a":[1,2,3],"b":","}]', null],
    ['[{"a":[1,2,3,4]}]', 'entries'],
    [']],{"a":1,"b":2,"c":3}', 'keys'],
  ])('counts keys and entries in each object and list of %s: %s', (text, bound) => {
    expect(brokenBound(Buffer.from(text), { depth: 9, values: 99, keys: 2, entries: 3 })).toBe(bound);
  });
});
