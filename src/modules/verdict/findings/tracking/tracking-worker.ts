import { Injectable } from '@nestjs/common';
import type { TrackedRows } from '../../../../domain/findings/tracking/track-files.js';
import type { WorkAside } from '../../../../platform/database/tenant-database.js';
import type { CopyRows } from '../../../../platform/database/tuple-reader.js';
import { ownBuffer, WorkerPool } from '../../../../platform/workers/worker-pool.js';
import {
  type TrackedReport,
  trackReported,
  type TrackReportedInput,
  trackStored,
  type TrackStoredInput,
} from './tracking.tasks.js';

/** Up to here the work takes less time than handing it over would. */
const MAX_INLINE_BYTES = 64 * 1024;

/** Tracking of findings, in a thread where it would block the event loop. */
@Injectable()
export class TrackingWorker {
  constructor(private readonly pool: WorkerPool) {}

  /** Tracks findings of a report. The copied segments may be detached afterwards. */
  trackReported(input: TrackReportedInput): WorkAside<TrackedReport> {
    const reported = input.files.length === 0 ? 0 : sizeOf(input.parts.map(({ contents }) => contents));
    return {
      isShort: reported + sizeOf(input.segments) <= MAX_INLINE_BYTES,
      run: () => this.run('trackReported', input, trackReported, reported),
    };
  }

  /** Tracks stored findings again. The copied segments may be detached afterwards. */
  trackStored(input: TrackStoredInput): WorkAside<TrackedRows> {
    return {
      isShort: sizeOf(input.segments) <= MAX_INLINE_BYTES,
      run: () => this.run('trackStored', input, trackStored, 0),
    };
  }

  private async run<Input extends { readonly segments: CopyRows }, Output>(
    task: string,
    input: Input,
    inline: (input: Input) => Output,
    bytes: number,
  ): Promise<Output> {
    if (bytes + sizeOf(input.segments) <= MAX_INLINE_BYTES) return inline(input);
    return this.pool.runInTurn<Output>(task, input, input.segments.flatMap(ownBuffer));
  }
}

const sizeOf = (pieces: readonly Uint8Array[]): number => pieces.reduce((sum, { length }) => sum + length, 0);
