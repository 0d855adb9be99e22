import { SWITCHES_AT_FIRST_SAVE } from '../../../src/domain/gate/decide-status.js';
import { type Threshold } from '../../../src/domain/gate/exact-value.js';
import {
  COVERAGE_SCANS,
  type CoverageScans,
  DEFAULT_POLICY,
  type GatePolicy,
  rulesOf,
  withThresholds,
} from '../../../src/domain/gate/policy.js';
import { isLooser, RULE_NAMES, type RuleName, RULES, THRESHOLD_KINDS } from '../../../src/domain/gate/rules.js';
import { RATINGS } from '../../../src/domain/ratings/ratings.js';

export {
  COVERAGE_SCANS,
  type CoverageScans,
  DEFAULT_POLICY,
  type GatePolicy,
  isLooser,
  RATINGS,
  rulesOf,
  SWITCHES_AT_FIRST_SAVE,
  type Threshold,
  withThresholds,
};

/** Kind of a rule's threshold: a count, a percentage or a letter. */
export const kindOf = (rule: RuleName): keyof typeof THRESHOLD_KINDS => RULES[rule].kind;

/** The limit of a rule in words. */
export const meaningOf = (rule: RuleName): string => RULES[rule].meaning;

/** Optional rules that a policy does not have. */
export const absentRules = (policy: GatePolicy): RuleName[] =>
  RULE_NAMES.filter((rule) => !rulesOf(policy).includes(rule));

/** Threshold that an added rule begins with. */
export const firstThreshold = (rule: RuleName): Threshold => RULES[rule].byDefault ?? RULES[rule].example ?? 0;

/** The number that is easiest to meet; `highest` is the largest one on offer. */
export const loosestOf = (rule: RuleName, highest: number): number => (RULES[rule].comparison === 'min' ? 0 : highest);

/** A typed threshold: its value, null for an empty field (the rule is off), or what is wrong with it. */
export type TypedThreshold = { readonly value: Threshold | null } | { readonly fault: string };

/** Reads what is typed for a rule as the service would read it. */
export function readThreshold(rule: RuleName, text: string): TypedThreshold {
  if (text.trim() === '') return { value: null };
  const { accepts, expected } = THRESHOLD_KINDS[RULES[rule].kind];
  const value = RULES[rule].kind === 'letter' ? text : Number(text);
  return accepts(value) ? { value: value as Threshold } : { fault: `It ${expected}.` };
}
