/** A rational number; the denominator is positive. */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** A percentage kept as what it was counted from: 4 of 5 rather than 80. */
export interface Proportion {
  readonly part: number | bigint;
  /** Above 0. */
  readonly total: number | bigint;
}

/**
 * The decimal number that a finite double is written as: 0.1 is one tenth, not the binary number beside it. People write
 * thresholds and tools write percentages in decimals, so that is the value that they mean.
 */
export function fractionOf(value: number): Fraction {
  if (Number.isSafeInteger(value)) return { numerator: BigInt(value), denominator: 1n };
  const [mantissa = '0', exponent = '0'] = value.toString().split('e');
  const [whole = '0', decimals = ''] = mantissa.split('.');
  const digits = BigInt(whole + decimals);
  const shift = Number(exponent) - decimals.length;
  return shift >= 0
    ? { numerator: digits * 10n ** BigInt(shift), denominator: 1n }
    : { numerator: digits, denominator: 10n ** BigInt(-shift) };
}

/** The exact value of a proportion in percent. */
export const percentOf = ({ part, total }: Proportion): Fraction => ({
  numerator: BigInt(part) * 100n,
  denominator: BigInt(total),
});

/** -1, 0 or 1 as `one` is less than, equal to or greater than `other`. */
export function compareFractions(one: Fraction, other: Fraction): -1 | 0 | 1 {
  const left = one.numerator * other.denominator;
  const right = other.numerator * one.denominator;
  return left < right ? -1 : left > right ? 1 : 0;
}
