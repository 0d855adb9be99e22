import fc from 'fast-check';
import { rangeOf, WHOLE } from './share.js';

describe('shares', () => {
  it('together are all results, each once, in order', () => {
    fc.assert(
      fc.property(fc.nat(1_000), fc.integer({ min: 1, max: 20 }), (count, of) => {
        const ranges = Array.from({ length: of }, (_, index) => rangeOf({ index, of }, count));
        const borders = ranges.flat();
        expect([borders[0], borders.at(-1)]).toEqual([0, count]);
        for (let at = 1; at < of; at += 1) expect(ranges[at]![0]).toBe(ranges[at - 1]![1]);
        const lengths = ranges.map(([from, to]) => to - from);
        expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('of one are everything', () => expect(rangeOf(WHOLE, 7)).toEqual([0, 7]));
});
