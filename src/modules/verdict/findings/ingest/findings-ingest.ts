import { Injectable } from '@nestjs/common';
import { type ClassificationOverrides, stepsOfOverrides } from '../../../../domain/findings/classify/overrides.js';
import { isSoonUnpacked } from '../../../../domain/paths/packed-file-list.js';
import type { Parsed } from '../../../../domain/report-error.js';
import { ServiceMetrics } from '../../../../platform/observability/service-metrics.js';
import { acceptReport } from '../../../../platform/workers/accept-report.js';
import { ownBuffer, WorkerPool } from '../../../../platform/workers/worker-pool.js';
import { type ReadFindings, type ReadFindingsInput, readInShares, type ReadShare, readWhole } from './read-findings.js';

/** Up to here reading takes less time than handing over to a thread would. */
const MAX_INLINE_BYTES = 8 * 1024;
/** Characters of overrides that are read, and steps in which they are matched, within 10 ms. */
const MAX_INLINE_OVERRIDES = 10_000;
const MAX_INLINE_STEPS = 3_000_000;
/** Bytes of a report that are worth one more thread: each thread looks for the borders of all results. */
const MIN_SHARE_BYTES = 4 * 1024 * 1024;

/** Bytes of a report from which on looking for what is stored of it takes less time than packing it again. */
export const MIN_LOOKED_UP_BYTES = 1024 * 1024;

/** True for a report that is worth reading without what is stored already, and can be read again where that is gone. */
export const leavesOutStored = ({ buffer, length }: Uint8Array): boolean =>
  buffer instanceof SharedArrayBuffer && length >= MIN_LOOKED_UP_BYTES;

const isSoonRead = ({ bytes, fileList, overrides }: ReadFindingsInput): boolean =>
  bytes.length <= MAX_INLINE_BYTES && isSoonUnpacked(fileList) && areSoonMatched(overrides, bytes.length);

const areSoonMatched = (overrides: ClassificationOverrides, reportLength: number): boolean =>
  overrides.reduce((sum, { tool, rule }) => sum + tool.length + rule.length, 0) <= MAX_INLINE_OVERRIDES &&
  reportLength * stepsOfOverrides(overrides) <= MAX_INLINE_STEPS;

/** Reads findings reports, in threads where reading would block the event loop. */
@Injectable()
export class FindingsIngest {
  constructor(
    private readonly pool: WorkerPool,
    private readonly metrics: ServiceMetrics,
  ) {}

  /**
   * Reads a report into rows and features, tool by tool. The bytes may be detached afterwards.
   *
   * @throws AppError unreadable_report (400), with the place and the reason
   */
  async readFindings(input: ReadFindingsInput): Promise<ReadFindings> {
    return acceptReport(this.metrics, input.format, () => this.readWhereFit(input));
  }

  private readWhereFit(input: ReadFindingsInput): Promise<Parsed<ReadFindings>> {
    if (isSoonRead(input)) return readWhole(input);
    const shareCount = this.shareCount(input.bytes);
    if (shareCount === 1) return this.pool.run('readFindings', input, ownBuffer(input.bytes));
    return readInShares(input, shareCount, (share) => this.pool.run<Parsed<ReadShare | null>>('readShare', share));
  }

  /** One share for each thread without work, where threads can look at the bytes in shared memory. */
  private shareCount({ buffer, length }: Uint8Array): number {
    if (!(buffer instanceof SharedArrayBuffer)) return 1;
    return Math.max(1, Math.min(this.pool.freeThreads, Math.floor(length / MIN_SHARE_BYTES)));
  }
}
