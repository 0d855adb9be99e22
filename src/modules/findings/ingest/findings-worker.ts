import { Injectable } from '@nestjs/common';
import type { Parsed } from '../../../domain/report-error.js';
import { isSoonUnpacked } from '../../../domain/paths/packed-file-list.js';
import { toUnreadableReport } from '../../../platform/errors/unreadable-report.js';
import type { ArrivingUpload } from '../../../platform/http/read-upload.js';
import { ownBuffer, WorkerPool } from '../../../platform/workers/worker-pool.js';
import type { CutDocument } from '../../../domain/findings/readers/cut-results.js';
import { packRows, type TrackingContext, type TrackedRows, trackRows, trackStored } from './findings.tasks.js';
import type { CopyRows } from '../../../platform/database/tuple-reader.js';
import {
  gatherShares,
  joinShares,
  type ReadFindings,
  type ReadFindingsInput,
  readShare,
  type ReadShare,
  type ReadShareInput,
} from './read-findings.js';
import { sharesOf } from './share.js';
import type { ToolFindings } from './tool-findings.js';

/** Up to here the work takes less time than handing it over would. */
const MAX_INLINE_BYTES = 64 * 1024;
const MAX_INLINE_FINDINGS = 200;
/** Of a report that is read in shares, what is worth a thread: each of them looks for the borders of all results. */
const MIN_SHARE_BYTES = 4 * 1024 * 1024;

/** Work on findings, away from the event loop where it would block it. */
@Injectable()
export class FindingsWorker {
  constructor(private readonly pool: WorkerPool) {}

  /**
   * Cuts a report while it arrives, where a thread is free. Comes to null where nothing came of that: then it is cut as it
   * is read.
   */
  async cutAhead({ memory, comesFast }: ArrivingUpload): Promise<CutDocument | null> {
    if (!(await comesFast)) return null;
    return this.pool.runIfFree('cutArriving', memory);
  }

  /**
   * Throws a 400 that says where and why when the report cannot be read. The bytes may be gone afterwards.
   *
   * @param ahead what `cutAhead` answered for this report
   */
  async read(input: ReadFindingsInput, ahead?: Promise<CutDocument | null> | null): Promise<ReadFindings> {
    const cut = (await ahead) ?? null;
    const count = this.shareCount(input.bytes);
    const shares = await this.readShares(count, { ...input, cut, paths: null });
    if (!shares.some(({ arePathsUnresolved }) => arePathsUnresolved)) return joinShares(shares);
    const paths = shares.flatMap((share) => share.paths);
    return joinShares(await this.readShares(count, { ...input, cut, paths }));
  }

  /** Tracks what a tool found. What is known may be gone afterwards. */
  async trackRows({ parts, count }: ToolFindings, known: TrackingContext): Promise<TrackedRows> {
    const tracked = parts.map(({ firstRow, count: ofPart, features, facts }) => ({
      firstRow,
      count: ofPart,
      features,
      facts,
    }));
    const input = { parts: tracked, ...known };
    if (count <= MAX_INLINE_FINDINGS && isSmall(known)) return trackRows(input);
    return this.pool.run('trackRows', input, buffersOfKnown(known));
  }

  /** Tracks stored findings again. All that is handed in may be gone afterwards. */
  async trackStored(stored: CopyRows, known: TrackingContext): Promise<TrackedRows> {
    const input = { stored, ...known };
    if (sizeOf(stored) <= MAX_INLINE_BYTES && isSmall(known)) return trackStored(input);
    return this.pool.runInTurn('trackStored', input, [...stored.flatMap(ownBuffer), ...buffersOfKnown(known)]);
  }

  /** Stored findings as the baseline for later scans. The rows may be gone afterwards. */
  async packBaseline(rows: CopyRows): Promise<Uint8Array> {
    return sizeOf(rows) <= MAX_INLINE_BYTES
      ? packRows(rows)
      : this.pool.runInTurn('packRows', rows, rows.flatMap(ownBuffer));
  }

  /** As many as there are threads without work, where they can look at the same bytes. */
  private shareCount({ buffer, length }: Uint8Array): number {
    if (!(buffer instanceof SharedArrayBuffer)) return 1;
    return Math.max(1, Math.min(this.pool.freeThreads, Math.floor(length / MIN_SHARE_BYTES)));
  }

  /** So many shares of a report. */
  private async readShares(count: number, input: Omit<ReadShareInput, 'share'>): Promise<ReadShare[]> {
    const readings = await Promise.allSettled(sharesOf(count).map((share) => this.readShare({ ...input, share })));
    const read = readings.map((reading) => {
      if (reading.status === 'rejected') throw reading.reason;
      return reading.value;
    });
    const shares = gatherShares(read);
    if (!shares.ok) throw toUnreadableReport(shares.error);
    return shares.value;
  }

  private async readShare(input: ReadShareInput): Promise<Parsed<ReadShare | null>> {
    return input.bytes.length <= MAX_INLINE_BYTES && isSoonUnpacked(input.fileList)
      ? readShare(input)
      : this.pool.run('readShare', input, ownBuffer(input.bytes));
  }
}

/** All bytes of known problems. */
const piecesOf = ({ baseline, base, previous, marked }: TrackingContext): readonly Uint8Array[] => [
  ...[baseline, base].flatMap((known) => known ?? []),
  ...previous,
  ...marked,
];

const buffersOfKnown = (known: TrackingContext): ArrayBuffer[] => piecesOf(known).flatMap(ownBuffer);

const isSmall = (known: TrackingContext): boolean => sizeOf(piecesOf(known)) <= MAX_INLINE_BYTES;

const sizeOf = (rows: CopyRows): number => rows.reduce((sum, { length }) => sum + length, 0);
