import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics } from 'prom-client';
import { ChangeFeed } from '../../../platform/cache/change-feed.js';
import { DatabaseCheck } from '../../../platform/database/database-check.js';
import { AdmissionQueue } from '../../../platform/http/admission-queue.js';
import { ServiceMetrics } from '../../../platform/observability/service-metrics.js';
import { UploadMemoryBudget } from '../../../platform/overload/upload-memory-budget.js';
import { RateLimiter } from '../../../platform/rate-limit/rate-limiter.js';
import { WorkerPool } from '../../../platform/workers/worker-pool.js';
import { DatabaseFigures } from './database-figures.js';

/**
 * Metrics for Prometheus: the process, what it counts, and the present state of its parts. Nothing of any tenant.
 * docs/operations.md says of each what it means.
 */
@Injectable()
export class Metrics {
  constructor(
    private readonly metrics: ServiceMetrics,
    private readonly pool: WorkerPool,
    private readonly admission: AdmissionQueue,
    private readonly memory: UploadMemoryBudget,
    private readonly feed: ChangeFeed,
    private readonly limiter: RateLimiter,
    private readonly database: DatabaseCheck,
    private readonly figures: DatabaseFigures,
  ) {
    collectDefaultMetrics({ register: metrics.registry });
    this.showOverload();
    this.showDependencies();
  }

  get contentType(): string {
    return this.metrics.registry.contentType;
  }

  text(): Promise<string> {
    return this.metrics.registry.metrics();
  }

  private showOverload(): void {
    const { metrics, pool, admission, memory } = this;
    metrics.showStates('report_threads', 'Threads that read reports.', () => ({
      busy: pool.busyThreads,
      idle: pool.freeThreads,
    }));
    metrics.show('report_queue', 'Tasks that wait for a thread.', () => pool.queued);
    metrics.show('admission_waiting', 'Requests that wait to be started.', () => admission.waiting);
    metrics.show('upload_memory_bytes', 'Memory that bodies of requests take.', () => memory.takenBytes);
  }

  private showDependencies(): void {
    const { metrics, feed, limiter, database, figures } = this;
    metrics.show('change_feed_age_seconds', 'Time since no change was missing.', () => feed.ageSeconds);
    metrics.show('redis_up', '1 while limits are shared over Redis; absent without one.', () =>
      limiter.isShared === null ? null : Number(limiter.isShared),
    );
    metrics.showStates('database_connections', 'Connections that are busy or idle, and requests waiting for one.', () =>
      database.poolUse(),
    );
    metrics.show('database_size_bytes', 'Size of the database.', () => figures.sizeBytes());
    metrics.showEach(
      'outgoing_queue',
      'Requests to webhooks and forges, and from these, by their state.',
      ['kind', 'state'],
      async () =>
        (await figures.outgoing()).flatMap(({ kind, ...states }) =>
          Object.entries(states).map(([state, value]) => ({ labels: { kind, state }, value })),
        ),
    );
    metrics.showEach('outgoing_oldest_seconds', 'Time for which the oldest due one waits.', ['kind'], async () =>
      (await figures.oldestOutgoing()).map(({ kind, seconds }) => ({ labels: { kind }, value: seconds })),
    );
    metrics.showEach(
      'forge_budget_remaining',
      'Fewest requests that a forge of the kind still allows a connection.',
      ['kind'],
      async () => (await figures.forgeBudgets()).map(({ kind, remaining }) => ({ labels: { kind }, value: remaining })),
    );
    metrics.show('oldest_pending_scan_seconds', 'Age of the oldest scan that is pending and not timed out.', () =>
      figures.oldestPendingSeconds(),
    );
  }
}
