import { Injectable } from '@nestjs/common';
import type { JobId, OrgId } from '../../domain/ids.js';
import type { JobHandler, NewJob } from './job.js';
import { JobRepository } from './job.repository.js';
import { JobHandlers } from './job-handlers.js';
import { JobRunner } from './job-runner.js';

export type { Job, JobHandler, StepOutcome } from './job.js';

/** Jobs as other features do them: registered at the start, queued inside the open tenant transaction. */
@Injectable()
export class JobWriter {
  constructor(
    private readonly jobs: JobRepository,
    private readonly handlers: JobHandlers,
    private readonly runner: JobRunner,
  ) {}

  /** From now on jobs of the handler's kind are done by it. */
  register(handler: JobHandler): void {
    this.handlers.register(handler);
  }

  /**
   * Queues a job, which begins once the transaction is committed. Null when the organization has one of this kind and
   * repository that is not finished yet.
   */
  async enqueue(orgId: OrgId, job: NewJob): Promise<JobId | null> {
    const id = await this.jobs.insertUnlessQueued(orgId, job);
    if (id !== null) this.runner.wakeAfterCommit();
    return id;
  }

  /** As `enqueue`, for a job that begins after so many milliseconds. */
  async enqueueLater(orgId: OrgId, job: NewJob, afterMs: number): Promise<JobId | null> {
    const id = await this.jobs.insertUnlessQueued(orgId, job);
    if (id !== null) await this.jobs.delay(orgId, id, afterMs);
    return id;
  }

  /** Deletes the organization's job of this kind unless it has begun. False where there is none to delete. */
  cancel(orgId: OrgId, kind: string): Promise<boolean> {
    return this.jobs.cancel(orgId, kind);
  }

  /** Records work as a job that the request itself has done. */
  addDone(orgId: OrgId, job: NewJob): Promise<JobId> {
    return this.jobs.insertDone(orgId, job);
  }

  /** Looks for due jobs at once. */
  wake(): void {
    this.runner.wake();
  }

  /** Deletes jobs that ended before that time. */
  forgetFinished(orgId: OrgId, before: Date): Promise<void> {
    return this.jobs.deleteFinished(orgId, before);
  }
}
