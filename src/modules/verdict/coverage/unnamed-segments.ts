import { Injectable } from '@nestjs/common';
import type { OrgId, RepoId } from '../../../domain/ids.js';
import type { Address } from '../../../domain/segments/manifest.js';
import { keepAlive } from '../../../platform/database/keep-alive.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { WorkerPool } from '../../../platform/workers/worker-pool.js';
import { ManifestRepository } from './storage/manifest.repository.js';
import { type DifferencePlace, SweepRepository } from './storage/sweep.repository.js';
import type { NamingManifests } from './storage/unite.tasks.js';

/** Differences that a thread reads at once; each is at most a quarter of a keyframe. */
const DIFFERENCES_AT_ONCE = 200;

const BEFORE_ALL: DifferencePlace = { scanId: 0, uploadId: -1 };

/** Finds stored lines that no scan of a repository names, inside the open tenant transaction. */
@Injectable()
export class UnnamedSegments {
  constructor(
    private readonly manifests: ManifestRepository,
    private readonly repository: SweepRepository,
    private readonly pool: WorkerPool,
    private readonly tenant: TenantDatabase,
  ) {}

  /** At most `limit` of them. */
  async find(orgId: OrgId, repoId: RepoId, limit: number): Promise<Address[]> {
    await this.repository.beginNamed(orgId);
    for await (const naming of this.naming(orgId, repoId)) {
      const named = this.pool.runInTurn<Uint8Array>('namedSegments', naming);
      await this.repository.addNamed(orgId, await keepAlive(this.tenant.manager(orgId), named));
    }
    return this.repository.unnamedSegments(orgId, repoId, limit);
  }

  /** All that names segments of the repository: keyframes of manifests, and differences. */
  private async *naming(orgId: OrgId, repoId: RepoId): AsyncGenerator<NamingManifests> {
    for (const address of await this.repository.namedKeyframes(orgId, repoId)) {
      const keyframe = await this.manifests.findKeyframe(orgId, repoId, address);
      if (keyframe) yield { keyframe, differences: [] };
    }
    let place: DifferencePlace | undefined = BEFORE_ALL;
    while (place) {
      const rows = await this.repository.differencesAfter(orgId, repoId, place, DIFFERENCES_AT_ONCE);
      if (rows.length > 0) yield { keyframe: null, differences: rows.map(({ difference }) => difference) };
      place = rows.at(-1);
    }
  }
}
