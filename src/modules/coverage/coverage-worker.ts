import { createHash } from 'node:crypto';
import { setImmediate as nextTurn, setTimeout } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { isSoonUnpacked } from '../../domain/paths/packed-file-list.js';
import { toUnreadableReport } from '../../platform/errors/unreadable-report.js';
import { ComingParts } from '../../platform/workers/coming-parts.js';
import { WorkerPool } from '../../platform/workers/worker-pool.js';
import type { CoverageRows } from './coverage-rows.js';
import {
  type CoveragePart,
  type CoveragePiece,
  type CoverageReading,
  type FileParts,
  mergeFiles,
  placeCoverage,
  type PlaceCoverageInput,
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

/** A report that a thread has begun to read. */
export interface ComingCoverage {
  readonly pieces: ComingParts<CoveragePiece>;
  /** Comes to null where nothing came of it. */
  readonly reading: Promise<CoverageReading | null>;
}

/** A report of which the first files were read, or all. */
export interface IdentifiedCoverage {
  /** What tells its bytes from others. It is computed aside; once it is asked for, the rest of it is computed at once. */
  readonly digest: () => Promise<Uint8Array>;
  /** Its files, each in one piece only. Going through them fails where reading the rest of the report does. */
  readonly pieces: ComingParts<CoveragePiece>;
  /** What it is, known behind its files. */
  readonly report: Promise<ReadCoverage>;
}

/** Files of a report at their paths in the repository, and the paths that have no place there. */
export interface PlacedCoverage {
  readonly pieces: readonly CoveragePiece[];
  readonly unmatched: readonly string[];
}

/** Work on coverage reports, away from the event loop where it would block it. */
@Injectable()
export class CoverageWorker {
  /** Done when all reports so far are hashed. */
  private hashed: Promise<unknown> = Promise.resolve();
  /** How many wait for a digest. */
  private askedFor = 0;

  constructor(private readonly pool: WorkerPool) {}

  /**
   * Comes to a report once its first files are read. Throws a 400 that says where and why when it cannot be read, and so
   * does going through its files.
   *
   * @param ahead what `readAhead` answered for this report
   */
  async read(input: ReadCoverageInput, ahead: ComingCoverage | null): Promise<IdentifiedCoverage> {
    const pieces = ahead?.pieces ?? new ComingParts<CoveragePiece>();
    const report = this.reportOf(input, pieces, ahead);
    // Told to whoever goes through the pieces.
    report.catch(() => undefined);
    const digest = this.digest(input.bytes);
    await pieces.first();
    return { digest, pieces, report };
  }

  /**
   * Reads a report that comes fast while it arrives, where a thread is free. Nothing comes of it where that does not go well:
   * the report is to be read when it is whole, and what is wrong with it, or with reading it, is told then.
   */
  readAhead(input: ReadArrivingCoverageInput): ComingCoverage {
    const pieces = new ComingParts<CoveragePiece>();
    return { pieces, reading: this.pool.runIfFree('readArrivingCoverage', input, takeInto(pieces)) };
  }

  /** Resolves the paths of files that were read before once more. */
  async place(input: PlaceCoverageInput): Promise<PlacedCoverage> {
    const pieces: CoveragePiece[] = [];
    const take = (told: unknown) => {
      const part = told as CoveragePart;
      if (part.kind === 'piece') pieces.push(part.piece);
    };
    const isSmall = isQuicklyMerged(input.files.map(({ packed }) => packed)) && isSoonUnpacked(input.fileList);
    const report = isSmall
      ? placeCoverage(input, take)
      : await this.pool.run<ReadCoverage>('placeCoverage', input, [], take);
    return { pieces, unmatched: report.unmatched };
  }

  async merge(files: readonly FileParts[]): Promise<CoverageRows> {
    return isQuicklyMerged(files.flatMap(({ parts }) => parts))
      ? mergeFiles(files)
      : this.pool.run('mergeFiles', files);
  }

  /** One report after the other: however many there are, each turn of the event loop hashes one piece. */
  private digest(bytes: Uint8Array): IdentifiedCoverage['digest'] {
    // Who waits for one waits for those before it too.
    const digest = this.hashed.then(() => digestOf(bytes, () => (this.askedFor > 0 ? nextTurn() : aWhile())));
    this.hashed = digest.catch(() => undefined);
    return () => {
      this.askedFor += 1;
      return digest.finally(() => (this.askedFor -= 1));
    };
  }

  private async reportOf(
    input: ReadCoverageInput,
    pieces: ComingParts<CoveragePiece>,
    ahead: ComingCoverage | null,
  ): Promise<ReadCoverage> {
    try {
      const reading = (await ahead?.reading) ?? (await this.readWhole(input, pieces));
      if (!reading.ok) throw toUnreadableReport(reading.error);
      pieces.complete();
      return reading.value;
    } catch (error) {
      pieces.fail(error as Error);
      throw error;
    }
  }

  private async readWhole(input: ReadCoverageInput, pieces: ComingParts<CoveragePiece>): Promise<CoverageReading> {
    pieces.recall();
    const isSmall = input.bytes.length <= MAX_INLINE_BYTES && isSoonUnpacked(input.fileList);
    return isSmall ? readCoverage(input, takeInto(pieces)) : this.pool.run('readCoverage', input, [], takeInto(pieces));
  }
}

const takeInto = (pieces: ComingParts<CoveragePiece>) => (told: unknown) => {
  const part = told as CoveragePart;
  if (part.kind === 'piece') pieces.add(part.piece);
  else pieces.recall();
};

/** @param parts what is known of each file, packed */
function isQuicklyMerged(parts: readonly Uint8Array[]): boolean {
  return parts.length <= MAX_INLINE_MERGES && parts.reduce((sum, { length }) => sum + length, 0) <= MAX_INLINE_BYTES;
}

/** Delay that leaves most of the event loop to others. */
const aWhile = () => setTimeout(1);

/** SHA-256, a piece in each turn of the event loop. */
async function digestOf(bytes: Uint8Array, pause: () => Promise<unknown>): Promise<Uint8Array> {
  const hash = createHash('sha256');
  for (let from = 0; from < bytes.length; from += HASHED_PER_TURN) {
    if (from > 0) await pause();
    hash.update(bytes.subarray(from, from + HASHED_PER_TURN));
  }
  return hash.digest();
}
