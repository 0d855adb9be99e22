import { Injectable } from '@nestjs/common';
import { keepAlive } from '../../../platform/database/keep-alive.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { WorkerPool } from '../../../platform/workers/worker-pool.js';
import type { ComparedChange } from '../scan/scan.reader.js';
import type { StoredFindings } from './storage/finding-store.js';
import { SegmentRepository } from './storage/segment.repository.js';
import type { SentSegment, TEXTS_TASKS } from './storage/texts.tasks.js';

const TASK: keyof typeof TEXTS_TASKS = 'stripTexts';

/** Reads contents of files without the texts of their findings, inside the open tenant transaction. */
@Injectable()
export class StrippedSegments {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly pool: WorkerPool,
    private readonly segments: SegmentRepository,
  ) {}

  /** The contents that these findings are of. */
  async read({ orgId, repoId }: ComparedChange, stored: readonly StoredFindings[]): Promise<SentSegment[]> {
    const addresses = [...new Set(stored.flatMap(({ manifest }) => manifest.map(({ address }) => address)))];
    if (addresses.length === 0) return [];
    const contents = await this.segments.copySegments(orgId, repoId, addresses);
    return keepAlive(this.tenant.manager(orgId), this.pool.runInTurn<SentSegment[]>(TASK, contents));
  }
}
