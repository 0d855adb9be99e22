import fc from 'fast-check';
import { type Actual, displayActual, exactValue, type Threshold } from '../gate/exact-value.js';
import { compareFractions, fractionOf } from './fraction.js';
import { displayPct, roundHalfAwayFromZero, roundQuotient } from './rounding.js';

const decimalsOf = (value: number): number => /\.(\d+)$/.exec(value.toString())?.[1]?.length ?? 0;

describe('fractionOf', () => {
  it.each<[number, bigint, bigint]>([
    [0, 0n, 1n],
    [-0, 0n, 1n],
    [80, 80n, 1n],
    [0.1, 1n, 10n],
    [-0.5, -5n, 10n],
    [72.4, 724n, 10n],
    [1.5e-7, 15n, 10n ** 8n],
    [1e21, 10n ** 21n, 1n],
    [1.25e22, 125n * 10n ** 20n, 1n],
  ])('of %p', (value, numerator, denominator) => {
    expect(fractionOf(value)).toEqual({ numerator, denominator });
  });

  it('keeps the order of numbers', () => {
    const aNumber = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(aNumber, aNumber, (one, other) => {
        expect(compareFractions(fractionOf(one), fractionOf(other))).toBe(one < other ? -1 : one > other ? 1 : 0);
      }),
    );
  });
});

describe('roundHalfAwayFromZero', () => {
  it.each<[value: number, digits: number, rounded: number]>([
    [1.005, 2, 1.01],
    [1.004999, 2, 1],
    [-1.005, 2, -1.01],
    [2.5, 0, 3],
    [-2.5, 0, -3],
    [0.5, 0, 1],
    [0.49, 0, 0],
    [-0.004, 2, 0],
    [8.345, 2, 8.35],
    [72.4, 2, 72.4],
    [100, 2, 100],
    [1e21, 2, 1e21],
    [5e-7, 6, 0.000001],
    [4.9e-7, 6, 0],
  ])('makes of %p with %i digits %p', (value, digits, rounded) => {
    expect(roundHalfAwayFromZero(value, digits)).toBe(rounded);
  });

  it('leaves what is no number alone', () => {
    expect([NaN, Infinity, -Infinity].map((value) => roundHalfAwayFromZero(value, 2))).toEqual([
      NaN,
      Infinity,
      -Infinity,
    ]);
  });

  it('has at most the requested digits, stays within half a unit, and is steady and symmetric', () => {
    fc.assert(
      fc.property(fc.double({ min: -1000, max: 1000, noNaN: true }), fc.nat(6), (value, digits) => {
        const rounded = roundHalfAwayFromZero(value, digits);
        expect(decimalsOf(rounded)).toBeLessThanOrEqual(digits);
        expect(Math.abs(rounded - value)).toBeLessThanOrEqual(0.5 * 10 ** -digits + 1e-12);
        expect(roundHalfAwayFromZero(rounded, digits)).toBe(rounded);
        expect(roundHalfAwayFromZero(-value, digits) + 0).toBe(-rounded + 0);
      }),
    );
  });

  it('never turns an order around', () => {
    const aNumber = fc.double({ min: -100, max: 100, noNaN: true });
    fc.assert(
      fc.property(aNumber, aNumber, (one, other) => {
        const [less, more] = one < other ? [one, other] : [other, one];
        expect(roundHalfAwayFromZero(less, 2)).toBeLessThanOrEqual(roundHalfAwayFromZero(more, 2));
      }),
    );
  });
});

describe('displayPct', () => {
  it.each<[part: number, total: number, digits: number, pct: number | null]>([
    [0, 0, 2, null],
    [0, 7, 2, 0],
    [7, 7, 2, 100],
    [1, 3, 2, 33.33],
    [2, 3, 2, 66.67],
    [1, 8, 2, 12.5],
    [1, 800, 2, 0.13], // 0.125
    [38_700, 42_100, 2, 91.92],
    [412, 420, 2, 98.1], // 98.0952...
    [1847, 1881, 1, 98.2],
    [9_007_199_254_740_990, 9_007_199_254_740_991, 2, 100],
    [1, 9_007_199_254_740_991, 2, 0],
  ])('of %i of %i with %i digits is %p', (part, total, digits, pct) => {
    expect(displayPct(part, total, digits)).toBe(pct);
  });

  it('agrees with long division, for counts of any size', () => {
    const aCount = fc.oneof(fc.nat(2000), fc.maxSafeNat());
    fc.assert(
      fc.property(aCount, aCount, fc.constantFrom(1, 2), (one, other, digits) => {
        const [part, total] = one < other ? [one, other] : [other, one];
        fc.pre(total > 0);
        const unit = 10n ** BigInt(digits);
        const units = (2n * BigInt(part) * 100n * unit + BigInt(total)) / (2n * BigInt(total));
        expect(displayPct(part, total, digits)).toBe(Number(units) / Number(unit));
      }),
    );
  });
});

describe('roundQuotient', () => {
  it.each<[number, number, number]>([
    [847, 60, 14.12],
    [847, 480, 1.76],
    [3, 200, 0.02], // 0.015
    [0, 60, 0],
  ])('of %i and %i', (numerator, denominator, quotient) => {
    expect(roundQuotient(numerator, denominator, 2)).toBe(quotient);
  });
});

describe('displayActual', () => {
  const share = (part: number, total: number): Actual => ({ part, total });

  it.each<[label: string, Actual, Threshold, shown: Threshold]>([
    ['a count as it is', 3, 2, 3],
    ['a letter as it is', 'D', 'C', 'D'],
    ['two decimals where they do', 72.4, 80, 72.4],
    ['two decimals, half away from zero', 4.205, 3, 4.21],
    ['a share in percent', share(2, 3), 80, 66.67],
    ['three decimals just under', share(79_996, 100_000), 80, 79.996],
    ['three decimals just over', 3.001, 3, 3.001],
    ['as few as needed', share(799_999_999, 1_000_000_000), 80, 79.9999999],
    ['rounded at the last digit shown', 3.00146, 3, 3.001],
    ['never across a threshold with many decimals', share(799_959, 1_000_000), 79.996, 79.9959],
    ['what is exactly the threshold', share(4, 5), 80, 80],
  ])('shows %s', (_label, actual, threshold, shown) => {
    expect(displayActual(actual, threshold)).toBe(shown);
  });

  it.each<[label: string, Actual, Threshold, shown: Threshold]>([
    ['on its threshold', share(80_001, 100_000), 80, 80],
    ['in two decimals', share(2, 3), 50, 66.67],
    ['never across its threshold', share(800_042, 1_000_000), 80.004, 80.004],
  ])('shows what meets its threshold %s', (_label, actual, threshold, shown) => {
    expect(displayActual(actual, threshold, true)).toBe(shown);
  });

  it('stays on the side of the threshold that the exact value is on', () => {
    const threshold = fc.integer({ min: 0, max: 1000 }).map((tenths) => tenths / 10);
    fc.assert(
      fc.property(fc.nat(100_000), fc.integer({ min: 1, max: 100_000 }), threshold, (part, total, bound) => {
        const actual = share(Math.min(part, total), total);
        const shown = displayActual(actual, bound) as number;
        expect(compareFractions(fractionOf(shown), fractionOf(bound))).toBe(
          compareFractions(exactValue(actual), fractionOf(bound)),
        );
      }),
    );
  });
});
