import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Logger } from 'pino';
import { Clock } from '../../platform/clock.js';
import type { AppConfig } from '../../platform/config/app-config.js';
import { APP_CONFIG } from '../../platform/config/config-token.js';
import { SchemaWatch } from '../../platform/database/schema-watch.js';
import { TenantDatabase } from '../../platform/database/tenant-database.js';
import { LOGGER } from '../../platform/logging/logger.js';
import { WakeLatch } from '../../platform/work/wake-latch.js';
import type { Job, StepOutcome } from './job.js';
import { JobRepository, type JobUpdate } from './job.repository.js';
import { type Claim, JobClaimsRepository } from './job-claims.repository.js';
import { JobHandlers } from './job-handlers.js';

/** Each step renews it; a job whose instance has gone is claimed by another one after that time. */
const LEASE_SECONDS = 10;
/** Time after which another job gets its turn. */
const TURN_MS = 1_000;
/** Pause before looking for due jobs again: those of other instances, or delayed ones. */
const IDLE_MS = 2_000;
/** Delay of a step that has to wait for others. */
const WAIT_MS = 250;
/** Delay after the first failure; each further one in a row doubles it. */
const RETRY_MS = { first: 1_000, most: 300_000 };
/** Failures in a row after which a job is given up. */
const MAX_FAILURES = 10;

/**
 * Runs the jobs of all organizations beside the requests, one at a time and turn by turn. Every instance of the service has
 * one, unless `WORKER=off`; a claim keeps two from working on the same job.
 */
@Injectable()
export class JobRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private running: Promise<void> = Promise.resolve();
  private isStopping = false;
  private readonly latch = new WakeLatch();

  constructor(
    private readonly tenant: TenantDatabase,
    private readonly claims: JobClaimsRepository,
    private readonly jobs: JobRepository,
    private readonly handlers: JobHandlers,
    private readonly clock: Clock,
    @Inject(SchemaWatch) private readonly schema: Pick<SchemaWatch, 'mayServe'>,
    @Inject(APP_CONFIG) private readonly config: Pick<AppConfig, 'worker'>,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Does not hold up the start. */
  onApplicationBootstrap(): void {
    if (this.config.worker !== 'off') this.running = this.run();
  }

  /** Ends with the step that is under way; the job goes on after the next start, or at another instance at once. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    this.wake();
    await this.running;
  }

  /** Looks for due jobs as soon as the open transaction is committed. */
  wakeAfterCommit(): void {
    this.tenant.afterCommit(() => this.wake());
  }

  /** Looks for due jobs at once. */
  wake(): void {
    this.latch.wake();
  }

  private async run(): Promise<void> {
    while (!this.isStopping) {
      this.latch.clear();
      const claim = this.schema.mayServe ? await this.findWork() : null;
      if (claim) await this.takeTurn(claim);
      else await this.latch.wait(IDLE_MS);
    }
  }

  private async findWork(): Promise<Claim | null> {
    try {
      return await this.claims.claim(this.handlers.kinds, LEASE_SECONDS);
    } catch (err) {
      this.logger.debug({ err }, 'Due jobs could not be looked up; it will be tried again.');
      return null;
    }
  }

  /** Steps of one job until it waits, ends or its time is over. */
  private async takeTurn(claim: Claim): Promise<void> {
    const endsAt = performance.now() + TURN_MS;
    try {
      let next = await this.step(claim);
      while (next === 'step' && !this.isStopping && this.schema.mayServe && performance.now() < endsAt)
        next = await this.step(claim);
      if (next === 'step') await this.tenant.run(claim.orgId, () => this.jobs.release(claim));
    } catch (err) {
      await this.recordFailure(claim, err);
    }
  }

  /** Takes a step and stores its progress, both or neither. */
  private step(claim: Claim): Promise<StepOutcome['next'] | 'lost'> {
    return this.tenant.run(claim.orgId, async () => {
      const job = await this.jobs.lockClaimed(claim);
      if (!job) return 'lost';
      const outcome = await this.handlers.get(job.kind).step(job);
      await this.jobs.update(job.orgId, job.id, this.toUpdate(job, outcome));
      return outcome.next;
    });
  }

  private toUpdate(job: Job, { done, cursor = job.cursor, next }: StepOutcome): JobUpdate {
    const isFinished = next === 'finished';
    return {
      state: isFinished ? 'done' : 'running',
      done: job.done + done,
      cursor,
      failures: 0,
      finishedAt: isFinished ? this.clock.now() : null,
      dueInMs: next === 'wait' ? WAIT_MS : LEASE_SECONDS * 1_000,
    };
  }

  private async recordFailure(claim: Claim, err: unknown): Promise<void> {
    try {
      const job = await this.tenant.run(claim.orgId, () => this.postpone(claim));
      const what =
        job?.state === 'failed' ? 'A job failed and is given up.' : 'A step of a job failed; it is tried again.';
      this.logger.warn({ err, orgId: claim.orgId, jobId: claim.id }, what);
    } catch {
      // The database is away: the lease ends by itself.
      await this.latch.wait(IDLE_MS);
    }
  }

  private async postpone(claim: Claim): Promise<JobUpdate | null> {
    const job = await this.jobs.lockClaimed(claim);
    if (!job) return null;
    const failures = job.failures + 1;
    const isGivenUp = failures >= MAX_FAILURES;
    const update: JobUpdate = {
      state: isGivenUp ? 'failed' : 'running',
      done: job.done,
      cursor: job.cursor,
      failures,
      finishedAt: isGivenUp ? this.clock.now() : null,
      dueInMs: Math.min(RETRY_MS.first * 2 ** (failures - 1), RETRY_MS.most),
    };
    await this.jobs.update(job.orgId, job.id, update);
    return update;
  }
}
