import { SWITCHES_BEFORE_FIRST_SAVE } from '../../../domain/gate/decide-status.js';
import type { GateRevision } from '../../../domain/gate/gate-revision.js';
import { DEFAULT_POLICY } from '../../../domain/gate/policy.js';
import { type NamedRules, withNamed } from '../../../domain/gate/repo-config.js';
import type { OrgId, RepoId } from '../../../domain/ids.js';
import { toPage } from '../../../platform/validation/cursor.js';
import type { GateConfigDto, GateConfigRevisionDto, GateConfigRevisionsDto } from './dto/gate-config.dto.js';
import { type GateConfig, policyVersion } from './gate-config.js';
import type { GateConfigRevision } from './gate-config.repository.js';
import type { Named } from './name-savers.js';
import type { RepoGateConfigRevision } from './repo-gate-config.repository.js';

/** The configuration on the wire; the defaults, switched off, where nothing was ever saved. */
export function toGateConfigDto(orgId: OrgId, config: GateConfig | null): GateConfigDto {
  const shown = config ?? { ...SWITCHES_BEFORE_FIRST_SAVE, policy: DEFAULT_POLICY, revision: 0 };
  return { org_id: orgId, ...toContent(shown), configured: config !== null };
}

/** The configuration of a repository as it comes out over its organization's. */
export interface EffectiveRepoConfig {
  readonly repoId: RepoId;
  /** Revision of the repository; 0 before the first save. */
  readonly revision: number;
  /** The rules that the repository sets itself. */
  readonly rules: NamedRules;
  /** False where the repository follows its organization. */
  readonly isSet: boolean;
  /** Null where neither was ever saved. */
  readonly config: GateRevision | null;
}

/** A repository's configuration on the wire: what it is judged by, and which of the rules it sets itself. */
export function toRepoConfigDto(
  orgId: OrgId,
  { repoId, revision, rules, isSet, config }: EffectiveRepoConfig,
): GateConfigDto {
  const shown = config ?? { ...SWITCHES_BEFORE_FIRST_SAVE, policy: DEFAULT_POLICY };
  return {
    org_id: orgId,
    repo_id: repoId,
    ...toContent({ ...shown, revision }),
    overrides: { ...rules },
    configured: isSet,
  };
}

/** A revision of a repository: switches and rules that it leaves to the organization are shown as they are there today. */
export const toRepoRevisionDto = (
  revision: Named<RepoGateConfigRevision>,
  { config }: EffectiveRepoConfig,
): GateConfigRevisionDto => {
  const { enabled, blockMergeOnFail, appliesToNewCodeOnly } = config ?? SWITCHES_BEFORE_FIRST_SAVE;
  return {
    ...toContent({
      enabled: revision.enabled ?? enabled,
      blockMergeOnFail: revision.blockMergeOnFail ?? blockMergeOnFail,
      appliesToNewCodeOnly: revision.appliesToNewCodeOnly ?? appliesToNewCodeOnly,
      policy: withNamed(config?.policy ?? DEFAULT_POLICY, revision.rules),
      revision: revision.revision,
    }),
    overrides: revision.isRemoved ? null : { ...revision.rules },
    saved_by: revision.savedBy,
    saved_by_name: revision.savedByName,
    saved_at: revision.savedAt.toISOString(),
  };
};

const toRevisionDto = (revision: Named<GateConfigRevision>): GateConfigRevisionDto => ({
  ...toContent(revision),
  saved_by: revision.savedBy,
  saved_by_name: revision.savedByName,
  saved_at: revision.savedAt.toISOString(),
});

/** A page of the organization's revisions on the wire. `rows`: one more than `limit` where older ones follow. */
export function toRevisionsDto(rows: readonly Named<GateConfigRevision>[], limit: number): GateConfigRevisionsDto {
  const { items, nextCursor } = toPage(rows, limit, ({ revision }) => [revision]);
  return { revisions: items.map(toRevisionDto), next_cursor: nextCursor };
}

const toContent = (config: GateRevision) => ({
  enabled: config.enabled,
  block_merge_on_fail: config.blockMergeOnFail,
  applies_to_new_code_only: config.appliesToNewCodeOnly,
  policy: config.policy,
  policy_version: policyVersion(config.revision),
});
