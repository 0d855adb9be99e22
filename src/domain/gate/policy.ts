import { isRating, type Rating } from '../ratings/ratings.js';
import { type Threshold } from './exact.js';
import { type FieldError } from './field-error.js';

/** The six rules, in the order in which the wire lists policies and violations. */
export const RULE_NAMES = [
  'new_critical_max',
  'new_high_max',
  'duplication_pct_max',
  'complexity_new_max',
  'rating_min',
  'new_coverage_min',
] as const;
export type RuleName = (typeof RULE_NAMES)[number];

/** What each rule is held against; null switches the rule off. */
export interface GatePolicy {
  /** Most new critical findings allowed. */
  readonly new_critical_max: number | null;
  /** Most new high findings allowed. */
  readonly new_high_max: number | null;
  /** Most overall duplication allowed, in percent of lines. */
  readonly duplication_pct_max: number | null;
  /** Most new findings of type complexity allowed. */
  readonly complexity_new_max: number | null;
  /** Worst composite rating allowed. */
  readonly rating_min: Rating | null;
  /** Least line coverage required, in percent. */
  readonly new_coverage_min: number | null;
}

export const DEFAULT_POLICY: GatePolicy = Object.freeze({
  new_critical_max: 0,
  new_high_max: 2,
  duplication_pct_max: 3,
  complexity_new_max: 15,
  rating_min: 'C',
  new_coverage_min: 80,
});

export const isRuleName = (value: unknown): value is RuleName => RULE_NAMES.some((rule) => rule === value);

type ThresholdKind = 'count' | 'percent' | 'letter';

/** What kind of value each rule is held against: the one place that validation follows. */
export const THRESHOLDS: Readonly<Record<RuleName, ThresholdKind>> = {
  new_critical_max: 'count',
  new_high_max: 'count',
  duplication_pct_max: 'percent',
  complexity_new_max: 'count',
  rating_min: 'letter',
  new_coverage_min: 'percent',
};

/** The largest count that a policy takes (2^31-1): more findings than any scan may hold, and it fits an `integer` column. */
export const MAX_COUNT = 2_147_483_647;

const KINDS: Readonly<Record<ThresholdKind, { accepts: (value: unknown) => boolean; expected: string }>> = {
  count: {
    accepts: (value) => Number.isInteger(value) && isWithin(value, MAX_COUNT),
    expected: `must be a whole number from 0 to ${MAX_COUNT}`,
  },
  percent: { accepts: (value) => isWithin(value, 100), expected: 'must be a number from 0 to 100' },
  letter: { accepts: isRating, expected: 'must be one of the letters A, B, C, D and E' },
};

/** Numbers only: NaN fails both comparisons, and a numeric string is a wrong type. */
const isWithin = (value: unknown, max: number): boolean => typeof value === 'number' && value >= 0 && value <= max;

/**
 * Whether `value` can stand for `rule`: null when it can, else what is expected. Policies (on the wire, in files, in
 * drafts) ask here, and so do the bounds of waivers. A null value means "off" and is fine.
 */
export function checkThreshold(rule: RuleName, value: unknown): string | null {
  if (value === null) return null;
  const { accepts, expected } = KINDS[THRESHOLDS[rule]];
  return accepts(value) ? null : `${expected}, or null to switch it off`;
}

/** As `checkThreshold`, for callers that go on with the value: the value itself, or what is expected. */
export function readThreshold(
  rule: RuleName,
  value: unknown,
): { ok: true; value: Threshold | null } | { ok: false; message: string } {
  const message = checkThreshold(rule, value);
  if (message !== null) return { ok: false, message };
  // JSON and YAML both know -0; adding 0 makes it the 0 that was meant.
  return { ok: true, value: typeof value === 'number' ? value + 0 : (value as Rating | null) };
}

/** `base` with some rules replaced; the values are such as `readThreshold` gives. */
export function withThresholds(
  base: GatePolicy,
  thresholds: Iterable<readonly [RuleName, Threshold | null]>,
): GatePolicy {
  return { ...base, ...(Object.fromEntries(thresholds) as Partial<GatePolicy>) };
}

export interface PolicyReading {
  /** Meaningful only without errors. */
  readonly policy: GatePolicy;
  /** Keys that name no rule, in the order of the input: dropped. */
  readonly ignoredKeys: readonly string[];
  /** Every bad field at once. */
  readonly errors: readonly FieldError[];
}

/**
 * Reads a whole policy from a request: a key left out takes its default, an explicit null switches its rule off. Only
 * the input's own keys count, so that `__proto__` is just another unknown key.
 */
export function parsePolicy(input: unknown): PolicyReading {
  if (!isPlainObject(input)) {
    return {
      policy: DEFAULT_POLICY,
      ignoredKeys: [],
      errors: [{ field: 'policy', message: 'must be an object of rules and their thresholds' }],
    };
  }
  const thresholds: [RuleName, Threshold | null][] = [];
  const errors: FieldError[] = [];
  for (const rule of RULE_NAMES) {
    if (!Object.hasOwn(input, rule)) continue;
    const reading = readThreshold(rule, input[rule]);
    if (reading.ok) thresholds.push([rule, reading.value]);
    else errors.push({ field: `policy.${rule}`, message: reading.message });
  }
  return {
    policy: withThresholds(DEFAULT_POLICY, thresholds),
    ignoredKeys: Object.keys(input).filter((key) => !isRuleName(key)),
    errors,
  };
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
