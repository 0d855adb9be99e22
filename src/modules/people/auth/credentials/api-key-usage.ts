import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { Logger } from 'pino';
import type { ApiKeyId } from '../../../../domain/ids.js';
import { LOGGER } from '../../../../platform/logging/logger.js';
import type { RequestOrigin } from '../../../../platform/request/request-context.js';
import type { CallerIdentity } from '../../../../platform/tenancy/caller.js';
import { Clock } from '../../../../platform/time/clock.js';
import { IdentityRepository, type KeyUses } from '../identity.repository.js';

const FLUSH_EVERY_MS = 5_000;

/**
 * Counts, last times and last addresses of each key's use: kept in memory and written to the database every few seconds and at the end, so
 * that a request by key does not wait for a write.
 */
@Injectable()
export class ApiKeyUsage implements OnModuleInit, OnApplicationShutdown {
  private counted = new Map<ApiKeyId, KeyUses>();
  private timer: NodeJS.Timeout | undefined;
  private flushing: Promise<void> = Promise.resolve();

  constructor(
    private readonly identities: IdentityRepository,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => void this.flush(), FLUSH_EVERY_MS);
    this.timer.unref();
  }

  /** After the last request was answered, before the database is left. */
  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }

  /** One request more by the caller's key; people are not counted. */
  count({ orgId, credential, address = null }: CallerIdentity & Partial<RequestOrigin>): void {
    if (credential.type !== 'api_key') return;
    this.add({ orgId, keyId: credential.apiKeyId, count: 1, lastUsedAt: this.clock.now(), address });
  }

  /** Writes all counts to the database; those that it does not take are kept for the next time. */
  flush(): Promise<void> {
    this.flushing = this.flushing.then(() => this.tell());
    return this.flushing;
  }

  private async tell(): Promise<void> {
    if (this.counted.size === 0) return;
    const told = [...this.counted.values()];
    this.counted = new Map();
    try {
      await this.identities.recordKeyUses(told);
    } catch (error) {
      for (const uses of told) this.add(uses);
      this.logger.warn({ err: error }, 'The use of API keys could not be recorded; the service will try again.');
    }
  }

  private add(uses: KeyUses): void {
    const known = this.counted.get(uses.keyId);
    const last = known && known.lastUsedAt > uses.lastUsedAt ? known : uses;
    this.counted.set(uses.keyId, { ...last, count: uses.count + (known?.count ?? 0) });
  }
}
