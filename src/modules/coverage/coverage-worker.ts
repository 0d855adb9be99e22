import { Injectable } from '@nestjs/common';
import { toUnreadableReport } from '../../platform/errors/unreadable-report.js';
import { ownBuffer, WorkerPool } from '../../platform/workers/worker-pool.js';
import type { CoverageRows } from './coverage-rows.js';
import {
  type CoverageReading,
  type FileParts,
  mergeFiles,
  type ReadCoverage,
  readCoverage,
  type ReadCoverageInput,
} from './coverage.tasks.js';

/** Up to here reading takes less time than handing over would. */
const MAX_INLINE_BYTES = 128 * 1024;
const MAX_INLINE_MERGES = 200;

/** Work on coverage reports, away from the event loop where it would block it. */
@Injectable()
export class CoverageWorker {
  constructor(private readonly pool: WorkerPool) {}

  /** Throws a 400 that says where and why when the report cannot be read. The bytes may be gone afterwards. */
  async read(input: ReadCoverageInput): Promise<ReadCoverage> {
    const reading =
      input.bytes.length <= MAX_INLINE_BYTES
        ? readCoverage(input)
        : await this.pool.run<CoverageReading>('readCoverage', input, ownBuffer(input.bytes));
    if (!reading.ok) throw toUnreadableReport(reading.error);
    return reading.value;
  }

  async merge(files: readonly FileParts[]): Promise<CoverageRows> {
    return files.length <= MAX_INLINE_MERGES ? mergeFiles(files) : this.pool.run('mergeFiles', files);
  }
}
