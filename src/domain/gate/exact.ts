import { RATINGS, type Rating } from '../ratings/ratings.js';

/** A percentage kept as what it was counted from: 4 of 5 rather than 80. */
export interface Share {
  readonly part: number | bigint;
  /** Above 0. */
  readonly total: number | bigint;
}

/** A rational number; the denominator is positive. */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** What a rule measured: a count or percentage, a percentage with its counts, or a letter. */
export type Actual = number | Share | Rating;

/** What a rule is held against. */
export type Threshold = number | Rating;

/**
 * The decimal number that a finite double is written as: 0.1 is one tenth, not the binary number beside it. People write
 * thresholds and tools write percentages in decimals, so that is the value that they mean.
 */
export function fractionOf(value: number): Fraction {
  const [mantissa = '0', exponent = '0'] = value.toString().split('e');
  const [whole = '0', decimals = ''] = mantissa.split('.');
  const digits = BigInt(whole + decimals);
  const shift = Number(exponent) - decimals.length;
  return shift >= 0
    ? { numerator: digits * 10n ** BigInt(shift), denominator: 1n }
    : { numerator: digits, denominator: 10n ** BigInt(-shift) };
}

/** The exact value of a measure or threshold: percentages in percent, letters by their distance from A. */
export function exactValue(value: Actual): Fraction {
  if (typeof value === 'string') return { numerator: BigInt(RATINGS.indexOf(value)), denominator: 1n };
  if (typeof value === 'number') return fractionOf(value);
  return { numerator: BigInt(value.part) * 100n, denominator: BigInt(value.total) };
}

/** -1, 0 or 1 as `one` is less than, equal to or greater than `other`. */
export function compareFractions(one: Fraction, other: Fraction): -1 | 0 | 1 {
  const left = one.numerator * other.denominator;
  const right = other.numerator * one.denominator;
  return left < right ? -1 : left > right ? 1 : 0;
}
