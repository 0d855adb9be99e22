import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Logger } from 'pino';
import { LOGGER } from '../../platform/logging/logger.js';
import { JobWriter } from '../job/job.writer.js';
import { EXPIRE_DETAILS } from './retention.job.js';
import { RetentionQueueRepository } from './retention-queue.repository.js';

const EVERY_MS = 15_000;
/** Organizations of one look: the others wait for the next. */
const AT_MOST = 100;

/** Queues the jobs that delete details of scans, for each organization when its time has come. */
@Injectable()
export class RetentionTimer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly queue: RetentionQueueRepository,
    private readonly jobs: JobWriter,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.look(), EVERY_MS);
    this.timer.unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  /** Queues what is due; resolves when that is done. */
  look(): Promise<void> {
    this.running = this.running.then(() => this.queueDue());
    return this.running;
  }

  private async queueDue(): Promise<void> {
    try {
      if ((await this.queue.queueDue(EXPIRE_DETAILS, AT_MOST)) > 0) this.jobs.wake();
    } catch (err) {
      this.logger.debug({ err }, 'Organizations due for retention could not be looked up; it will be tried again.');
    }
  }
}
