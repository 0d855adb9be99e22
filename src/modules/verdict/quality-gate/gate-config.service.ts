import { Injectable } from '@nestjs/common';
import type { GateSwitches } from '../../../domain/gate/decide-status.js';
import { areSamePolicies } from '../../../domain/gate/policy.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { AppError } from '../../../platform/errors/app-error.js';
import { beyondBound, type Caller, describeActor, reaches } from '../../../platform/tenancy/caller.js';
import { Clock } from '../../../platform/time/clock.js';
import { ActorReader } from '../../people/auth/actor.reader.js';
import { AuditLogWriter } from '../../record/audit/audit-log.writer.js';
import { ReevaluationWriter } from '../scan/reevaluation.writer.js';
import type { GateConfig } from './gate-config.js';
import { GateConfigRepository, type GateConfigRevision } from './gate-config.repository.js';
import { applyDraft, type GateConfigDraft } from './gate-config-draft.js';
import { type Named, nameSavers } from './name-savers.js';
import { isNamedBy } from './revision-tag.js';

/** An organization's policy and switches, and their revisions. */
@Injectable()
export class GateConfigService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly configs: GateConfigRepository,
    private readonly actors: ActorReader,
    private readonly audit: AuditLogWriter,
    private readonly reevaluations: ReevaluationWriter,
    private readonly clock: Clock,
  ) {}

  /** The revision in force; null before the first save. */
  findGateConfig(caller: Caller): Promise<GateConfig | null> {
    return this.tenant.run(caller.orgId, () => this.configs.findGateConfig(caller.orgId));
  }

  /**
   * Saves the draft as a new revision, or leaves things as they are when it changes nothing.
   *
   * @param ifMatch the `If-Match` header: the save happens only on the revision that it names
   */
  saveGateConfig(caller: Caller, draft: GateConfigDraft, ifMatch: string | undefined): Promise<GateConfig> {
    return this.tenant.run(caller.orgId, async () => {
      if (!reaches(caller, null)) throw beyondBound();
      const stored = await this.configs.lock(caller.orgId);
      if (ifMatch !== undefined && !isNamedBy(ifMatch, stored?.revision ?? 0))
        throw new AppError(
          'revision_conflict',
          'Someone else has saved the policy in the meantime. Read it again first.',
        );
      const wanted = applyDraft(stored, draft);
      // A policy that comes back unchanged is not a choice; a preset is one.
      const choice =
        draft.preset === undefined && stored && areSamePolicies(stored.policy, wanted.policy)
          ? stored.choice
          : wanted.choice;
      if (stored && isSame(stored, { ...wanted, choice })) return stored;
      const revision = {
        ...wanted,
        choice,
        revision: (stored?.revision ?? 0) + 1,
        savedBy: describeActor(caller),
        savedAt: this.clock.now(),
      };
      await this.configs.saveGateConfig(caller.orgId, revision);
      await this.audit.record(caller, {
        action: 'policy.updated',
        target: { type: 'policy', id: revision.revision },
        old: stored && toAudited(stored),
        new: toAudited(revision),
      });
      const everywhere = { repoId: null, prNumber: null };
      await this.reevaluations.request(caller, 'policy_changed', everywhere, revision.savedAt);
      return revision;
    });
  }

  listRevisions(
    { orgId }: Caller,
    page: { limit: number; beforeRevision: number | null },
  ): Promise<Named<GateConfigRevision>[]> {
    return this.tenant.run(orgId, async () =>
      nameSavers(this.actors, orgId, await this.configs.listRevisions(orgId, page)),
    );
  }
}

type Content = GateSwitches & Pick<GateConfig, 'policy' | 'choice'>;

const isSame = (one: Content, other: Content): boolean =>
  one.enabled === other.enabled &&
  one.blockMergeOnFail === other.blockMergeOnFail &&
  one.appliesToNewCodeOnly === other.appliesToNewCodeOnly &&
  one.choice === other.choice &&
  areSamePolicies(one.policy, other.policy);

const toAudited = ({ enabled, blockMergeOnFail, appliesToNewCodeOnly, policy }: Content) => ({
  enabled,
  block_merge_on_fail: blockMergeOnFail,
  applies_to_new_code_only: appliesToNewCodeOnly,
  policy,
});
