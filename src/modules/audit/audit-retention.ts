import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import type { AppConfig } from '../../platform/config/app-config.js';
import { APP_CONFIG } from '../../platform/config/config-token.js';
import { LOGGER } from '../../platform/logging/logger.js';
import { AuditRetentionRepository } from './audit-retention.repository.js';

const EVERY_MS = 6 * 60 * 60_000;
/** Entries of one statement: none runs long or holds many locks. */
const BATCH = 2_000;

/** Forgets entries of the audit log that are older than they are to be kept: at the start, and every few hours. */
@Injectable()
export class AuditRetention implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private isStopping = false;

  constructor(
    private readonly entries: AuditRetentionRepository,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Does not hold up the start. */
  onApplicationBootstrap(): void {
    this.begin();
    this.timer = setInterval(() => this.begin(), EVERY_MS);
    this.timer.unref();
  }

  async onApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    clearInterval(this.timer);
    await this.running;
  }

  private begin(): void {
    this.running = this.running.then(() => this.forgetOld());
  }

  private async forgetOld(): Promise<void> {
    const { retentionDays } = this.config.audit;
    let forgotten = 0;
    try {
      for (let count = BATCH; count === BATCH && !this.isStopping; forgotten += count)
        count = await this.entries.forget(retentionDays, BATCH);
    } catch (error) {
      this.logger.warn({ err: error }, 'Old entries of the audit log could not be deleted; it will be tried again.');
    }
    if (forgotten > 0) this.logger.info({ forgotten, retentionDays }, 'Old entries of the audit log were deleted.');
  }
}
