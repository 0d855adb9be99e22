import { Injectable } from '@nestjs/common';
import type { JobId, OrgId } from '../../../domain/ids.js';
import { Clock } from '../../../platform/time/clock.js';
import { WorkQueue } from '../../../platform/work/work-queue.js';
import type { JobHandler, NewJob } from './job.js';
import { JobRepository } from './job.repository.js';
import { JobHandlers } from './job-handlers.js';
import { JOBS } from './job-work.js';

export type { Job, JobHandler, StepOutcome } from './job.js';

/** Jobs as other features do them: registered at the start, queued inside the open tenant transaction. */
@Injectable()
export class JobWriter {
  constructor(
    private readonly jobs: JobRepository,
    private readonly handlers: JobHandlers,
    private readonly queue: WorkQueue,
    private readonly clock: Clock,
  ) {}

  /** From now on jobs of the handler's kind are done by it. */
  register(handler: JobHandler): void {
    this.handlers.register(handler);
  }

  /**
   * Queues a job, which begins once the transaction is committed. Null when the organization has one of this kind and
   * repository that is not finished yet.
   */
  enqueue(orgId: OrgId, job: NewJob): Promise<JobId | null> {
    return this.enqueueLater(orgId, job, 0);
  }

  /** As `enqueue`, for a job that begins after the given milliseconds. */
  async enqueueLater(orgId: OrgId, job: NewJob, afterMs: number): Promise<JobId | null> {
    const id = await this.jobs.insertUnlessQueued(orgId, job);
    if (id === null) return null;
    const dueAt = new Date(this.clock.now().getTime() + afterMs);
    await this.queue.add(orgId, { kind: JOBS, key: String(id), repoId: job.repoId, payload: { jobId: id }, at: dueAt });
    return id;
  }

  /** Deletes the organization's job of this kind unless it has begun. False where there is none to delete. */
  async cancel(orgId: OrgId, kind: string): Promise<boolean> {
    const id = await this.jobs.cancel(orgId, kind);
    if (id !== null) await this.queue.remove(orgId, JOBS, String(id));
    return id !== null;
  }

  /** Records work as a job that the request itself has done. */
  addDone(orgId: OrgId, job: NewJob): Promise<JobId> {
    return this.jobs.insertDone(orgId, job);
  }

  /** Deletes jobs that ended before that time. */
  forgetFinished(orgId: OrgId, before: Date): Promise<void> {
    return this.jobs.deleteFinished(orgId, before);
  }
}
