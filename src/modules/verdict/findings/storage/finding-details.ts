import { Injectable } from '@nestjs/common';
import { FILE_FACTS } from '../../../../domain/findings/segments/file-facts.js';
import type { OrgId, RepoId, ScanId } from '../../../../domain/ids.js';
import { type Address, eachEntry, unpackDifference } from '../../../../domain/segments/manifest.js';
import { QuotaWriter } from '../../../people/quota/quota.writer.js';
import type { Scan } from '../../scan/scan.reader.js';
import { type ScanDetails, ScanDetailsWriter } from '../../scan/scan-details.writer.js';
import { FindingReportRepository } from '../finding-report.repository.js';
import { RuleHelpRepository } from './rule-help.repository.js';
import { ScanManifestRepository, type ScanManifestRow } from './scan-manifest.repository.js';
import { SegmentRepository } from './segment.repository.js';

/** Findings as details of scans, which go before the scans do; the names of tools and their measures stay. */
@Injectable()
export class FindingDetails implements ScanDetails {
  constructor(
    private readonly manifests: ScanManifestRepository,
    private readonly segments: SegmentRepository,
    private readonly reports: FindingReportRepository,
    private readonly help: RuleHelpRepository,
    private readonly quotas: QuotaWriter,
    details: ScanDetailsWriter,
  ) {
    details.register(this);
  }

  async deleteOf(orgId: OrgId, scanIds: readonly ScanId[]): Promise<void> {
    await this.manifests.deleteOfScans(orgId, scanIds);
    await this.quotas.addStoredBytes(orgId, -(await this.reports.clearStoredBytes(orgId, scanIds)));
  }

  keep(orgId: OrgId, repoId: RepoId): Promise<void> {
    return this.segments.keepSegments(orgId, repoId);
  }

  async share({ orgId, id }: Scan, from: ScanId): Promise<void> {
    await this.manifests.copy(orgId, from, id);
    await this.reports.copy(orgId, from, id);
  }

  /**
   * Deletes keyframes and segments that no manifest of the repository names, and help for rules of tools without any. They are looked for before anybody is kept from
   * storing, and what was stored meanwhile is looked at once more behind the lock.
   */
  async sweep(orgId: OrgId, repoId: RepoId, limit: number): Promise<number> {
    const snapshot = await this.segments.currentSnapshot(orgId);
    const named = new Named();
    await this.addNamed(orgId, repoId, await this.manifests.listStored(orgId, repoId), named);
    const keyframes = await this.segments.listKeyframes(orgId, repoId);
    const addresses = await this.segments.listSegments(orgId, repoId);
    await this.segments.lockSegments(orgId, repoId);
    await this.addNamed(orgId, repoId, await this.manifests.listStored(orgId, repoId, snapshot), named);
    const left = keyframes.filter((address) => !named.keyframes.has(address)).slice(0, limit);
    await this.segments.deleteKeyframes(orgId, repoId, left);
    const rest = addresses.filter((address) => !named.segments.has(address)).slice(0, limit - left.length);
    await this.segments.deleteSegments(orgId, repoId, rest);
    await this.help.deleteUnused(orgId, repoId);
    return left.length + rest.length;
  }

  /** Adds what these manifests name. */
  private async addNamed(
    orgId: OrgId,
    repoId: RepoId,
    stored: readonly Pick<ScanManifestRow, 'keyframe' | 'difference'>[],
    named: Named,
  ): Promise<void> {
    for (const { keyframe, difference } of stored) {
      for (const { address } of unpackDifference(difference, FILE_FACTS).changed) named.segments.add(address);
      if (named.keyframes.has(keyframe)) continue;
      named.keyframes.add(keyframe);
      const packed = await this.segments.findKeyframe(orgId, repoId, keyframe);
      if (packed !== null) for (const { address } of eachEntry(packed, FILE_FACTS)) named.segments.add(address);
    }
  }
}

/** Addresses that some manifest names. A file that a difference takes out of a keyframe counts as named. */
class Named {
  readonly keyframes = new Set<Address>();
  readonly segments = new Set<Address>();
}
