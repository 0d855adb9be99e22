import { Injectable } from '@nestjs/common';
import { Clock } from '../../../../platform/time/clock.js';
import { RepoReader } from '../../../people/organization/repo.reader.js';
import { AuditLogWriter } from '../../../record/audit/audit-log.writer.js';
import { ScanWriter } from '../../../verdict/scan/scan.writer.js';
import type { RepoForge } from '../repo-forge.repository.js';

/** Records what forges say of branches, inside the open tenant transaction. */
@Injectable()
export class BranchNewsFollower {
  constructor(
    private readonly repos: RepoReader,
    private readonly scanWriter: ScanWriter,
    private readonly audit: AuditLogWriter,
    private readonly clock: Clock,
  ) {}

  /** Records that branches were deleted. */
  async recordBranchDeletions({ orgId, repoId }: RepoForge, branches: readonly string[]): Promise<void> {
    const at = this.clock.now();
    for (const branch of branches) await this.scanWriter.recordBranchDeletion(orgId, repoId, branch, at);
  }

  /** Recorded alone: which branch is the default one decides what is judged against what. */
  async recordDefaultBranch({ orgId, repoId }: RepoForge, branch: string): Promise<void> {
    const { defaultBranch } = await this.repos.getRepo(orgId, repoId);
    if (branch === defaultBranch) return;
    await this.audit.recordOwn(orgId, {
      action: 'repo.default_branch_changed',
      target: { type: 'repo', id: repoId },
      repoId,
      old: { default_branch: defaultBranch },
      new: { default_branch: branch },
    });
  }
}
