import type { GateSwitches } from '../../../domain/gate/decide-status.js';
import { mergeSwitches } from '../../../domain/gate/decide-status.js';
import type { GateRevision } from '../../../domain/gate/gate-revision.js';
import { DEFAULT_POLICY, type GatePolicy } from '../../../domain/gate/policy.js';
import type { PresetName } from '../../../domain/gate/presets.js';
import type { NamedRules } from '../../../domain/gate/repo-config.js';
import type { GateConfig } from './gate-config.js';

/** A configuration as somebody wants it; what is undefined stays as it is stored. */
export interface GateConfigDraft {
  readonly policy: GatePolicy | undefined;
  /** Preset that the policy is copied from; undefined for an own one, or none. */
  readonly preset?: PresetName | undefined;
  /** The rules that the policy names, without the defaults of others; undefined like `policy`. */
  readonly rules: NamedRules | undefined;
  /** Keys of the policy that name no rule, and what else was sent that is no part of a configuration. */
  readonly ignoredKeys: readonly string[];
  readonly switches: { readonly [K in keyof GateSwitches]: GateSwitches[K] | undefined };
}

/** True when the draft changes nothing. */
export const isEmptyDraft = ({ policy, switches }: GateConfigDraft): boolean =>
  policy === undefined && Object.values(switches).every((value) => value === undefined);

/** The configuration after the draft is laid over what is stored (null: nothing yet). */
export const applyDraft = (
  stored: (GateRevision & Partial<Pick<GateConfig, 'choice'>>) | null,
  draft: GateConfigDraft,
): GateSwitches & Pick<GateConfig, 'policy' | 'choice'> => ({
  ...mergeSwitches(stored, draft.switches),
  policy: draft.policy ?? stored?.policy ?? DEFAULT_POLICY,
  choice: draft.policy === undefined ? (stored?.choice ?? null) : (draft.preset ?? 'own'),
});
