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

/** A rule that was not met, that the base did not meet either, and that the change makes no worse. */
export interface ToleratedViolation {
  readonly rule: RuleName;
  readonly threshold: Threshold;
  readonly actual: Threshold;
  /** Value of the base, rounded for display like `actual`. */
  readonly baseActual: Threshold;
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

/** The base's measure of a rule that a change may have inherited broken; null: none, and nothing is tolerated. */
export type BaseLookup = (rule: RuleName) => Actual | null;

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
    if (measure.state === 'partial') return { as: 'skipped', entry: { rule, reason: 'tool_failed' } };
    return { as: 'passed', entry: { rule, threshold, actual: displayActual(exact, threshold, true) } };
  }
  const base = baseOf(rule);
  if (exact !== null && base !== null && isBroken(rule, base, threshold) && !isBroken(rule, exact, base)) {
    const [actual, baseActual] = [displayActual(exact, threshold), displayActual(base, threshold)];
    return { as: 'tolerated', entry: { rule, threshold, actual, baseActual } };
  }
  const actual = exact === null ? null : displayActual(exact, threshold);
  const violation: Violation = { rule, threshold, actual, severity: RULES[rule].severity };
  const waiverId = waiverFor(rule, exact);
  return waiverId === null ? { as: 'violated', entry: violation } : { as: 'waived', entry: { ...violation, waiverId } };
}

function entriesOf<K extends keyof Entries>(outcomes: readonly RuleOutcome[], as: K): Entries[K][] {
  return outcomes.filter((outcome) => outcome.as === as).map((outcome) => outcome.entry as Entries[K]);
}
