import fc from 'fast-check';
import { sortStable } from './stable-sort.js';

describe('sortStable', () => {
  const value = fc.oneof(fc.nat(3), fc.maxSafeNat(), fc.nat(5000));

  it('sorts as a comparison sort does, and keeps the order of equal values', () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 60 }), (values) => {
        const rows = values.map((_, row) => row).reverse();
        const sorted = sortStable(Uint32Array.from(rows), Float64Array.from(values));
        expect([...sorted]).toEqual([...rows].sort((a, b) => values[a]! - values[b]!));
      }),
    );
  });

  it('sorts values across the whole range of integers', () => {
    const values = Float64Array.of(Number.MAX_SAFE_INTEGER, 0, 2 ** 44, 2047, 2048, 1);
    expect([...sortStable(Uint32Array.of(0, 1, 2, 3, 4, 5), values)]).toEqual([1, 5, 3, 4, 2, 0]);
  });
});
