import { Injectable } from '@nestjs/common';
import type { CopyRows } from '../../../platform/database/tuple-reader.js';
import { ownBuffer, WorkerPool } from '../../../platform/workers/worker-pool.js';
import type { ToolFindings } from '../ingest/tool-findings.js';
import { packRows, type TrackedRows, type TrackingContext, trackRows, trackStored } from './tracking.tasks.js';

/** Up to here the work takes less time than handing it over would. */
const MAX_INLINE_BYTES = 64 * 1024;
const MAX_INLINE_FINDINGS = 200;

/** Tracking of findings, in a thread where it would block the event loop. */
@Injectable()
export class TrackingWorker {
  constructor(private readonly pool: WorkerPool) {}

  /** Tracks findings of a tool on their way into the database. The buffers of `known` may be detached afterwards. */
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

  /** Tracks stored findings again. All buffers passed in may be detached afterwards. */
  async trackStored(stored: CopyRows, known: TrackingContext): Promise<TrackedRows> {
    const input = { stored, ...known };
    if (sizeOf(stored) <= MAX_INLINE_BYTES && isSmall(known)) return trackStored(input);
    return this.pool.runInTurn('trackStored', input, [...stored.flatMap(ownBuffer), ...buffersOfKnown(known)]);
  }

  /** Packs stored findings as the baseline for later scans. The rows may be detached afterwards. */
  async packBaseline(rows: CopyRows): Promise<Uint8Array> {
    return sizeOf(rows) <= MAX_INLINE_BYTES
      ? packRows(rows)
      : this.pool.runInTurn('packRows', rows, rows.flatMap(ownBuffer));
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
