import { Injectable } from '@nestjs/common';
import type { JobId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { AppError, NotFoundInOrg } from '../../../platform/errors/app-error.js';
import { type Caller, describeActor, hasRole, hasScope } from '../../../platform/tenancy/caller.js';
import type { Job } from './job.js';
import { JobRepository } from './job.repository.js';

/** Jobs as those who started them follow them. */
@Injectable()
export class JobService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly jobs: JobRepository,
  ) {}

  /** @throws AppError for a job that another began, unless the caller administers the organization */
  getJob(caller: Caller, id: JobId): Promise<Job> {
    const { orgId } = caller;
    return this.tenant.run(orgId, async () => {
      const job = await this.jobs.findJob(orgId, id);
      if (job?.createdBy !== describeActor(caller)) refuseOthers(caller);
      if (!job) throw new NotFoundInOrg('job');
      return job;
    });
  }
}

/** Refuses who reads no job but their own. */
function refuseOthers(caller: Caller): void {
  if (!hasScope(caller, 'admin'))
    throw new AppError('scope_required', 'An API key without the scope admin can only read jobs that it started.');
  if (!hasRole(caller, 'ORG_ADMIN'))
    throw new AppError('role_required', 'You can only read jobs that you started. Administrators can read all.');
}
