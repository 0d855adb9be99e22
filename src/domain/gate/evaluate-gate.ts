import { type Severity } from '../findings/finding.js';
import { type WaiverId } from '../ids.js';
import { type Actual, type Threshold } from './exact.js';
import { type CoverageBasis, type GateMeasures, type SkipReason } from './measure-scan.js';
import { RULE_NAMES, type GatePolicy, type RuleName } from './policy.js';
import { displayActual } from './rounding.js';
import { RULES } from './rules.js';

/** A rule that was met; `actual` is rounded for display. */
export interface PassedRule {
  readonly rule: RuleName;
  readonly threshold: Threshold;
  readonly actual: Threshold;
}

/** A rule that was not met; `actual` is rounded for display, and null where what it needs was owed and did not come. */
export interface Violation {
  readonly rule: RuleName;
  readonly threshold: Threshold;
  readonly actual: Threshold | null;
  readonly severity: Severity;
}

export interface WaivedViolation extends Violation {
  readonly waiverId: WaiverId;
}

export interface SkippedRule {
  readonly rule: RuleName;
  readonly reason: SkipReason;
}

/** Each of the six rules stands in exactly one of the four lists, each list in the order of the policy's keys. */
export interface GateVerdict {
  readonly status: 'passed' | 'failed';
  readonly passed: readonly PassedRule[];
  readonly violations: readonly Violation[];
  readonly waivedViolations: readonly WaivedViolation[];
  readonly skippedRules: readonly SkippedRule[];
  /** Which lines `new_coverage_min` was judged on; null when it was not judged on any. */
  readonly basis: CoverageBasis | null;
}

/** The waiver that covers a violation of `rule` by the exact `actual` (null: it was owed), or null. */
export type WaiverLookup = (rule: RuleName, actual: Actual | null) => WaiverId | null;

interface Entries {
  readonly passed: PassedRule;
  readonly violated: Violation;
  readonly waived: WaivedViolation;
  readonly skipped: SkippedRule;
}

/** One rule's entry and the list in which it stands. */
type Judgement = { [K in keyof Entries]: { readonly as: K; readonly entry: Entries[K] } }[keyof Entries];

/**
 * Holds the measures against the policy. Meeting a threshold passes. A rule without a measure is skipped, never guessed;
 * the rules are independent, and the gate fails when any is violated and not waived.
 */
export function evaluateGate(policy: GatePolicy, measures: GateMeasures, waiverFor: WaiverLookup): GateVerdict {
  const judgements = RULE_NAMES.map((rule) => judge(rule, policy[rule], measures, waiverFor));
  const violations = entriesOf(judgements, 'violated');
  return {
    status: violations.length > 0 ? 'failed' : 'passed',
    passed: entriesOf(judgements, 'passed'),
    violations,
    waivedViolations: entriesOf(judgements, 'waived'),
    skippedRules: entriesOf(judgements, 'skipped'),
    basis: policy.new_coverage_min === null ? null : measures.basis,
  };
}

function judge(
  rule: RuleName,
  threshold: Threshold | null,
  measures: GateMeasures,
  waiverFor: WaiverLookup,
): Judgement {
  if (threshold === null) return { as: 'skipped', entry: { rule, reason: 'disabled' } };
  const measure = measures[rule];
  if (measure.state === 'missing') return { as: 'skipped', entry: { rule, reason: measure.reason } };

  const { severity, isBroken } = RULES[rule];
  const exact = measure.state === 'measured' ? measure.actual : null;
  if (exact !== null && !isBroken(exact, threshold)) {
    return { as: 'passed', entry: { rule, threshold, actual: displayActual(exact, threshold, true) } };
  }
  const actual = exact === null ? null : displayActual(exact, threshold);
  const violation: Violation = { rule, threshold, actual, severity };
  const waiverId = waiverFor(rule, exact);
  return waiverId === null ? { as: 'violated', entry: violation } : { as: 'waived', entry: { ...violation, waiverId } };
}

function entriesOf<K extends keyof Entries>(judgements: readonly Judgement[], as: K): Entries[K][] {
  return judgements.filter((judgement) => judgement.as === as).map((judgement) => judgement.entry as Entries[K]);
}
