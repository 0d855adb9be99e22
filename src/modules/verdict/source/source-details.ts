import { Injectable } from '@nestjs/common';
import type { OrgId, RepoId, ScanId } from '../../../domain/ids.js';
import { describeActor } from '../../../platform/tenancy/caller.js';
import { Clock } from '../../../platform/time/clock.js';
import { RepoReader } from '../../people/organization/repo.reader.js';
import { SourceSwitchEvents } from '../../people/organization/source-switch.events.js';
import { QuotaWriter } from '../../people/quota/quota.writer.js';
import { type Job, JobWriter, type StepOutcome } from '../../record/job/job.writer.js';
import type { Scan } from '../scan/scan.reader.js';
import { type ScanDetails, ScanDetailsWriter } from '../scan/scan-details.writer.js';
import { SourceRepository } from './source.repository.js';

export const DELETE_SOURCE = 'delete-source';

/** Rows of one step. */
const ROWS = 2_000;
/** Time within which a lower choice is carried out: the job begins at once, and takes turns with others. */
const WITHIN_MS = 24 * 60 * 60_000;

/** Source text as details of scans, which go before the scans do, and what a lower choice of the repository no longer allows. */
@Injectable()
export class SourceDetails implements ScanDetails {
  constructor(
    private readonly sources: SourceRepository,
    private readonly repos: RepoReader,
    private readonly quotas: QuotaWriter,
    private readonly jobs: JobWriter,
    private readonly clock: Clock,
    details: ScanDetailsWriter,
    changes: SourceSwitchEvents,
  ) {
    details.register(this);
    jobs.register({ kind: DELETE_SOURCE, step: (job) => this.deleteRefused(job) });
    changes.onLowered(async (caller, { orgId, id: repoId }, to) => {
      const at = this.clock.now();
      const refused = await this.sources.countRefused({ orgId, repoId }, to);
      const job = {
        kind: DELETE_SOURCE,
        repoId,
        total: refused.files,
        createdBy: describeActor(caller),
        createdAt: at,
      };
      if (refused.files > 0) await this.jobs.enqueue(orgId, job);
      return { ...refused, until: new Date(at.getTime() + WITHIN_MS) };
    });
  }

  async deleteOf(orgId: OrgId, scanIds: readonly ScanId[]): Promise<void> {
    await this.sources.deleteOfScans(orgId, scanIds);
  }

  async sweep(orgId: OrgId, repoId: RepoId, limit: number): Promise<number> {
    const { count, bytes } = await this.sources.sweep({ orgId, repoId }, limit);
    await this.quotas.addStoredBytes(orgId, -bytes);
    return count;
  }

  keep(orgId: OrgId, repoId: RepoId): Promise<void> {
    return this.sources.keep({ orgId, repoId });
  }

  share(scan: Scan, from: ScanId): Promise<void> {
    return this.sources.copyNames(scan, from);
  }

  /** By the choice as it is now: what is allowed again stays. */
  private async deleteRefused({ orgId, repoId }: Job): Promise<StepOutcome> {
    const repo = repoId === null ? null : await this.repos.findRepo(orgId, repoId);
    if (repo === null) return { done: 0, next: 'finished' };
    const done = await this.sources.deleteRefused({ orgId, repoId: repo.id }, repo.sourceExcerpts, ROWS);
    if (done === ROWS) return { done, next: 'step' };
    const swept = await this.sweep(orgId, repo.id, ROWS);
    return { done, next: swept === ROWS ? 'step' : 'finished' };
  }
}
