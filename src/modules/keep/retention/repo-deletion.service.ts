import { Injectable } from '@nestjs/common';
import type { JobId, RepoId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { ValidationFailed } from '../../../platform/errors/app-error.js';
import { type Caller, describeActor } from '../../../platform/tenancy/caller.js';
import { Clock } from '../../../platform/time/clock.js';
import { RepoWriter } from '../../people/organization/repo.writer.js';
import { AuditLogWriter } from '../../record/audit/audit-log.writer.js';
import { JobWriter } from '../../record/job/job.writer.js';
import { ScanReader } from '../../verdict/scan/scan.reader.js';
import { DELETE_REPOSITORY } from './repo-deletion.job.js';

/** Deleting repositories: hidden at once, deleted by a job. */
@Injectable()
export class RepoDeletionService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly repos: RepoWriter,
    private readonly scans: ScanReader,
    private readonly jobs: JobWriter,
    private readonly audit: AuditLogWriter,
    private readonly clock: Clock,
  ) {}

  /** @param confirm the repository's name, which the caller has to repeat */
  delete(caller: Caller, repoId: RepoId, confirm: string | undefined): Promise<JobId> {
    const { orgId } = caller;
    return this.tenant.run(orgId, async () => {
      const { name, defaultBranch, url } = await this.repos.lock(orgId, repoId);
      if (confirm !== name)
        throw new ValidationFailed([{ field: 'confirm', message: "must be the repository's name, as ?confirm=NAME" }]);
      const createdAt = this.clock.now();
      const total = await this.scans.countOfRepo(orgId, repoId);
      const job = { kind: DELETE_REPOSITORY, repoId, total, createdBy: describeActor(caller), createdAt };
      const jobId = (await this.jobs.enqueue(orgId, job))!;
      await this.repos.hideDeleted(orgId, repoId, createdAt);
      await this.audit.record(caller, {
        action: 'repo.deleted',
        target: { type: 'repo', id: repoId },
        repoId,
        old: { name, default_branch: defaultBranch, url, scans: total },
        new: { job_id: jobId },
      });
      return jobId;
    });
  }
}
