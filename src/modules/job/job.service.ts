import { Injectable } from '@nestjs/common';
import type { JobId } from '../../domain/ids.js';
import { TenantDatabase } from '../../platform/database/tenant-database.js';
import { NotFoundInOrg } from '../../platform/errors/app-error.js';
import type { Caller } from '../../platform/tenancy/caller.js';
import type { Job } from './job.js';
import { JobRepository } from './job.repository.js';

/** Jobs as those who started them follow them. */
@Injectable()
export class JobService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly jobs: JobRepository,
  ) {}

  getJob({ orgId }: Caller, id: JobId): Promise<Job> {
    return this.tenant.run(orgId, async () => {
      const job = await this.jobs.findJob(orgId, id);
      if (!job) throw new NotFoundInOrg('job');
      return job;
    });
  }
}
