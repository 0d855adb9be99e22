import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Logger } from 'pino';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../platform/config/config-token.js';
import { SchemaWatch } from '../../../platform/database/schema-watch.js';
import { LOGGER } from '../../../platform/logging/logger.js';
import { RepeatedTask } from '../../../platform/time/repeated-task.js';
import { EventRetentionRepository } from './event-retention.repository.js';

const EVERY_MS = 60 * 60_000;
/** Events of one statement: none runs long or holds many locks. */
const BATCH = 2_000;

/** Deletes events that are older than `EVENT_RETENTION_DAYS`: at the start, and every hour. */
@Injectable()
export class EventRetention implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly task: RepeatedTask;

  constructor(
    private readonly events: EventRetentionRepository,
    schema: SchemaWatch,
    @Inject(APP_CONFIG) private readonly config: Pick<AppConfig, 'events'>,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.task = new RepeatedTask(
      EVERY_MS,
      () => this.forgetOld(),
      (err) => logger.warn({ err }, 'Old events could not be deleted; the service will try again.'),
      () => schema.mayServe,
    );
  }

  /** Does not hold up the start. */
  onApplicationBootstrap(): void {
    this.task.start();
    void this.task.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.task.stop();
  }

  private async forgetOld(): Promise<void> {
    let count = BATCH;
    while (count === BATCH && !this.task.isStopping)
      count = await this.events.forget(this.config.events.retentionDays, BATCH);
  }
}
