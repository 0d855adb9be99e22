import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../platform/config/config-token.js';
import { SchemaWatch } from '../../../platform/database/schema-watch.js';
import { LOGGER } from '../../../platform/logging/logger.js';
import { RepeatedTask } from '../../../platform/time/repeated-task.js';
import { AuditRetentionRepository } from './audit-retention.repository.js';

const EVERY_MS = 6 * 60 * 60_000;
/** Entries of one statement: none runs long or holds many locks. */
const BATCH = 2_000;

/** Forgets entries of the audit log that are older than they are to be kept: at the start, and every few hours. */
@Injectable()
export class AuditRetention implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly task: RepeatedTask;

  constructor(
    private readonly entries: AuditRetentionRepository,
    schema: SchemaWatch,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.task = new RepeatedTask(
      EVERY_MS,
      () => this.forgetOld(),
      (err) => logger.warn({ err }, 'Old entries of the audit log could not be deleted; the service will try again.'),
      () => schema.mayServe,
    );
  }

  /** Does not hold up the start. */
  onApplicationBootstrap(): void {
    this.task.start();
    void this.task.run();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.task.stop();
  }

  private async forgetOld(): Promise<void> {
    const { retentionDays } = this.config.audit;
    let forgotten = 0;
    try {
      for (let count = BATCH; count === BATCH && !this.task.isStopping; forgotten += count)
        count = await this.entries.forget(retentionDays, BATCH);
    } finally {
      if (forgotten > 0) this.logger.info({ forgotten, retentionDays }, 'Old entries of the audit log were deleted.');
    }
  }
}
