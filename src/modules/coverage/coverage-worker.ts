import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { isSoonUnpacked } from '../../domain/paths/packed-file-list.js';
import { toUnreadableReport } from '../../platform/errors/unreadable-report.js';
import { WorkerPool } from '../../platform/workers/worker-pool.js';
import type { CoverageRows } from './coverage-rows.js';
import {
  type CoverageReading,
  type FileParts,
  mergeFiles,
  type ReadArrivingCoverageInput,
  type ReadCoverage,
  readCoverage,
  type ReadCoverageInput,
} from './coverage.tasks.js';

/** Up to here reading, or merging what is packed, takes less time than handing over would. */
const MAX_INLINE_BYTES = 128 * 1024;
const MAX_INLINE_MERGES = 200;
/** A millisecond's work. */
const HASHED_PER_TURN = 1024 * 1024;

/** A report that was read, with what tells its bytes from others. */
export interface IdentifiedCoverage extends ReadCoverage {
  readonly digest: Uint8Array;
}

/** Work on coverage reports, away from the event loop where it would block it. */
@Injectable()
export class CoverageWorker {
  /** Done when all reports so far are hashed. */
  private hashed: Promise<unknown> = Promise.resolve();

  constructor(private readonly pool: WorkerPool) {}

  /**
   * Throws a 400 that says where and why when the report cannot be read.
   *
   * @param ahead what `readAhead` answered for this report
   */
  async read(input: ReadCoverageInput, ahead?: Promise<CoverageReading | null>): Promise<IdentifiedCoverage> {
    const [reading, digest] = await Promise.all([this.readAside(input, ahead), this.digest(input.bytes)]);
    if (!reading.ok) throw toUnreadableReport(reading.error);
    return { ...reading.value, digest };
  }

  /**
   * Reads a report that comes fast while it arrives, where a thread is free. Comes to null where nothing came of that:
   * the report is to be read when it is whole, and what is wrong with it, or with reading it, is told then.
   */
  readAhead(input: ReadArrivingCoverageInput): Promise<CoverageReading | null> {
    return this.pool.runIfFree('readArrivingCoverage', input);
  }

  async merge(files: readonly FileParts[]): Promise<CoverageRows> {
    return isQuicklyMerged(files) ? mergeFiles(files) : this.pool.run('mergeFiles', files);
  }

  /** One report after the other: however many there are, each turn of the event loop hashes one piece. */
  private digest(bytes: Uint8Array): Promise<Uint8Array> {
    const digest = this.hashed.then(() => digestOf(bytes));
    this.hashed = digest.catch(() => undefined);
    return digest;
  }

  private async readAside(input: ReadCoverageInput, ahead?: Promise<CoverageReading | null>): Promise<CoverageReading> {
    const reading = await ahead;
    if (reading) return reading;
    const isSmall = input.bytes.length <= MAX_INLINE_BYTES && isSoonUnpacked(input.fileList);
    return isSmall ? readCoverage(input) : this.pool.run('readCoverage', input);
  }
}

function isQuicklyMerged(files: readonly FileParts[]): boolean {
  if (files.length > MAX_INLINE_MERGES) return false;
  const packedBytes = files.flatMap(({ parts }) => parts).reduce((sum, { length }) => sum + length, 0);
  return packedBytes <= MAX_INLINE_BYTES;
}

/** SHA-256, a piece in each turn of the event loop. */
async function digestOf(bytes: Uint8Array): Promise<Uint8Array> {
  const hash = createHash('sha256');
  for (let from = 0; from < bytes.length; from += HASHED_PER_TURN) {
    if (from > 0) await nextTurn();
    hash.update(bytes.subarray(from, from + HASHED_PER_TURN));
  }
  return hash.digest();
}
