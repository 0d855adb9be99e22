import { Injectable } from '@nestjs/common';
import type { OrgId, RepoId, ScanId } from '../../../domain/ids.js';
import type { Address } from '../../../domain/segments/manifest.js';
import { keepAlive } from '../../../platform/database/keep-alive.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { WorkerPool } from '../../../platform/workers/worker-pool.js';
import { QuotaWriter } from '../../people/quota/quota.writer.js';
import type { Scan } from '../scan/scan.reader.js';
import { type ScanDetails, ScanDetailsWriter } from '../scan/scan-details.writer.js';
import { CoverageRepository } from './coverage.repository.js';
import { ManifestRepository } from './storage/manifest.repository.js';
import { type DifferencePlace, SweepRepository } from './storage/sweep.repository.js';
import type { NamingManifests } from './storage/unite.tasks.js';

/** Differences that a thread reads at once; each is at most a quarter of a keyframe. */
const DIFFERENCES_AT_ONCE = 200;
const BEFORE_ALL: DifferencePlace = { scanId: 0, uploadId: -1 };

/** Line coverage as details of scans, which goes before the scans do; their totals stay. */
@Injectable()
export class CoverageDetails implements ScanDetails {
  constructor(
    private readonly uploads: CoverageRepository,
    private readonly manifests: ManifestRepository,
    private readonly repository: SweepRepository,
    private readonly pool: WorkerPool,
    private readonly tenant: TenantDatabase,
    private readonly quotas: QuotaWriter,
    details: ScanDetailsWriter,
  ) {
    details.register(this);
  }

  /** Deletes which files scans cover; what their uploads were stays known. */
  async deleteOf(orgId: OrgId, scanIds: readonly ScanId[]): Promise<void> {
    await this.repository.deleteManifests(orgId, scanIds);
    await this.quotas.addStoredBytes(orgId, -(await this.uploads.clearStoredBytes(orgId, scanIds)));
  }

  keep(orgId: OrgId, repoId: RepoId): Promise<void> {
    return this.manifests.keepSegments(orgId, repoId);
  }

  async share({ orgId, id }: Scan, from: ScanId): Promise<void> {
    await this.uploads.copy(orgId, from, id);
    await this.manifests.copy(orgId, from, id);
  }

  /**
   * Deletes keyframes and segments that no scan of the repository names. What is named is gathered beside uploads, which
   * wait for the deleting alone; where one came in between, which may name what was to go, nothing is deleted.
   */
  async sweep(orgId: OrgId, repoId: RepoId, limit: number): Promise<number> {
    const snapshot = await this.manifests.currentSnapshot(orgId);
    const unnamed = await this.findUnnamed(orgId, repoId, limit);
    await this.manifests.lockSegments(orgId, repoId);
    if (await this.repository.hasStoredSince(orgId, repoId, snapshot)) return 0;
    const keyframes = await this.repository.deleteKeyframes(orgId, repoId, limit);
    const segments = unnamed.slice(0, limit - keyframes);
    await this.manifests.deleteSegments(orgId, repoId, segments);
    return keyframes + segments.length;
  }

  private async findUnnamed(orgId: OrgId, repoId: RepoId, limit: number): Promise<Address[]> {
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
