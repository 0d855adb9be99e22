import { Injectable } from '@nestjs/common';
import { ChangeFeed } from '../../../platform/cache/change-feed.js';
import { DatabaseCheck } from '../../../platform/database/database-check.js';
import { ServiceMetrics } from '../../../platform/observability/service-metrics.js';
import { RateLimiter } from '../../../platform/rate-limit/rate-limiter.js';
import { DatabaseFigures } from './database-figures.js';

/** Metrics of the database, of what it holds for others, and of what the process shares with other instances. */
@Injectable()
export class DependencyMetrics {
  constructor(
    metrics: ServiceMetrics,
    feed: ChangeFeed,
    limiter: RateLimiter,
    database: DatabaseCheck,
    figures: DatabaseFigures,
  ) {
    metrics.show('change_feed_age_seconds', 'Time since the change feed was last complete.', () => feed.ageSeconds);
    metrics.show('redis_up', '1 while rate limits are shared through Redis; absent without Redis.', () =>
      limiter.isShared === null ? null : Number(limiter.isShared),
    );
    metrics.showStates('database_connections', 'Busy and idle connections, and requests waiting for one.', () =>
      database.poolUse(),
    );
    metrics.show('database_size_bytes', 'Size of the database.', () => figures.sizeBytes());
    metrics.showEach(
      'outgoing_queue',
      'Requests to webhooks and forges, and from forges, by state.',
      ['kind', 'state'],
      async () =>
        (await figures.outgoing()).flatMap(({ kind, ...states }) =>
          Object.entries(states).map(([state, value]) => ({ labels: { kind, state }, value })),
        ),
    );
    metrics.showEach('outgoing_oldest_seconds', 'Waiting time of the oldest due item.', ['kind'], async () =>
      (await figures.oldestOutgoing()).map(({ kind, seconds }) => ({ labels: { kind }, value: seconds })),
    );
    metrics.showEach(
      'forge_budget_remaining',
      'Lowest number of remaining requests among the connections to forges of this kind.',
      ['kind'],
      async () => (await figures.forgeBudgets()).map(({ kind, remaining }) => ({ labels: { kind }, value: remaining })),
    );
    metrics.show('oldest_pending_scan_seconds', 'Age of the oldest pending scan that has not timed out.', () =>
      figures.oldestPendingSeconds(),
    );
  }
}
