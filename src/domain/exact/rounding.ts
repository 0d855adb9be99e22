import { compareFractions, type Fraction, fractionOf, percentOf, type Proportion } from './fraction.js';

/** Decimals of a percentage in the API. */
const PCT_DIGITS = 2;
/** More decimals than a JSON number can carry for any percentage. */
const MOST_DIGITS = 20;

/**
 * Rounds the decimal number that `value` is written as, half away from zero: 1.005 to two digits is 1.01, -2.5 to none
 * is -3. NaN and infinities come back as they are; a negative that rounds to nothing is 0.
 */
export function roundHalfAwayFromZero(value: number, digits: number): number {
  return Number.isFinite(value) ? roundFraction(fractionOf(value), digits) : value;
}

/**
 * The quotient of two non-negative integers, rounded half away from zero without an error of floating point.
 * `denominator` is above 0, both at most 2^53-1.
 */
export function roundQuotient(numerator: number, denominator: number, digits: number, factor = 1): number {
  const unit = 10 ** digits;
  const doubled = 2 * numerator * factor * unit + denominator;
  if (Number.isSafeInteger(doubled) && Number.isSafeInteger(2 * denominator)) {
    // Lists show one percentage per file: whole numbers that fit a double are exact, and far faster than BigInt.
    return (doubled - (doubled % (2 * denominator))) / (2 * denominator) / unit;
  }
  return roundFraction({ numerator: BigInt(numerator) * BigInt(factor), denominator: BigInt(denominator) }, digits);
}

/** `numerator` of `denominator` in percent, for display; null for 0 of 0. Both are counts. */
export function displayPct(numerator: number, denominator: number, digits = PCT_DIGITS): number | null {
  return denominator === 0 ? null : roundQuotient(numerator, denominator, digits, 100);
}

/** Percentage points from one share to another, for display; rounded from the exact difference. */
export function displayPoints(from: Proportion, to: Proportion): number {
  const [before, after] = [percentOf(from), percentOf(to)];
  const numerator = after.numerator * before.denominator - before.numerator * after.denominator;
  return roundFraction({ numerator, denominator: before.denominator * after.denominator }, PCT_DIGITS);
}

/**
 * A measured value beside its threshold, as people see it: two decimals, or as few more as are needed where two would put
 * it across the threshold or, when it fails, on it. 79.996 against 80 shows 79.996, because "80, expected 80, failed"
 * explains nothing.
 */
export function displayBeside(exact: Fraction, bound: Fraction, isMet = false): number {
  const side = compareFractions(exact, bound);
  for (let digits = PCT_DIGITS; digits < MOST_DIGITS; digits += 1) {
    const shown = roundFraction(exact, digits);
    const shownSide = compareFractions(fractionOf(shown), bound);
    if (shownSide === side || side === 0 || (isMet && shownSide === 0)) return shown;
  }
  return roundFraction(exact, MOST_DIGITS);
}

function roundFraction({ numerator, denominator }: Fraction, digits: number): number {
  const isNegative = numerator < 0n;
  const magnitude = (isNegative ? -numerator : numerator) * 10n ** BigInt(digits);
  const rounded = (2n * magnitude + denominator) / (2n * denominator);
  return Number(`${isNegative && rounded > 0n ? '-' : ''}${rounded.toString()}e-${digits}`);
}
