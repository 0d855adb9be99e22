import { Injectable } from '@nestjs/common';
import type { JobId, OrgId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { AuditLogWriter } from '../../record/audit/audit-log.writer.js';
import { JobWriter } from '../../record/job/job.writer.js';
import type { Import } from './imported-files.js';

/** Kind of the job that an import makes. */
const IMPORT_JOB = 'import-organization';

/** Records imports where the new organization and its maker see them. */
@Injectable()
export class ImportRecord {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly audit: AuditLogWriter,
    private readonly jobs: JobWriter,
  ) {}

  /** The entry of the new organization, inside its open transaction. */
  async recordWithin(caller: Caller, { orgId, slug }: Import): Promise<void> {
    await this.audit.record(caller, imported(orgId, slug));
  }

  /** The caller's organization has the entry of what its member did, and the job. */
  record(caller: Caller, { orgId, slug, rows }: Import): Promise<JobId> {
    const total = Object.values(rows).reduce((sum, count) => sum + count, 0);
    return this.tenant.run(caller.orgId, async () => {
      await this.audit.record(caller, imported(orgId, slug));
      const job = { kind: IMPORT_JOB, repoId: null, total, createdBy: caller.name, createdAt: this.tenant.now() };
      return this.jobs.addDone(caller.orgId, job);
    });
  }
}

const imported = (orgId: OrgId, slug: string) => ({
  action: 'organization.imported',
  target: { type: 'organization', id: orgId },
  new: { slug },
});
