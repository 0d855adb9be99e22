import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { DatabaseCheck } from '../../platform/database/database-check.js';
import { UploadMemoryBudget } from '../../platform/overload/upload-memory-budget.js';

/**
 * Metrics for Prometheus: the process, its requests by route, its database connections, its uploads. Nothing of any
 * tenant.
 */
@Injectable()
export class Metrics {
  private readonly registry = new Registry();
  private readonly requests: Counter;
  private readonly durations: Histogram;

  constructor(database: DatabaseCheck, memory: UploadMemoryBudget) {
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry });
    this.requests = new Counter({
      name: 'http_requests_total',
      help: 'Answered requests.',
      labelNames: ['method', 'route', 'status'],
      registers,
    });
    this.durations = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'From the head of a request to the end of its answer.',
      labelNames: ['method', 'route'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers,
    });
    new Gauge({
      name: 'database_pool_connections',
      help: 'Connections to the database that are busy or idle, and requests waiting for one.',
      labelNames: ['state'],
      registers,
      collect() {
        for (const [state, count] of Object.entries(database.poolUse())) this.set({ state }, count);
      },
    });
    new Gauge({
      name: 'upload_memory_bytes',
      help: 'Memory that the bodies of requests take; UPLOAD_MEMORY_MB bounds it.',
      registers,
      collect() {
        this.set(memory.takenBytes);
      },
    });
  }

  /** Starts the clock of a request; call what this answers when it was answered. */
  startRequest(method: string): (route: string, status: number) => void {
    const stop = this.durations.startTimer({ method });
    return (route, status) => {
      stop({ route });
      this.requests.inc({ method, route, status });
    };
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  text(): Promise<string> {
    return this.registry.metrics();
  }
}
