import { Injectable } from '@nestjs/common';
import type { OrgId } from '../../../domain/ids.js';
import { Clock } from '../../../platform/time/clock.js';
import { OrganizationRetentionWriter } from '../../people/organization/organization-retention.writer.js';
import { RepoReader } from '../../people/organization/repo.reader.js';
import { type Job, type JobHandler, JobWriter, type StepOutcome } from '../../record/job/job.writer.js';
import { ScanDetailsWriter } from '../../verdict/scan/scan-details.writer.js';
import { ExpiredDetails, type RetentionPlace } from './expired-details.js';

export const EXPIRE_DETAILS = 'expire-details';
/** Shared rows of one step. */
const ROWS = 5_000;
const DAY_MS = 24 * 60 * 60_000;
/** Time for which finished jobs are kept. */
const JOBS_MS = 30 * DAY_MS;

/**
 * Deletes details of scans whose time is over, repository by repository. Scans are marked first: from then on their details
 * are gone for readers, and they are no base. Details of marked scans are deleted once every transaction that may still read
 * them has ended, so that no change is compared with half a base.
 */
@Injectable()
export class RetentionJob implements JobHandler {
  readonly kind = EXPIRE_DETAILS;

  constructor(
    private readonly expired: ExpiredDetails,
    private readonly details: ScanDetailsWriter,
    private readonly retention: OrganizationRetentionWriter,
    private readonly repos: RepoReader,
    private readonly jobs: JobWriter,
    private readonly clock: Clock,
  ) {
    jobs.register(this);
  }

  async step({ orgId, cursor }: Job): Promise<StepOutcome> {
    const place: RetentionPlace = { after: null, fence: null, startedAt: this.clock.now().toISOString(), ...cursor };
    const [repo] = await this.repos.listRepos(orgId, { limit: 1, afterId: place.after });
    if (!repo) return this.finish(orgId, place);
    return (
      (await this.expired.deleteMarked(repo, place)) ??
      (await this.expired.markExpired(repo, place)) ??
      ((await this.details.sweep(orgId, repo.id, ROWS)) >= ROWS
        ? { done: 0, next: 'step' }
        : { done: 1, cursor: { ...place, after: repo.id, fence: null }, next: 'step' })
    );
  }

  private async finish(orgId: OrgId, { startedAt }: RetentionPlace): Promise<StepOutcome> {
    await this.jobs.forgetFinished(orgId, new Date(this.clock.now().getTime() - JOBS_MS));
    await this.retention.settle(orgId, new Date(startedAt));
    await this.retention.scheduleNext(orgId);
    return { done: 0, next: 'finished' };
  }
}
