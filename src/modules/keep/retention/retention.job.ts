import { Injectable } from '@nestjs/common';
import type { OrgId, RepoId } from '../../../domain/ids.js';
import { Clock } from '../../../platform/time/clock.js';
import { OrganizationRetentionWriter } from '../../people/organization/organization-retention.writer.js';
import { type Repo, RepoReader } from '../../people/organization/repo.reader.js';
import { type Job, type JobHandler, JobWriter, type StepOutcome } from '../../record/job/job.writer.js';
import { ScanWriter } from '../../verdict/scan/scan.writer.js';
import { ScanDetailsWriter } from '../../verdict/scan/scan-details.writer.js';
import { RetentionPlan } from './retention-plan.js';
import { TransactionFenceRepository } from './transaction-fence.repository.js';

export const EXPIRE_DETAILS = 'expire-details';

/** Scans that one step marks: rows of `scans` alone. */
const MARKED_SCANS = 500;
/** Scans whose details one step deletes. */
const DELETED_SCANS = 5;
/** Shared rows of one step. */
const ROWS = 5_000;
const DAY_MS = 24 * 60 * 60_000;
/** Time for which finished jobs are kept. */
const JOBS_MS = 30 * DAY_MS;

/** Place of the job among the organization's repositories. */
interface Place {
  /** The last repository that is done with; null: none is. */
  readonly after: RepoId | null;
  /** The transaction that marked scans of the repository after it; null: nothing waits for its deletion. */
  readonly fence: string | null;
  /** Time of the job's first step (ISO 8601): periods that were in force by then are applied to all repositories. */
  readonly startedAt: string;
}

/**
 * Deletes details of scans whose time is over, repository by repository. Scans are marked first: from then on their details
 * are gone for readers, and they are no base. Details of marked scans are deleted once every transaction that may still read
 * them has ended, so that no change is compared with half a base.
 */
@Injectable()
export class RetentionJob implements JobHandler {
  readonly kind = EXPIRE_DETAILS;

  constructor(
    private readonly plan: RetentionPlan,
    private readonly retention: OrganizationRetentionWriter,
    private readonly repos: RepoReader,
    private readonly scans: ScanWriter,
    private readonly details: ScanDetailsWriter,
    private readonly fences: TransactionFenceRepository,
    private readonly jobs: JobWriter,
    private readonly clock: Clock,
  ) {
    jobs.register(this);
  }

  async step({ orgId, cursor }: Job): Promise<StepOutcome> {
    const place: Place = { after: null, fence: null, startedAt: this.clock.now().toISOString(), ...cursor };
    const [repo] = await this.repos.listRepos(orgId, { limit: 1, afterId: place.after });
    if (!repo) return this.finish(orgId, place);
    return (
      (await this.deleteMarked(repo, place)) ??
      (await this.markExpired(repo, place)) ??
      ((await this.details.sweep(orgId, repo.id, ROWS)) >= ROWS
        ? { done: 0, next: 'step' }
        : { done: 1, cursor: { ...place, after: repo.id, fence: null }, next: 'step' })
    );
  }

  /** Null where no marked scan of the repository has details. */
  private async deleteMarked({ orgId, id }: Repo, place: Place): Promise<StepOutcome | null> {
    const marked = await this.scans.lockExpired(orgId, id, DELETED_SCANS);
    if (marked.length === 0) return null;
    // Marked by a job that was given up: this transaction comes later, which is as good.
    const fence = place.fence ?? (await this.fences.currentTransaction(orgId));
    if (!(await this.fences.haveAllEnded(orgId, fence))) return { done: 0, cursor: { ...place, fence }, next: 'wait' };
    await this.details.deleteOf(orgId, marked);
    await this.scans.recordDeletion(orgId, marked, this.clock.now());
    return { done: 0, next: 'step' };
  }

  /** Null where no scan of the repository is to be marked. */
  private async markExpired(repo: Repo, place: Place): Promise<StepOutcome | null> {
    const { orgId } = repo;
    const { expired } = await this.plan.ofRepo(repo, await this.plan.settings(orgId));
    if (expired.length === 0) return null;
    await this.scans.expireDetails(orgId, expired.slice(0, MARKED_SCANS), this.clock.now());
    const fence = await this.fences.currentTransaction(orgId);
    return { done: 0, cursor: { ...place, fence }, next: 'step' };
  }

  private async finish(orgId: OrgId, { startedAt }: Place): Promise<StepOutcome> {
    await this.jobs.forgetFinished(orgId, new Date(this.clock.now().getTime() - JOBS_MS));
    await this.retention.settle(orgId, new Date(startedAt));
    await this.retention.scheduleNext(orgId);
    return { done: 0, next: 'finished' };
  }
}
