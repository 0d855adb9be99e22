import { Injectable } from '@nestjs/common';
import type { JobId, OrgId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { AppError, NoSuchOrganization, ValidationFailed } from '../../../platform/errors/app-error.js';
import { type Caller, describeActor } from '../../../platform/tenancy/caller.js';
import { MemberReader } from '../../people/organization/member.reader.js';
import type { Organization } from '../../people/organization/organization.reader.js';
import { OrganizationWriter } from '../../people/organization/organization.writer.js';
import { RepoReader } from '../../people/organization/repo.reader.js';
import { AuditLogWriter } from '../../record/audit/audit-log.writer.js';
import { JobWriter } from '../../record/job/job.writer.js';
import { DELETE_ORGANIZATION } from './org-deletion.job.js';

/** Time for which a deletion can be undone. */
const UNDO_MS = 30 * 24 * 60 * 60_000;

/** Deleting organizations: closed at once, deleted by a job after the time for undoing that. */
@Injectable()
export class OrgDeletionService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly organizations: OrganizationWriter,
    private readonly members: MemberReader,
    private readonly repos: RepoReader,
    private readonly jobs: JobWriter,
    private readonly audit: AuditLogWriter,
  ) {}

  /** @param confirm the organization's slug, which the caller has to repeat */
  delete(caller: Caller, confirm: string | undefined): Promise<JobId> {
    const { orgId } = caller;
    return this.tenant.run(orgId, async () => {
      const { slug, name, deletedAt } = await this.organizations.lock(orgId);
      if (confirm !== slug)
        throw new ValidationFailed([{ field: 'confirm', message: "must be the organization's slug" }]);
      if (deletedAt !== null) throw new NoSuchOrganization();
      const createdAt = this.tenant.now();
      const total = await this.repos.countRepos(orgId);
      const job = { kind: DELETE_ORGANIZATION, repoId: null, total, createdBy: describeActor(caller), createdAt };
      const jobId = (await this.jobs.enqueueLater(orgId, job, UNDO_MS))!;
      await this.organizations.setDeleted(orgId, createdAt);
      await this.audit.record(caller, {
        action: 'org.deleted',
        target: { type: 'organization', id: orgId },
        old: { name, slug, repos: total },
        new: { job_id: jobId },
      });
      return jobId;
    });
  }

  /**
   * Opens a deleted organization again as it was; one that was not deleted stays as it is.
   *
   * @throws NoSuchOrganization also once the job has begun
   * @throws AppError `owner_required` where there are members and the last owner was deleted meanwhile
   */
  restore(caller: Caller, orgId: OrgId): Promise<Organization> {
    return this.tenant.run(orgId, async () => {
      const organization = await this.organizations.lock(orgId);
      if (organization.deletedAt === null) return organization;
      if (await this.members.lacksOwner(orgId))
        throw new AppError(
          'owner_required',
          "None of the organization's members is an owner. Switch to the organization (POST /api/auth/session/org, or sign in with its org_id), make a member an owner or add an owner, then restore it.",
        );
      if (!(await this.jobs.cancel(orgId, DELETE_ORGANIZATION))) throw new NoSuchOrganization();
      await this.organizations.setDeleted(orgId, null);
      await this.audit.record(
        { ...caller, orgId },
        {
          action: 'org.restored',
          target: { type: 'organization', id: orgId },
          old: { deleted_at: organization.deletedAt.toISOString() },
        },
      );
      return { ...organization, deletedAt: null };
    });
  }
}
