import { Injectable } from '@nestjs/common';
import { AdmissionQueue } from '../../../platform/http/admission-queue.js';
import { ServiceMetrics } from '../../../platform/observability/service-metrics.js';
import { UploadMemoryBudget } from '../../../platform/overload/upload-memory-budget.js';
import { WorkerPool } from '../../../platform/workers/worker-pool.js';

/** Metrics of what holds requests back. */
@Injectable()
export class OverloadMetrics {
  constructor(metrics: ServiceMetrics, pool: WorkerPool, admission: AdmissionQueue, memory: UploadMemoryBudget) {
    metrics.showStates('report_threads', 'Threads that read reports.', () => ({
      busy: pool.busyThreads,
      idle: pool.freeThreads,
    }));
    metrics.show('report_queue', 'Tasks waiting for a thread.', () => pool.queued);
    metrics.show('admission_waiting', 'Requests waiting to be processed.', () => admission.waiting);
    metrics.show('upload_memory_bytes', 'Memory used by request bodies.', () => memory.takenBytes);
  }
}
