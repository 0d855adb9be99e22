import { Injectable } from '@nestjs/common';
import type { RepoId } from '../../domain/ids.js';
import { Clock } from '../../platform/clock.js';
import { TenantDatabase } from '../../platform/database/tenant-database.js';
import { AppError } from '../../platform/errors/app-error.js';
import type { Caller } from '../../platform/tenancy/caller.js';
import { AuditLogWriter } from '../audit/audit-log.writer.js';
import { RepoWriter } from '../organization/repo.writer.js';
import { BaselineRepository } from './baseline.repository.js';

/** A branch's baseline after a rebuild or its undo. */
export interface RebuiltBaseline {
  readonly repoId: RepoId;
  readonly branch: string;
  readonly findingCount: number;
}

/** Clearing the default branch's baseline, and taking that back. */
@Injectable()
export class BaselineService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly baselines: BaselineRepository,
    private readonly repos: RepoWriter,
    private readonly audit: AuditLogWriter,
    private readonly clock: Clock,
  ) {}

  /** Scans that began before it no longer write the baseline. */
  rebuild(caller: Caller, repoId: RepoId): Promise<RebuiltBaseline> {
    return this.tenant.run(caller.orgId, async () => {
      const { defaultBranch: branch } = await this.repos.startBaselineGeneration(caller.orgId, repoId);
      const findingCount = await this.baselines.clear(caller.orgId, repoId, branch, this.clock.now());
      await this.record(caller, 'baseline.rebuilt', { repoId, branch, findingCount });
      return { repoId, branch, findingCount };
    });
  }

  /** Possible until the next completed default-branch scan. */
  undo(caller: Caller, repoId: RepoId): Promise<RebuiltBaseline> {
    return this.tenant.run(caller.orgId, async () => {
      const { defaultBranch: branch } = await this.repos.lock(caller.orgId, repoId);
      const findingCount = await this.baselines.restore(caller.orgId, repoId, branch);
      if (findingCount === null)
        throw new AppError(
          'nothing_to_undo',
          'There is no rebuild to undo: none was made, or a scan of the default branch has completed since.',
        );
      await this.repos.undoRebuild(caller.orgId, repoId);
      await this.record(caller, 'baseline.rebuild_undone', { repoId, branch, findingCount });
      return { repoId, branch, findingCount };
    });
  }

  private record(caller: Caller, action: string, { repoId, branch, findingCount }: RebuiltBaseline): Promise<void> {
    return this.audit.record(caller, {
      action,
      target: { type: 'repo', id: repoId },
      repoId,
      new: { branch, fingerprints: findingCount },
    });
  }
}
