import { Injectable } from '@nestjs/common';
import type { OrgId, RepoId, ScanId } from '../../../domain/ids.js';
import { QuotaWriter } from '../../people/quota/quota.writer.js';
import type { Scan } from '../scan/scan.reader.js';
import { type ScanDetails, ScanDetailsWriter } from '../scan/scan-details.writer.js';
import { CoverageRepository } from './coverage.repository.js';
import { ManifestRepository } from './storage/manifest.repository.js';
import { SweepRepository } from './storage/sweep.repository.js';
import { UnnamedSegments } from './unnamed-segments.js';

/** Line coverage as details of scans, which goes before the scans do; their totals stay. */
@Injectable()
export class CoverageDetails implements ScanDetails {
  constructor(
    private readonly uploads: CoverageRepository,
    private readonly manifests: ManifestRepository,
    private readonly repository: SweepRepository,
    private readonly unnamed: UnnamedSegments,
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
    const unnamed = await this.unnamed.find(orgId, repoId, limit);
    await this.manifests.lockSegments(orgId, repoId);
    if (await this.repository.hasStoredSince(orgId, repoId, snapshot)) return 0;
    const keyframes = await this.repository.deleteKeyframes(orgId, repoId, limit);
    const segments = unnamed.slice(0, limit - keyframes);
    await this.manifests.deleteSegments(orgId, repoId, segments);
    return keyframes + segments.length;
  }
}
