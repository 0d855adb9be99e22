import { Injectable } from '@nestjs/common';
import type { RepoId } from '../../../domain/ids.js';
import { Clock } from '../../../platform/time/clock.js';
import type { Repo } from '../../people/organization/repo.reader.js';
import type { StepOutcome } from '../../record/job/job.writer.js';
import { ScanWriter } from '../../verdict/scan/scan.writer.js';
import { ScanDetailsWriter } from '../../verdict/scan/scan-details.writer.js';
import { RetentionPlan } from './retention-plan.js';
import { TransactionFenceRepository } from './transaction-fence.repository.js';

/** Scans that one step marks: rows of `scans` alone. */
const MARKED_SCANS = 500;

/** Scans whose details one step deletes. */
const DELETED_SCANS = 5;

/** Place of the job among the organization's repositories. */
export interface RetentionPlace {
  /** The last repository that is done with; null: none is. */
  readonly after: RepoId | null;
  /** The transaction that marked scans of the repository after it; null: nothing waits for its deletion. */
  readonly fence: string | null;
  /** Time of the job's first step (ISO 8601): periods that were in force by then are applied to all repositories. */
  readonly startedAt: string;
}

/** Marks scans whose time is over, and deletes the details of marked ones, inside the open tenant transaction. */
@Injectable()
export class ExpiredDetails {
  constructor(
    private readonly plan: RetentionPlan,
    private readonly scans: ScanWriter,
    private readonly details: ScanDetailsWriter,
    private readonly fences: TransactionFenceRepository,
    private readonly clock: Clock,
  ) {}

  /** Null where no marked scan of the repository has details. */
  async deleteMarked({ orgId, id }: Repo, place: RetentionPlace): Promise<StepOutcome | null> {
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
  async markExpired(repo: Repo, place: RetentionPlace): Promise<StepOutcome | null> {
    const { orgId } = repo;
    const { expired } = await this.plan.ofRepo(repo, await this.plan.settings(orgId));
    if (expired.length === 0) return null;
    await this.scans.expireDetails(orgId, expired.slice(0, MARKED_SCANS), this.clock.now());
    const fence = await this.fences.currentTransaction(orgId);
    return { done: 0, cursor: { ...place, fence }, next: 'step' };
  }
}
