import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics } from 'prom-client';
import { ServiceMetrics } from '../../../platform/observability/service-metrics.js';

/**
 * Metrics for Prometheus: the process, what it counts, and the present state of its parts. Nothing of any tenant.
 * docs/operations.md says of each what it means.
 */
@Injectable()
export class Metrics {
  constructor(private readonly metrics: ServiceMetrics) {
    collectDefaultMetrics({ register: metrics.registry });
  }

  get contentType(): string {
    return this.metrics.registry.contentType;
  }

  text(): Promise<string> {
    return this.metrics.registry.metrics();
  }
}
