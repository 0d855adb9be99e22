import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Logger } from 'pino';
import { SchemaWatch } from '../../../platform/database/schema-watch.js';
import { LOGGER } from '../../../platform/logging/logger.js';
import { RepeatedTask } from '../../../platform/time/repeated-task.js';
import { DeliverySpreadRepository } from './delivery-spread.repository.js';

const EVERY_MS = 60 * 60_000;

/** Ends interrupted pings and removes deleted webhooks that have no deliveries left: at the start, and every hour. */
@Injectable()
export class DeliveryUpkeep implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly task: RepeatedTask;

  constructor(deliveries: DeliverySpreadRepository, schema: SchemaWatch, @Inject(LOGGER) logger: Logger) {
    this.task = new RepeatedTask(
      EVERY_MS,
      () => deliveries.tidy(),
      (err) => logger.warn({ err }, 'Old webhooks could not be cleaned up; the service will try again.'),
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
}
