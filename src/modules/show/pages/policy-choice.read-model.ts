import type { GatePolicy } from '../../../domain/gate/policy.js';
import { choiceOf, type PolicyChoice } from '../../../domain/gate/presets.js';

/** A policy in force as `selectPolicy` reads it. */
export interface PolicyJson {
  readonly choice: PolicyChoice | null;
  readonly policy: GatePolicy;
}

/** The policy in force of an organization, as JSON; null where none was ever saved. */
export const selectPolicy = (orgId: string): string =>
  `(SELECT json_build_object('choice', g.choice, 'policy', g.policy) FROM gate_configs g WHERE g.org_id = ${orgId})`;

/** True where a person chose the organization's policy: pages ask administrators until then. */
export const isPolicyChosen = (stored: PolicyJson | null): boolean =>
  stored !== null && choiceOf(stored.choice, stored.policy) !== null;
