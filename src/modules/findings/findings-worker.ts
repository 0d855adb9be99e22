import { Injectable } from '@nestjs/common';
import { toUnreadableReport } from '../../platform/errors/unreadable-report.js';
import { ownBuffer, WorkerPool } from '../../platform/workers/worker-pool.js';
import {
  buffersOf,
  countRows,
  type FindingsReading,
  type KnownRows,
  packRows,
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

  /** Tracks what a tool found. All that is handed in may be gone afterwards. */
  async trackRows({ rows, features, count }: ToolFindings, known: Surroundings): Promise<TrackedRows> {
    const input = { rows, features, ...known };
    if (isSmall(count, known)) return trackRows(input);
    return this.pool.run('trackRows', input, [...buffersOf({ rows, features }), ...buffersOfKnown(known)]);
  }

  /** Tracks stored findings again. All that is handed in may be gone afterwards. */
  async trackStored(stored: KnownRows, known: Surroundings): Promise<TrackedStored> {
    const input = { stored, ...known };
    if (isSmall(countRows(stored), known)) return trackStored(input);
    return this.pool.runInTurn('trackStored', input, [...buffersOfRows(stored), ...buffersOfKnown(known)]);
  }

  /** Stored findings as the baseline for later scans. The rows may be gone afterwards. */
  async packBaseline(rows: KnownRows): Promise<Uint8Array> {
    return countRows(rows) <= MAX_INLINE_FINDINGS
      ? packRows(rows)
      : this.pool.runInTurn('packRows', rows, buffersOfRows(rows));
  }
}

const buffersOfKnown = ({ baseline, previous, marked }: Surroundings): ArrayBuffer[] => [
  ...(baseline ? ownBuffer(baseline) : []),
  ...buffersOfRows(previous),
  ...buffersOfRows(marked),
];

const buffersOfRows = (rows: KnownRows): ArrayBuffer[] =>
  rows.flatMap(({ issueIds, firstSeenScanIds, features }) => [
    issueIds.buffer,
    firstSeenScanIds.buffer,
    ...ownBuffer(features),
  ]);

const isSmall = (count: number, { baseline, previous, marked }: Surroundings): boolean =>
  count <= MAX_INLINE_FINDINGS &&
  (baseline?.length ?? 0) <= MAX_INLINE_BYTES &&
  countRows(previous) <= MAX_INLINE_FINDINGS &&
  countRows(marked) <= MAX_INLINE_FINDINGS;
