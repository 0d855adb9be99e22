import { Injectable } from '@nestjs/common';
import type { ScanId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { AppError } from '../../../platform/errors/app-error.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { RepoReader } from '../../people/organization/repo.reader.js';
import { AuditLogWriter } from '../../record/audit/audit-log.writer.js';
import { BaselineReader } from '../../verdict/baseline/baseline.reader.js';
import type { Scan } from '../../verdict/scan/scan.reader.js';
import { ScanWriter } from '../../verdict/scan/scan.writer.js';
import { ScanDetailsWriter } from '../../verdict/scan/scan-details.writer.js';

/** Deleting single scans. */
@Injectable()
export class ScanDeletionService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly scans: ScanWriter,
    private readonly details: ScanDetailsWriter,
    private readonly repos: RepoReader,
    private readonly baselines: BaselineReader,
    private readonly audit: AuditLogWriter,
  ) {}

  /**
   * Deletes a scan, be it pending, unless a baseline rests on it. Scans that were compared with it keep their verdicts, and
   * read as scans without a base from then on.
   */
  delete(caller: Caller, id: ScanId): Promise<void> {
    const { orgId } = caller;
    return this.tenant.run(orgId, async () => {
      // Locked before the baseline is read: completing it is what makes it one.
      const scan = await this.scans.lock(orgId, id);
      await this.refuseBaseline(scan);
      await this.details.deleteOf(orgId, [id]);
      await this.scans.delete(orgId, scan.repoId, [id]);
      await this.audit.record(caller, {
        action: 'scan.deleted',
        target: { type: 'scan', id },
        repoId: scan.repoId,
        old: toAudited(scan),
      });
    });
  }

  private async refuseBaseline({ orgId, repoId, id }: Scan): Promise<void> {
    const { baselineScanId } = await this.repos.getRepo(orgId, repoId);
    if (baselineScanId === id || (await this.baselines.listScans(orgId, repoId)).includes(id))
      throw new AppError(
        'scan_in_use',
        "The repository's baseline uses this scan. Complete a newer scan of the branch first, or delete the repository.",
      );
  }
}

const toAudited = ({ branch, commitSha, prNumber, state, createdAt }: Scan) => ({
  branch,
  commit_sha: commitSha,
  pr_number: prNumber,
  status: state,
  created_at: createdAt.toISOString(),
});
