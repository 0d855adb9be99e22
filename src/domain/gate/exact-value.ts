import { compareFractions, type Fraction, fractionOf, percentOf, type Proportion } from '../exact/fraction.js';
import { displayBeside } from '../exact/rounding.js';
import { type Rating, RATINGS } from '../ratings/ratings.js';

/** A rule's measured value: a count or percentage, a percentage with its counts, or a letter. */
export type Actual = number | Proportion | Rating;

/** The limit that a rule compares its measured value with. */
export type Threshold = number | Rating;

/** The JSON Schemas of a threshold and of a measured value as people see it, one of which holds. */
export const THRESHOLD_SCHEMAS = [{ type: 'number' }, { type: 'string', enum: [...RATINGS] }];

/** The exact value of a measure or threshold: percentages in percent, letters by their distance from A. */
export function exactValue(value: Actual): Fraction {
  if (typeof value === 'string') return { numerator: BigInt(RATINGS.indexOf(value)), denominator: 1n };
  return typeof value === 'number' ? fractionOf(value) : percentOf(value);
}

/** -1, 0 or 1 as `one` is less than, equal to or greater than `other`. Doubles are in the order of the decimals that they stand for. */
export function compareExact(one: Actual, other: Actual): -1 | 0 | 1 {
  if (typeof one === 'number' && typeof other === 'number') return one < other ? -1 : one > other ? 1 : 0;
  return compareFractions(exactValue(one), exactValue(other));
}

/** A measured value as people see it beside its threshold: letters as they are, numbers as `displayBeside` rounds them. */
export const displayActual = (actual: Actual, threshold: Threshold, isMet = false): Threshold =>
  typeof actual === 'string' || Number.isInteger(actual)
    ? (actual as Threshold)
    : displayBeside(exactValue(actual), exactValue(threshold), isMet);
