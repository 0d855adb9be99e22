import { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { BudgetStore } from './budget-store.js';
import { CircuitBreaker } from './circuit-breaker.js';
import { type BudgetDecision, ENTRY_MS, WINDOW_MS } from './sliding-window.js';
import { TAKE_FROM_WINDOW } from './take-from-window.lua.js';

const PREFIX = 'quality-gate:budget:';
/** A request waits no longer than this for Redis before it is counted here alone. */
const ANSWER_MS = 250;
/** Pause after which a Redis that did not answer is tried again, by one request. */
const OPEN_MS = 1_000;
const CONNECT_MS = 2_000;
const MAX_RECONNECT_MS = 2_000;

interface RedisWithScript extends Redis {
  takeFromWindow(key: string, limit: number, windowMs: number, entryMs: number): Promise<[number, number, number]>;
}

/**
 * Counts in Redis, for all processes that share it. `take` fails at once while Redis is away; while it hangs, one request a
 * second waits for it.
 */
export class RedisStore implements BudgetStore {
  private readonly redis: RedisWithScript;
  private readonly breaker = new CircuitBreaker(OPEN_MS);
  private isDown = false;

  constructor(
    url: string,
    private readonly logger: Logger,
  ) {
    this.redis = new Redis(url, {
      lazyConnect: true,
      connectTimeout: CONNECT_MS,
      commandTimeout: ANSWER_MS,
      maxRetriesPerRequest: 0,
      enableOfflineQueue: false,
      keyPrefix: PREFIX,
      retryStrategy: (attempt) => Math.min(attempt * 100, MAX_RECONNECT_MS),
      scripts: { takeFromWindow: { lua: TAKE_FROM_WINDOW, numberOfKeys: 1 } },
    }) as RedisWithScript;
    this.redis.on('error', (error: Error) => this.report(true, error));
    this.redis.on('ready', () => this.report(false));
  }

  get isShared(): boolean {
    return !this.isDown;
  }

  /** Waits for the first connection, but not for ever: without one the service starts all the same. */
  async connect(): Promise<void> {
    await this.redis.connect().catch((error: unknown) => this.report(true, error));
  }

  async take(key: string, limit: number): Promise<BudgetDecision> {
    const [isAdmitted, remaining, resetMs] = await this.breaker.run(() => this.takeFromWindow(key, limit));
    return { isAdmitted: isAdmitted === 1, remaining, resetMs };
  }

  close(): Promise<void> {
    this.redis.disconnect();
    return Promise.resolve();
  }

  private async takeFromWindow(key: string, limit: number): Promise<[number, number, number]> {
    try {
      const decision = await this.redis.takeFromWindow(key, limit, WINDOW_MS, ENTRY_MS);
      this.report(false);
      return decision;
    } catch (error) {
      this.report(true, error);
      throw error;
    }
  }

  /** Once per outage, not once per attempt. */
  private report(isDown: boolean, error?: unknown): void {
    if (isDown === this.isDown) return;
    this.isDown = isDown;
    if (isDown)
      this.logger.warn(
        { err: error },
        'Redis is unavailable; each process limits requests on its own until it is back.',
      );
    else this.logger.info('Redis is available again; limits are shared again.');
  }
}
