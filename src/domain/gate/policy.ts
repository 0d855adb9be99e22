import { type FieldError } from '../exact/field-error.js';
import { type Rating } from '../ratings/ratings.js';
import { type Threshold } from './exact-value.js';
import {
  isRuleName,
  RULE_NAMES,
  type RuleName,
  RULES,
  STANDING_RULES,
  type StandingRule,
  THRESHOLD_KINDS,
  type ThresholdOf,
} from './rules.js';

export { isRuleName, RULE_NAMES, type RuleName } from './rules.js';

/** Scans that coverage of new code is judged on: those of changes, or those of baseline branches as well. */
export const COVERAGE_SCANS = ['changes', 'all'] as const;
export type CoverageScans = (typeof COVERAGE_SCANS)[number];
const SCANS_KEY = 'new_coverage_on';

/** Thresholds of the rules; null switches a rule off. Optional rules are absent unless they are set. */
export type GatePolicy = { readonly [N in StandingRule]: ThresholdOf<N> | null } & {
  readonly [N in Exclude<RuleName, StandingRule>]?: ThresholdOf<N>;
} & {
  /** Scans that `new_coverage_min` judges; left out: all. */
  readonly new_coverage_on?: CoverageScans;
};

export const DEFAULT_POLICY: GatePolicy = Object.freeze(
  Object.fromEntries(STANDING_RULES.map((rule) => [rule, RULES[rule].byDefault])) as unknown as GatePolicy,
);

/** The rules that a policy has, those that are switched off among them. */
export const rulesOf = (policy: GatePolicy): RuleName[] => RULE_NAMES.filter((rule) => policy[rule] !== undefined);

/** The threshold of a rule; null where it is off or not set. */
export const thresholdOf = (policy: GatePolicy, rule: RuleName): Threshold | null => policy[rule] ?? null;

/**
 * Checks that `value` can stand for `rule`: null when it can, else what is expected. Policies (on the wire, in files, in
 * drafts) ask here, and so do the bounds of waivers. A null value means "off", or for an optional rule "not set".
 */
export function checkThreshold(rule: RuleName, value: unknown): string | null {
  if (value === null) return null;
  const { accepts, expected } = THRESHOLD_KINDS[RULES[rule].kind];
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

/**
 * `base` with some rules replaced, its keys in order; the values are such as `readThreshold` gives.
 *
 * @param scans what `new_coverage_min` judges; null for all
 */
export function withThresholds(
  base: GatePolicy,
  thresholds: Iterable<readonly [RuleName, Threshold | null]>,
  scans: CoverageScans | null = base.new_coverage_on ?? null,
): GatePolicy {
  const wanted = new Map(thresholds);
  const all = RULE_NAMES.map((rule) => [rule, wanted.has(rule) ? wanted.get(rule)! : thresholdOf(base, rule)] as const);
  const rules = all.filter(([rule, threshold]) => threshold !== null || RULES[rule].byDefault !== undefined);
  return { ...Object.fromEntries(rules), ...(scans && { new_coverage_on: scans }) } as unknown as GatePolicy;
}

/** True where both ask the same. */
export const areSamePolicies = (one: GatePolicy, other: GatePolicy): boolean =>
  RULE_NAMES.every((rule) => one[rule] === other[rule]) &&
  (one.new_coverage_on ?? 'all') === (other.new_coverage_on ?? 'all');

export interface PolicyReading {
  /** Meaningful only without errors. */
  readonly policy: GatePolicy;
  /** The rules that the input names, in order. */
  readonly named: readonly (readonly [RuleName, Threshold | null])[];
  /** As the input names it: null for all; undefined where it does not. */
  readonly scans: CoverageScans | null | undefined;
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
      named: [],
      scans: undefined,
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
  const named = Object.hasOwn(input, SCANS_KEY) ? input[SCANS_KEY] : undefined;
  const scans = named === null ? null : COVERAGE_SCANS.find((known) => known === named);
  if (named !== undefined && scans === undefined)
    errors.push({ field: `policy.${SCANS_KEY}`, message: `must be one of ${COVERAGE_SCANS.join(', ')}, or null` });
  return {
    policy: withThresholds(DEFAULT_POLICY, thresholds, scans ?? null),
    named: thresholds,
    scans,
    ignoredKeys: Object.keys(input).filter((key) => !isRuleName(key) && key !== SCANS_KEY),
    errors,
  };
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
