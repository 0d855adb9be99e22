import { Injectable } from '@nestjs/common';
import { isSoonUnpacked } from '../../../../domain/paths/packed-file-list.js';
import type { Parsed } from '../../../../domain/report-error.js';
import type { ListedTest } from '../../../../domain/test-results/survey-tests.js';
import { ServiceMetrics } from '../../../../platform/observability/service-metrics.js';
import { acceptReport } from '../../../../platform/workers/accept-report.js';
import { WorkerPool } from '../../../../platform/workers/worker-pool.js';
import {
  type CountedTests,
  countTests,
  listTests,
  nameTests,
  type PackedUpload,
  type PackedUploads,
  type ReadTests,
  readTests,
  type ReadTestsInput,
  type TestPage,
} from './tests.tasks.js';

/** Up to here the work takes less time than handing over to a thread would. */
const MAX_INLINE_BYTES = 32 * 1024;
const MAX_INLINE_PACKED = 8 * 1024;

/** The one format of test results. */
const FORMAT = 'junit';

/** Reads and compares test results, in a thread where that would block the event loop. */
@Injectable()
export class TestsWorker {
  constructor(
    private readonly pool: WorkerPool,
    private readonly metrics: ServiceMetrics,
  ) {}

  /** @throws AppError unreadable_report (400), with the place and the reason */
  async readTests(input: ReadTestsInput): Promise<ReadTests> {
    const isSmall = input.bytes.length <= MAX_INLINE_BYTES && isSoonUnpacked(input.fileList);
    return acceptReport(this.metrics, FORMAT, () =>
      isSmall ? readTests(input) : this.pool.run<Parsed<ReadTests>>('readTests', input),
    );
  }

  async countTests(uploads: PackedUploads): Promise<CountedTests> {
    return isSmall(uploads) ? countTests(uploads) : this.pool.runInTurn('countTests', uploads);
  }

  async nameTests(uploads: readonly PackedUpload[]): Promise<readonly PackedUpload[]> {
    const isShort = isSmall({ own: uploads, earlier: [], base: [] });
    return isShort ? nameTests(uploads) : this.pool.runInTurn('nameTests', uploads);
  }

  /** Some tests, one more than the page holds where there are more. */
  async listTests(uploads: PackedUploads, page: TestPage): Promise<readonly ListedTest[]> {
    const input = { uploads, page };
    return isSmall(uploads) ? listTests(input) : this.pool.runInTurn('listTests', input);
  }
}

const isSmall = ({ own, earlier, base }: Omit<PackedUploads, 'deleted'>): boolean =>
  [...own, ...earlier, ...base].reduce((sum, { content }) => sum + content.length, 0) <= MAX_INLINE_PACKED;
