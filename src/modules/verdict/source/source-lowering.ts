import { Injectable } from '@nestjs/common';
import type { RepoId } from '../../../domain/ids.js';
import type { SourceExcerpts } from '../../../domain/source/source-switch.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { type Caller, describeActor } from '../../../platform/tenancy/caller.js';
import { type Repo, RepoReader } from '../../people/organization/repo.reader.js';
import { type SourceDeletion, SourceSwitchEvents } from '../../people/organization/source-switch.events.js';
import { type Job, JobWriter, type StepOutcome } from '../../record/job/job.writer.js';
import type { SourceLoweringDto } from './dto/source.dto.js';
import { SourceRepository } from './source.repository.js';
import { SourceDetails } from './source-details.js';

export const DELETE_SOURCE = 'delete-source';

/** Rows of one step. */
const ROWS = 2_000;
/** Time within which a lower choice is carried out: the job begins at once, and takes turns with others. */
const WITHIN_MS = 24 * 60 * 60_000;

/** Counts source text that a lower choice of a repository no longer allows, and deletes it by a job. */
@Injectable()
export class SourceLowering {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly sources: SourceRepository,
    private readonly repos: RepoReader,
    private readonly jobs: JobWriter,
    private readonly details: SourceDetails,
    changes: SourceSwitchEvents,
  ) {
    jobs.register({ kind: DELETE_SOURCE, step: (job) => this.deleteRefused(job) });
    changes.onLowered((caller, repo, to) => this.begin(caller, repo, to));
  }

  private async begin(caller: Caller, { orgId, id: repoId }: Repo, to: SourceExcerpts): Promise<SourceDeletion> {
    const createdAt = this.tenant.now();
    const refused = await this.sources.countRefused({ orgId, repoId }, to);
    const job = { kind: DELETE_SOURCE, repoId, total: refused.files, createdBy: describeActor(caller), createdAt };
    if (refused.files > 0) await this.jobs.enqueue(orgId, job);
    return { ...refused, until: new Date(createdAt.getTime() + WITHIN_MS) };
  }

  /**
   * By the choice as it is now: what is allowed again stays. The choice cannot change until the step ends, since a lower one begins no
   * job of its own beside one that has not ended.
   */
  private async deleteRefused({ orgId, repoId }: Job): Promise<StepOutcome> {
    const repo = repoId === null ? null : await this.repos.findUnchanging(orgId, repoId);
    if (repo === null) return { done: 0, next: 'finished' };
    const done = await this.sources.deleteRefused({ orgId, repoId: repo.id }, repo.sourceExcerpts, ROWS);
    if (done === ROWS) return { done, next: 'step' };
    const swept = await this.details.sweep(orgId, repo.id, ROWS);
    return { done, next: swept === ROWS ? 'step' : 'finished' };
  }

  /** Figures of what lower choices delete. */
  countLowering({ orgId }: Caller, repoId: RepoId): Promise<SourceLoweringDto> {
    return this.tenant.run(orgId, async () => {
      await this.repos.getRepo(orgId, repoId);
      return {
        none: await this.sources.countRefused({ orgId, repoId }, 'none'),
        findings: await this.sources.countRefused({ orgId, repoId }, 'findings'),
      };
    });
  }
}
