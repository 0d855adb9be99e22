import { Injectable } from '@nestjs/common';
import { toUnreadableReport } from '../../platform/errors/unreadable-report.js';
import { ownBuffer, WorkerPool } from '../../platform/workers/worker-pool.js';
import {
  buffersOf,
  type FindingsReading,
  type ReadFindings,
  readFindings,
  type ReadFindingsInput,
  type Surroundings,
  type ToolFindings,
  type TrackedRows,
  type TrackedStored,
  trackRows,
  trackStored,
} from './findings.tasks.js';

/** Up to here the work takes less time than handing it over would. */
const MAX_INLINE_BYTES = 64 * 1024;
const MAX_INLINE_FINDINGS = 200;

/** Work on findings, away from the event loop where it would block it. */
@Injectable()
export class FindingsWorker {
  constructor(private readonly pool: WorkerPool) {}

  /** Throws a 400 that says where and why when the report cannot be read. The bytes may be gone afterwards. */
  async read(input: ReadFindingsInput): Promise<ReadFindings> {
    const reading =
      input.bytes.length <= MAX_INLINE_BYTES
        ? readFindings(input)
        : await this.pool.run<FindingsReading>('readFindings', input, ownBuffer(input.bytes));
    if (!reading.ok) throw toUnreadableReport(reading.error);
    return reading.value;
  }

  /** Tracks what a tool found. Its rows and features may be gone afterwards. */
  async trackRows({ rows, features, count }: ToolFindings, known: Surroundings): Promise<TrackedRows> {
    const input = { rows, features, ...known };
    if (isSmall(count, known)) return trackRows(input);
    return this.pool.run('trackRows', input, buffersOf({ rows, features }));
  }

  async trackStored(features: readonly Uint8Array[], known: Surroundings): Promise<TrackedStored> {
    const input = { features, ...known };
    return isSmall(features.length, known) ? trackStored(input) : this.pool.run('trackStored', input);
  }
}

const isSmall = (count: number, { baseline, previous, marked }: Surroundings): boolean =>
  count <= MAX_INLINE_FINDINGS &&
  (baseline?.length ?? 0) <= MAX_INLINE_BYTES &&
  previous.features.length <= MAX_INLINE_FINDINGS &&
  marked.features.length <= MAX_INLINE_FINDINGS;
