import { Injectable } from '@nestjs/common';
import { formatTime } from '../../domain/gate/parse-time.js';
import { draftWaiver, type WaiverRequest } from '../../domain/gate/waiver-request.js';
import type { WaiverId } from '../../domain/ids.js';
import { Clock } from '../../platform/clock.js';
import { TenantDatabase } from '../../platform/database/tenant-database.js';
import { NotFoundInOrg, ValidationFailed } from '../../platform/errors/app-error.js';
import { beyondBound, type Caller, describeActor, reaches } from '../../platform/tenancy/caller.js';
import { AuditLogWriter } from '../audit/audit-log.writer.js';
import { OrganizationReader } from '../organization/organization.reader.js';
import { RepoReader } from '../organization/repo.reader.js';
import { type RecordedWaiver, type WaiverFilter, WaiverRepository } from './waiver.repository.js';

/** Making, listing and revoking waivers. */
@Injectable()
export class WaiverService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly waivers: WaiverRepository,
    private readonly organizations: OrganizationReader,
    private readonly repos: RepoReader,
    private readonly audit: AuditLogWriter,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws ValidationFailed naming every field that breaks a rule, those of the organization's settings included
   * @throws NotFoundInOrg for a repository that is not the organization's
   */
  create(caller: Caller, request: WaiverRequest): Promise<RecordedWaiver> {
    return this.tenant.run(caller.orgId, async () => {
      const at = this.clock.now();
      const { waiverMaxDays } = await this.organizations.settings(caller.orgId);
      const drafted = draftWaiver(request, { at, waiverMaxDays });
      if (!drafted.ok) throw new ValidationFailed(drafted.errors);
      const { draft } = drafted;
      if (draft.repoId !== null) await this.repos.getRepo(caller.orgId, draft.repoId);
      else if (!reaches(caller, null)) throw beyondBound();
      const waiver = await this.waivers.insert(caller.orgId, {
        ...draft,
        createdByUserId: caller.userId,
        createdBy: describeActor(caller),
        createdAt: at,
      });
      await this.audit.record(caller, {
        action: 'waiver.created',
        target: { type: 'waiver', id: waiver.id },
        repoId: draft.repoId,
        new: toAudited(waiver),
      });
      return waiver;
    });
  }

  /** The waiver with its revocation; the first revocation counts. */
  revoke(caller: Caller, id: WaiverId): Promise<RecordedWaiver & { readonly revokedAt: Date }> {
    return this.tenant.run(caller.orgId, async () => {
      const at = this.clock.now();
      const isNew = await this.waivers.revokeUnlessRevoked(caller.orgId, id, { by: describeActor(caller), at });
      const waiver = await this.waivers.findWaiver(caller.orgId, id);
      if (!waiver?.revokedAt) throw new NotFoundInOrg('waiver');
      if (isNew)
        await this.audit.record(caller, {
          action: 'waiver.revoked',
          target: { type: 'waiver', id },
          repoId: waiver.repoId,
          old: { revoked_at: null },
          new: { revoked_at: formatTime(waiver.revokedAt) },
        });
      return { ...waiver, revokedAt: waiver.revokedAt };
    });
  }

  /** Newest first, with the instant that their expiry was judged at. */
  listWaivers(
    caller: Caller,
    filter: Omit<WaiverFilter, 'at'>,
    page: { limit: number | null; beforeId: WaiverId | null },
  ): Promise<{ waivers: RecordedWaiver[]; at: Date }> {
    const at = this.clock.now();
    return this.tenant.run(caller.orgId, async () => ({
      waivers: await this.waivers.listWaivers(caller.orgId, { ...filter, at }, page),
      at,
    }));
  }
}

const toAudited = (waiver: RecordedWaiver) => ({
  rule: waiver.rule,
  reason: waiver.reason,
  repo_id: waiver.repoId,
  pr_number: waiver.prNumber,
  max_actual: waiver.maxActual,
  expires_at: waiver.expiresAt && formatTime(waiver.expiresAt),
});
