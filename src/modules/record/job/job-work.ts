import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import type { JobId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { LOGGER } from '../../../platform/logging/logger.js';
import { inSpan } from '../../../platform/observability/spans.js';
import type { Outcome, QueuedWork } from '../../../platform/work/queued-work.js';
import { WorkLoops } from '../../../platform/work/work-loops.js';
import { type WorkItem, WorkQueue } from '../../../platform/work/work-queue.js';
import type { Job, StepOutcome } from './job.js';
import { JobRepository, type JobUpdate } from './job.repository.js';
import { JobHandlers } from './job-handlers.js';

/** Kind of work: a job's next steps. */
export const JOBS = 'jobs';

/** A job whose steps this instance may take until its lease ends. */
export type ClaimedJob = WorkItem<{ readonly jobId: JobId }>;

/** Time after which another job gets its turn. */
const TURN_MS = 1_000;
/** Delay of a step that has to wait for others. */
const WAIT_MS = 250;
/** Delay of a job of a kind that a later version brings. */
const UNKNOWN_MS = 10_000;
/** Delay after the first failure; each further one in a row doubles it. */
const RETRY_MS = { first: 1_000, most: 300_000 };
/** Failures in a row after which a job is given up. */
const MAX_FAILURES = 10;

/** `ended`: nothing is left to do, or another instance does it. */
type Next = StepOutcome['next'] | 'ended' | 'unknown';

/** Delay of the next turn; left out: there is none. */
const DELAYS: Readonly<Partial<Record<Next, number>>> = { step: 0, wait: WAIT_MS, unknown: UNKNOWN_MS };

/** Does the jobs of all organizations, one at a time in each process and turn by turn. */
@Injectable()
export class JobWork implements QueuedWork<ClaimedJob['payload']> {
  readonly name = JOBS;
  /** Each step renews it; a job whose instance has gone is claimed by another one after that time. */
  readonly leaseSeconds = 10;

  constructor(
    private readonly tenant: TenantDatabase,
    private readonly queue: WorkQueue,
    private readonly jobs: JobRepository,
    private readonly handlers: JobHandlers,
    @Inject(LOGGER) private readonly logger: Pick<Logger, 'warn'>,
    @Inject(WorkLoops) loops: Pick<WorkLoops, 'registerQueued'>,
  ) {
    loops.registerQueued(this, 1);
  }

  /** Takes steps of one job until it waits, ends or its time is over. */
  async perform(item: ClaimedJob, signal: AbortSignal): Promise<Outcome> {
    const endsAt = performance.now() + TURN_MS;
    try {
      let next = await this.step(item);
      while (next === 'step' && !signal.aborted && performance.now() < endsAt) next = await this.step(item);
      const delay = DELAYS[next];
      return { word: next, ...(delay !== undefined && { nextAt: this.later(delay) }) };
    } catch (err) {
      return this.recordFailure(item, err);
    }
  }

  /** Takes a step and stores its progress, both or neither. */
  private step(item: ClaimedJob): Promise<Next> {
    return this.tenant.run(item.orgId, async () => {
      const job = await this.lock(item);
      if (job === null) return 'ended';
      const handler = this.handlers.find(job.kind);
      if (!handler) return 'unknown';
      const attributes = { 'qgate.job': job.kind };
      const { done, cursor = job.cursor, next } = await inSpan('job step', { attributes }, () => handler.step(job));
      const isFinished = next === 'finished';
      await this.jobs.update(item.orgId, job.id, {
        state: isFinished ? 'done' : 'running',
        done: job.done + done,
        cursor,
        failures: 0,
        finishedAt: isFinished ? this.tenant.now() : null,
      });
      if (isFinished) await this.queue.settleWithin(item, null);
      return next;
    });
  }

  /** The job, locked to the end of the transaction as its lease is; null where another instance has it, or nothing is left to do. */
  private async lock(item: ClaimedJob): Promise<Job | null> {
    if (!(await this.queue.renewWithin(item, this.leaseSeconds))) return null;
    const job = await this.jobs.lockUnfinished(item.orgId, item.payload.jobId);
    if (job === null) await this.queue.settleWithin(item, null);
    return job;
  }

  private async recordFailure(item: ClaimedJob, err: unknown): Promise<Outcome> {
    const update = await this.tenant.run(item.orgId, async () => {
      const job = await this.lock(item);
      return job && this.postpone(item, job);
    });
    const what =
      update?.state === 'failed' ? 'A job failed permanently.' : 'A step of a job failed; the service will try again.';
    this.logger.warn({ err, orgId: item.orgId, jobId: item.payload.jobId }, what);
    return { word: 'failed' };
  }

  private async postpone(item: ClaimedJob, { id, done, cursor, failures: before }: Job): Promise<JobUpdate> {
    const failures = before + 1;
    const isGivenUp = failures >= MAX_FAILURES;
    const finishedAt = isGivenUp ? this.tenant.now() : null;
    const update = { state: isGivenUp ? 'failed' : 'running', done, cursor, failures, finishedAt } as const;
    await this.jobs.update(item.orgId, id, update);
    const delayMs = Math.min(RETRY_MS.first * 2 ** before, RETRY_MS.most);
    await this.queue.settleWithin(item, isGivenUp ? null : this.later(delayMs));
    return update;
  }

  private later(ms: number): Date {
    return new Date(this.tenant.now().getTime() + ms);
  }
}
