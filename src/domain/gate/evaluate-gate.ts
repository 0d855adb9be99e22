import { type Severity } from '../findings/finding.js';
import { type WaiverId } from '../ids.js';
import { type Actual, displayActual, type Threshold } from './exact-value.js';
import { type GateMeasures } from './measure-scan.js';
import { type CoverageBasis, type SkipReason } from './measures.js';
import { type GatePolicy, rulesOf, thresholdOf } from './policy.js';
import { isBroken, type RuleName, RULES } from './rules.js';

/** A rule that was met; `actual` is rounded for display. */
export interface PassedRule {
  readonly rule: RuleName;
  readonly threshold: Threshold;
  readonly actual: Threshold;
}

/** A rule that was not met; `actual` is rounded for display, and null when the data was required but not uploaded. */
export interface Violation {
  readonly rule: RuleName;
  readonly threshold: Threshold;
  readonly actual: Threshold | null;
  readonly severity: Severity;
}

/**
 * Reasons for which a rule is tolerated: the base broke it already; or the base met it, and only the number of lines fell, not
 * what the rule counts among them.
 */
export const TOLERANCE_REASONS = ['base_breaks_it', 'only_fewer_lines'] as const;
export type ToleranceReason = (typeof TOLERANCE_REASONS)[number];

/** A rule that was not met, and that the change makes no worse. */
export interface ToleratedViolation {
  readonly rule: RuleName;
  readonly threshold: Threshold;
  readonly actual: Threshold;
  /** Value of the base, rounded for display like `actual`. */
  readonly baseActual: Threshold;
  readonly why: ToleranceReason;
}

export interface WaivedViolation extends Violation {
  readonly waiverId: WaiverId;
}

export interface SkippedRule {
  readonly rule: RuleName;
  readonly reason: SkipReason;
}

/**
 * Lists of rules by their outcome: each rule of the policy is in exactly one, each list in the order of the policy's
 * keys.
 */
export interface GateVerdict {
  readonly status: 'passed' | 'failed';
  readonly passed: readonly PassedRule[];
  readonly violations: readonly Violation[];
  readonly toleratedViolations: readonly ToleratedViolation[];
  readonly waivedViolations: readonly WaivedViolation[];
  readonly skippedRules: readonly SkippedRule[];
  /** Lines on which `new_coverage_min` was judged; null when it was not judged on any. */
  readonly basis: CoverageBasis | null;
}

/** The waiver that covers a violation of `rule` by the exact `actual` (null: required but missing), or null. */
export type WaiverLookup = (rule: RuleName, actual: Actual | null) => WaiverId | null;

/** Facts of the base by which a rule on the whole code may be tolerated. */
export interface InheritedMeasure {
  readonly actual: Actual;
  /** There is more now of what the rule counts; null where that is unknown, and the measures alone are compared. */
  readonly hasGrown: boolean | null;
  /** A rule that the base breaks is tolerated. */
  readonly isBreachTolerated: boolean;
}

/** The base's measure of a rule that a change may have inherited; null: none, and nothing is tolerated. */
export type BaseLookup = (rule: RuleName) => InheritedMeasure | null;

interface Entries {
  readonly passed: PassedRule;
  readonly violated: Violation;
  readonly tolerated: ToleratedViolation;
  readonly waived: WaivedViolation;
  readonly skipped: SkippedRule;
}

/** One rule's entry and the list that it belongs to. */
type RuleOutcome = { [K in keyof Entries]: { readonly as: K; readonly entry: Entries[K] } }[keyof Entries];

/**
 * Compares the measures with the policy. Meeting a threshold passes. A rule without a measure is skipped, never
 * guessed; the rules are independent, and the gate fails when any is violated and neither tolerated nor waived.
 * Tolerated comes before waived: a waiver that is not needed is not used.
 */
export function evaluateGate(
  policy: GatePolicy,
  measures: GateMeasures,
  waiverFor: WaiverLookup,
  baseOf: BaseLookup = () => null,
): GateVerdict {
  const outcomes = rulesOf(policy).map((rule) =>
    judge(rule, thresholdOf(policy, rule), measures, { waiverFor, baseOf }),
  );
  const violations = entriesOf(outcomes, 'violated');
  return {
    status: violations.length > 0 ? 'failed' : 'passed',
    passed: entriesOf(outcomes, 'passed'),
    violations,
    toleratedViolations: entriesOf(outcomes, 'tolerated'),
    waivedViolations: entriesOf(outcomes, 'waived'),
    skippedRules: entriesOf(outcomes, 'skipped'),
    basis: policy.new_coverage_min === null ? null : measures.basis,
  };
}

function judge(
  rule: RuleName,
  threshold: Threshold | null,
  measures: GateMeasures,
  { waiverFor, baseOf }: { readonly waiverFor: WaiverLookup; readonly baseOf: BaseLookup },
): RuleOutcome {
  const measure = measures[rule];
  if (threshold === null) return { as: 'skipped', entry: { rule, reason: 'disabled' } };
  if (measure.state === 'missing') return { as: 'skipped', entry: { rule, reason: measure.reason } };

  const exact = measure.state === 'owed' ? null : measure.actual;
  if (exact !== null && !isBroken(rule, exact, threshold)) {
    if (measure.state === 'partial') return { as: 'skipped', entry: { rule, reason: measure.reason } };
    return { as: 'passed', entry: { rule, threshold, actual: displayActual(exact, threshold, true) } };
  }
  const base = baseOf(rule);
  const why = exact === null || base === null ? null : toleranceOf(rule, threshold, exact, base);
  if (why !== null) {
    const [actual, baseActual] = [displayActual(exact!, threshold), displayActual(base!.actual, threshold)];
    return { as: 'tolerated', entry: { rule, threshold, actual, baseActual, why } };
  }
  const actual = exact === null ? null : displayActual(exact, threshold);
  const violation: Violation = { rule, threshold, actual, severity: RULES[rule].severity };
  const waiverId = waiverFor(rule, exact);
  return waiverId === null ? { as: 'violated', entry: violation } : { as: 'waived', entry: { ...violation, waiverId } };
}

/** The reason for which a broken rule is tolerated; null where the change made it worse, or the base's breach does not count. */
function toleranceOf(
  rule: RuleName,
  threshold: Threshold,
  actual: Actual,
  base: InheritedMeasure,
): ToleranceReason | null {
  const isWorse = isBroken(rule, actual, base.actual) && base.hasGrown !== false;
  if (isWorse) return null;
  if (!isBroken(rule, base.actual, threshold)) return 'only_fewer_lines';
  return base.isBreachTolerated ? 'base_breaks_it' : null;
}

function entriesOf<K extends keyof Entries>(outcomes: readonly RuleOutcome[], as: K): Entries[K][] {
  return outcomes.filter((outcome) => outcome.as === as).map((outcome) => outcome.entry as Entries[K]);
}
