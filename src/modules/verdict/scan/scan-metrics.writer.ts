import { Injectable } from '@nestjs/common';
import type { GateStatus } from '../../../domain/gate/decide-status.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { ServiceMetrics } from '../../../platform/observability/service-metrics.js';
import { Clock } from '../../../platform/time/clock.js';
import type { Scan, ScanState } from './scan.js';

/** Counts for operators what happens to scans, once the open transaction is committed. */
@Injectable()
export class ScanMetricsWriter {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly metrics: ServiceMetrics,
    private readonly clock: Clock,
  ) {}

  /** A scan is in another state than before. */
  countState(state: ScanState | 'timed_out'): void {
    this.tenant.afterCommit(() => this.metrics.scans.inc({ state }));
  }

  /** A scan was judged; its first verdict is timed from its last report on. */
  countVerdict({ lastUploadAt }: Pick<Scan, 'lastUploadAt'>, status: GateStatus, isFirst: boolean): void {
    this.tenant.afterCommit(() => {
      this.metrics.verdicts.inc({ status });
      if (isFirst && lastUploadAt) this.metrics.verdictDelays.observe(this.secondsSince(lastUploadAt));
    });
  }

  /** Never negative: clocks of two instances differ. */
  private secondsSince(time: Date): number {
    return Math.max(0, (this.clock.now().getTime() - time.getTime()) / 1000);
  }
}
