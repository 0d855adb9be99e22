import type { GateRevision } from '../../../domain/gate/gate-revision.js';
import { DEFAULT_POLICY, type GatePolicy, RULE_NAMES, withThresholds } from '../../../domain/gate/policy.js';
import type { PolicyChoice } from '../../../domain/gate/presets.js';

/** One revision of an organization's gate: each save that changes something is a new one. */
export interface GateConfig extends GateRevision {
  /** Preset that the policy was copied from, or `own`; null before a choice. */
  readonly choice: PolicyChoice | null;
  readonly savedAt: Date;
}

/** The wire's name of a revision; `v0` stands for the time before the first save. */
export const policyVersion = (revision: number): string => `v${revision}`;

/** A stored policy with its keys in the order of the rules; a rule that is younger than the revision has its default. */
export function toPolicy(stored: Partial<GatePolicy>): GatePolicy {
  const named = RULE_NAMES.filter((rule) => rule in stored);
  return withThresholds(
    DEFAULT_POLICY,
    named.map((rule) => [rule, stored[rule] ?? null] as const),
    stored.new_coverage_on,
  );
}
