import { Injectable } from '@nestjs/common';
import type { OrgId, RepoId } from '../../../domain/ids.js';
import { RepoWriter } from '../../people/organization/repo.writer.js';
import { type Job, type JobHandler, JobWriter, type StepOutcome } from '../../record/job/job.writer.js';
import { ChainWriter } from '../../verdict/chain/chain.writer.js';
import { ScanReader } from '../../verdict/scan/scan.reader.js';
import { ScanWriter } from '../../verdict/scan/scan.writer.js';
import { ScanDetailsWriter } from '../../verdict/scan/scan-details.writer.js';

export const DELETE_REPOSITORY = 'delete-repository';

/** Scans of one step: with 10,000 findings each it takes some tenths of a second. */
const SCANS = 5;
/** Shared rows of one step. */
const ROWS = 5_000;

/** Deletes a hidden repository: scan by scan, then what they shared, then the repository with all that is left. */
@Injectable()
export class RepoDeletionJob implements JobHandler {
  readonly kind = DELETE_REPOSITORY;

  constructor(
    private readonly repos: RepoWriter,
    private readonly scans: ScanWriter,
    private readonly reader: ScanReader,
    private readonly details: ScanDetailsWriter,
    private readonly chains: ChainWriter,
    jobs: JobWriter,
  ) {
    jobs.register(this);
  }

  async step({ orgId, repoId }: Job): Promise<StepOutcome> {
    if (repoId === null) throw new Error('The job does not name the repository to delete.');
    await this.repos.seeDeleted(orgId);
    return this.deleteSome(orgId, repoId);
  }

  /** Takes a step in a transaction that sees deleted repositories; `finished` with the last one. */
  async deleteSome(orgId: OrgId, repoId: RepoId): Promise<StepOutcome> {
    const ids = await this.scans.lockSome(orgId, repoId, SCANS);
    if (ids.length > 0) {
      await this.details.deleteOf(orgId, ids);
      await this.scans.delete(orgId, repoId, ids);
      return { done: ids.length, next: 'step' };
    }
    return { done: 0, next: await this.finish(orgId, repoId) };
  }

  private async finish(orgId: OrgId, repoId: RepoId): Promise<StepOutcome['next']> {
    // Uploads that began before lock their scan until they end.
    if ((await this.reader.countOfRepo(orgId, repoId)) > 0) return 'wait';
    if ((await this.details.sweep(orgId, repoId, ROWS)) >= ROWS) return 'step';
    await this.chains.recordRepoDeletion(orgId, repoId);
    await this.repos.delete(orgId, repoId);
    return 'finished';
  }
}
