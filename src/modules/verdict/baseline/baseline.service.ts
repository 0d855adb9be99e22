import { Injectable } from '@nestjs/common';
import type { RepoId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { together } from '../../../platform/database/together.js';
import { AppError } from '../../../platform/errors/app-error.js';
import { actorOf, type Caller, isPerson } from '../../../platform/tenancy/caller.js';
import { UserReader } from '../../people/auth/user.reader.js';
import { type Repo, RepoReader } from '../../people/organization/repo.reader.js';
import { RepoWriter } from '../../people/organization/repo.writer.js';
import { AuditLogWriter } from '../../record/audit/audit-log.writer.js';
import { BaselineRepository, type ClearedBaseline, type ClearedBy, type ToolBaseline } from './baseline.repository.js';

/** A branch's baseline after a rebuild or its undo. */
export interface RebuiltBaseline {
  readonly repoId: RepoId;
  readonly branch: string;
  readonly findingCount: number;
}

/** The baseline of a repository's default branch. */
export interface DescribedBaseline {
  readonly repo: Pick<Repo, 'id' | 'name'>;
  readonly branch: string;
  /** Rises with each rebuild. */
  readonly generation: number;
  readonly tools: readonly ToolBaseline[];
  /** Baseline that the last rebuild cleared, while it can be undone. */
  readonly cleared: ClearedBaseline | null;
}

/** Clearing the default branch's baseline, and taking that back. */
@Injectable()
export class BaselineService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly baselines: BaselineRepository,
    private readonly repos: RepoWriter,
    private readonly reader: RepoReader,
    private readonly users: UserReader,
    private readonly audit: AuditLogWriter,
  ) {}

  /** Scans that began before it no longer write the baseline. */
  rebuild(caller: Caller, repoId: RepoId): Promise<RebuiltBaseline> {
    return this.tenant.run(caller.orgId, async () => {
      const { defaultBranch: branch } = await this.repos.startBaselineGeneration(caller.orgId, repoId);
      const by = await this.nameOf(caller);
      const findingCount = await this.baselines.clear(caller.orgId, repoId, branch, { at: this.tenant.now(), by });
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
          'There is no rebuild to undo. The baseline was not rebuilt, or a scan of the default branch has completed since.',
        );
      await this.repos.undoRebuild(caller.orgId, repoId);
      await this.record(caller, 'baseline.rebuild_undone', { repoId, branch, findingCount });
      return { repoId, branch, findingCount };
    });
  }

  /** The baseline of the default branch by tool, and what the last rebuild cleared. */
  async describe({ orgId }: Caller, repoId: RepoId): Promise<DescribedBaseline> {
    const [repo, tools, cleared] = await this.tenant.run(orgId, () =>
      together([
        this.reader.getRepo(orgId, repoId),
        this.baselines.listTools(orgId, repoId),
        this.baselines.listCleared(orgId, repoId),
      ]),
    );
    const { defaultBranch, baselineGeneration: generation } = repo;
    const isOfBranch = ({ branch }: { readonly branch: string }) => branch === defaultBranch;
    return {
      repo,
      branch: defaultBranch,
      generation,
      tools: tools.filter(isOfBranch),
      cleared: cleared.find(isOfBranch) ?? null,
    };
  }

  private async nameOf(caller: Caller): Promise<ClearedBy> {
    const { orgId, userId, name } = caller;
    if (!isPerson(caller)) return { id: actorOf(caller).id, name };
    const user = (await this.users.findAll(orgId, [userId])).get(userId);
    return { id: userId, name: user?.name ?? name };
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
