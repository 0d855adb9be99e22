import { Injectable } from '@nestjs/common';
import type { NamedRules, RepoGateConfig } from '../../../domain/gate/repo-config.js';
import type { RepoId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { AppError } from '../../../platform/errors/app-error.js';
import { type Caller, describeActor } from '../../../platform/tenancy/caller.js';
import { AuditLogWriter } from '../../record/audit/audit-log.writer.js';
import { ReevaluationWriter } from '../scan/reevaluation.writer.js';
import { EffectiveConfigService, inForce } from './effective-config.service.js';
import type { GateConfigDraft } from './gate-config-draft.js';
import { RepoGateConfigRepository, type RepoGateConfigRevision } from './repo-gate-config.repository.js';
import { isNamedBy } from './revision-tag.js';
import type { EffectiveRepoConfig } from './to-gate-config-dto.js';

const FOLLOWS: RepoGateConfig = { enabled: null, blockMergeOnFail: null, appliesToNewCodeOnly: null, rules: {} };

/** Policies and switches that administrators set for one repository, and their revisions. */
@Injectable()
export class RepoGateConfigService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly configs: RepoGateConfigRepository,
    private readonly shown: EffectiveConfigService,
    private readonly audit: AuditLogWriter,
    private readonly reevaluations: ReevaluationWriter,
  ) {}

  /**
   * Saves what the draft names as the repository's next revision; rules and switches that it leaves out follow the
   * organization, or stay where no rule is named at all. Changes nothing where everything is as it was.
   *
   * @param ifMatch the `If-Match` header: the save happens only on the revision that it names
   */
  saveRepoGateConfig(
    caller: Caller,
    repoId: RepoId,
    draft: GateConfigDraft,
    ifMatch: string | undefined,
  ): Promise<EffectiveRepoConfig> {
    return this.change(caller, repoId, ifMatch, (stored) => ({
      rules: draft.rules ?? stored.rules,
      enabled: draft.switches.enabled ?? stored.enabled,
      blockMergeOnFail: draft.switches.blockMergeOnFail ?? stored.blockMergeOnFail,
      appliesToNewCodeOnly: draft.switches.appliesToNewCodeOnly ?? stored.appliesToNewCodeOnly,
    }));
  }

  /** Lets the repository follow its organization again; harmless where it does already. */
  async remove(caller: Caller, repoId: RepoId, ifMatch: string | undefined): Promise<void> {
    await this.change(caller, repoId, ifMatch, () => null);
  }

  private change(
    caller: Caller,
    repoId: RepoId,
    ifMatch: string | undefined,
    wantedFrom: (stored: RepoGateConfig) => RepoGateConfig | null,
  ): Promise<EffectiveRepoConfig> {
    const { orgId } = caller;
    return this.tenant.run(orgId, async () => {
      const newest = await this.shown.lockNewest(orgId, repoId);
      if (ifMatch !== undefined && !isNamedBy(ifMatch, newest?.revision ?? 0))
        throw new AppError(
          'revision_conflict',
          'Someone else has saved the policy in the meantime. Read it again first.',
        );
      const stored = inForce(newest);
      const wanted = wantedFrom(stored ?? FOLLOWS);
      if (isSame(stored, wanted)) return this.shown.effective(caller, repoId, newest);
      const revision: RepoGateConfigRevision = {
        ...(wanted ?? FOLLOWS),
        revision: (newest?.revision ?? 0) + 1,
        isRemoved: wanted === null,
        savedBy: describeActor(caller),
        savedAt: this.tenant.now(),
      };
      await this.configs.insert(orgId, repoId, revision);
      await this.audit.record(caller, {
        action: wanted === null ? 'policy.removed' : 'policy.updated',
        target: { type: 'repo_policy', id: revision.revision },
        repoId,
        old: stored && toAudited(stored),
        new: wanted && toAudited(wanted),
      });
      await this.reevaluations.request(caller, 'policy_changed', { repoId, prNumber: null }, revision.savedAt);
      return this.shown.effective(caller, repoId, revision);
    });
  }
}

function isSame(one: RepoGateConfig | null, other: RepoGateConfig | null): boolean {
  if (one === null || other === null) return one === other;
  return (
    one.enabled === other.enabled &&
    one.blockMergeOnFail === other.blockMergeOnFail &&
    one.appliesToNewCodeOnly === other.appliesToNewCodeOnly &&
    areSameRules(one.rules, other.rules)
  );
}

function areSameRules(one: NamedRules, other: NamedRules): boolean {
  const entries = Object.entries(one);
  const others = new Map(Object.entries(other));
  return entries.length === others.size && entries.every(([key, value]) => others.get(key) === value);
}

const toAudited = ({ enabled, blockMergeOnFail, appliesToNewCodeOnly, rules }: RepoGateConfig) => ({
  enabled,
  block_merge_on_fail: blockMergeOnFail,
  applies_to_new_code_only: appliesToNewCodeOnly,
  policy: rules,
});
