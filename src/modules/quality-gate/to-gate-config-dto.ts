import { SWITCHES_BEFORE_FIRST_SAVE } from '../../domain/gate/decide-status.js';
import { DEFAULT_POLICY } from '../../domain/gate/policy.js';
import type { OrgId } from '../../domain/ids.js';
import type { GateConfigDto, GateConfigRevisionDto } from './dto/gate-config.dto.js';
import { type GateConfig, policyVersion } from './gate-config.js';
import type { GateConfigRevision } from './gate-config.repository.js';

/** The configuration on the wire; the defaults, switched off, where nothing was ever saved. */
export function toGateConfigDto(orgId: OrgId, config: GateConfig | null): GateConfigDto {
  const shown = config ?? { ...SWITCHES_BEFORE_FIRST_SAVE, policy: DEFAULT_POLICY, revision: 0 };
  return { org_id: orgId, ...toContent(shown), configured: config !== null };
}

export const toRevisionDto = (revision: GateConfigRevision): GateConfigRevisionDto => ({
  ...toContent(revision),
  saved_by: revision.savedBy,
  saved_at: revision.savedAt.toISOString(),
});

const toContent = (config: Omit<GateConfig, 'savedAt'>) => ({
  enabled: config.enabled,
  block_merge_on_fail: config.blockMergeOnFail,
  applies_to_new_code_only: config.appliesToNewCodeOnly,
  policy: config.policy,
  policy_version: policyVersion(config.revision),
});
