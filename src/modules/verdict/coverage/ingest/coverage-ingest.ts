import { Injectable } from '@nestjs/common';
import { stepsPerCharacter } from '../../../../domain/paths/match-excluded.js';
import { isSoonUnpacked } from '../../../../domain/paths/packed-file-list.js';
import type { Parsed } from '../../../../domain/report-error.js';
import { ServiceMetrics } from '../../../../platform/observability/service-metrics.js';
import { acceptReport } from '../../../../platform/workers/accept-report.js';
import { WorkerPool } from '../../../../platform/workers/worker-pool.js';
import {
  placeCoverage,
  type PlaceCoverageInput,
  type PlacedCoverage,
  type ReadCoverage,
  readCoverage,
  type ReadCoverageInput,
} from './coverage.tasks.js';

/** Up to here the work takes less time than handing over to a thread would. */
const MAX_INLINE_BYTES = 32 * 1024;
/** Lines that ranges in a report stand for. */
const MAX_INLINE_LINES = 200_000;
const MAX_INLINE_KEYFRAME = 64 * 1024;
const MAX_INLINE_FILES = 200;
/** Globs that are read, and steps in which they are matched, within 10 ms. */
const MAX_INLINE_GLOBS = 2_000;
const MAX_INLINE_STEPS = 3_000_000;

/** Reads coverage reports, in a thread where reading would block the event loop. */
@Injectable()
export class CoverageIngest {
  constructor(
    private readonly pool: WorkerPool,
    private readonly metrics: ServiceMetrics,
  ) {}

  /**
   * Reads a report into a manifest and segments that are ready to be stored.
   *
   * @throws AppError unreadable_report (400), with the place and the reason
   */
  async readCoverage(input: ReadCoverageInput): Promise<ReadCoverage> {
    return acceptReport(this.metrics, input.format, () => this.readWhereFit(input));
  }

  /** Resolves the paths of stored files again. */
  async place(input: PlaceCoverageInput): Promise<PlacedCoverage> {
    const { files } = input;
    const pathLength = files.reduce((sum, { path }) => sum + path.length, 0);
    const packedBytes = files.reduce((sum, { packed }) => sum + packed.length, 0);
    const isSmall =
      files.length <= MAX_INLINE_FILES && packedBytes <= MAX_INLINE_BYTES && isSoonPlaced(input, pathLength);
    return isSmall ? placeCoverage(input) : this.pool.run('placeCoverage', input);
  }

  private async readWhereFit(input: ReadCoverageInput): Promise<Parsed<ReadCoverage>> {
    return readInPlace(input) ?? this.pool.run('readCoverage', input);
  }
}

/** The report, read in place; null for one that a thread has to read. */
export function readInPlace(input: ReadCoverageInput): Parsed<ReadCoverage> | null {
  if (input.bytes.length > MAX_INLINE_BYTES || !isSoonPlaced(input, input.bytes.length)) return null;
  const read = readCoverage(input, MAX_INLINE_LINES);
  return read.ok || read.error.code !== 'limit_exceeded' ? read : null;
}

/** @param pathLength characters of the paths that are placed; those of the listed files come to it */
const isSoonPlaced = ({ fileList, keyframe, exclude }: PlacedBy, pathLength: number): boolean =>
  isSoonUnpacked(fileList) &&
  (keyframe === null || keyframe.content.length <= MAX_INLINE_KEYFRAME) &&
  exclude.reduce((sum, { length }) => sum + length, 0) <= MAX_INLINE_GLOBS &&
  (pathLength + (fileList?.length ?? 0)) * stepsPerCharacter(exclude) <= MAX_INLINE_STEPS;

type PlacedBy = Pick<ReadCoverageInput, 'fileList' | 'keyframe' | 'exclude'>;
