import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Logger } from 'pino';
import { SchemaWatch } from '../../../platform/database/schema-watch.js';
import { LOGGER } from '../../../platform/logging/logger.js';
import { RepeatedTask } from '../../../platform/time/repeated-task.js';
import { EXPIRE_DETAILS } from './retention.job.js';
import { RetentionQueueRepository } from './retention-queue.repository.js';

const EVERY_MS = 15_000;
/** Organizations of one look: the others wait for the next. */
const AT_MOST = 100;

/** Queues the jobs that delete details of scans, for each organization when its time has come. */
@Injectable()
export class RetentionTimer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly task: RepeatedTask;

  constructor(queue: RetentionQueueRepository, schema: SchemaWatch, @Inject(LOGGER) logger: Logger) {
    this.task = new RepeatedTask(
      EVERY_MS,
      async () => {
        await queue.queueDue(EXPIRE_DETAILS, AT_MOST);
      },
      (err) => logger.debug({ err }, 'Organizations due for retention could not be read; the service will try again.'),
      () => schema.mayServe,
    );
  }

  onApplicationBootstrap(): void {
    this.task.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.task.stop();
  }

  /** Queues what is due; resolves when that is done. */
  look(): Promise<void> {
    return this.task.run();
  }
}
