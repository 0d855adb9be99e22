import { Global, Module } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ThrottlerModule, type ThrottlerOptions } from '@nestjs/throttler';
import type { Logger } from 'pino';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/config-token.js';
import { LOGGER } from '../logging/logger.js';
import { Clock } from '../time/clock.js';
import type { BudgetStore } from './budget-store.js';
import { MemoryStore } from './memory-store.js';
import { rateClassOf } from './rate-class.js';
import { RateLimitGuard } from './rate-limit.guard.js';
import { BUDGET_STORE, RateLimiter } from './rate-limiter.js';
import { RedisStore } from './redis-store.js';
import { SharedStore } from './shared-store.js';
import { WINDOW_MS } from './sliding-window.js';

const reflector = new Reflector();

/** One throttler per class; each route is limited by that of its own class alone. */
const throttlersOf = (config: AppConfig): ThrottlerOptions[] =>
  Object.entries(config.rateLimits.perMinute).map(([name, limit]) => ({
    name,
    limit,
    ttl: WINDOW_MS,
    skipIf: (context) => rateClassOf(reflector, [context.getHandler(), context.getClass()]) !== name,
  }));

async function openStore(config: AppConfig, clock: Clock, logger: Logger): Promise<BudgetStore> {
  const own = new MemoryStore(clock);
  if (config.rateLimits.redisUrl === null) return own;
  const redis = new RedisStore(config.rateLimits.redisUrl, logger);
  await redis.connect();
  return new SharedStore(redis, own);
}

/** Limits the rate of each caller's requests. */
@Global()
@Module({
  imports: [
    ThrottlerModule.forRootAsync({
      inject: [APP_CONFIG],
      useFactory: (config: AppConfig) => ({ throttlers: throttlersOf(config) }),
    }),
  ],
  providers: [
    { provide: BUDGET_STORE, useFactory: openStore, inject: [APP_CONFIG, Clock, LOGGER] },
    RateLimiter,
    RateLimitGuard,
  ],
  exports: [RateLimiter, RateLimitGuard],
})
export class RateLimitModule {}
