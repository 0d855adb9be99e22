import { Injectable } from '@nestjs/common';
import { WorkerPool } from '../../platform/workers/worker-pool.js';
import type { CoverageRows } from './coverage-rows.js';
import { type FileParts, mergeFiles } from './merge.tasks.js';

/** Up to here merging takes less time than handing over to a thread would. */
const MAX_INLINE_BYTES = 128 * 1024;
const MAX_INLINE_PARTS = 200;

/** Merges what several uploads say of files, in a thread where merging would block the event loop. */
@Injectable()
export class CoverageMerger {
  constructor(private readonly pool: WorkerPool) {}

  async merge(files: readonly FileParts[]): Promise<CoverageRows> {
    const parts = files.flatMap((file) => file.parts);
    const bytes = parts.reduce((sum, { length }) => sum + length, 0);
    const isSmall = parts.length <= MAX_INLINE_PARTS && bytes <= MAX_INLINE_BYTES;
    return isSmall ? mergeFiles(files) : this.pool.run('mergeFiles', files);
  }
}
