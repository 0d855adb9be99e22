import { Injectable } from '@nestjs/common';
import type { OrgId, RepoId, ScanId } from '../../../domain/ids.js';
import { FileOwnersRepository } from './file-owners.repository.js';
import type { Scan } from './scan.js';
import { ScanRepository } from './scan.repository.js';

/** One feature's details of scans: what a report says line by line, beside the totals that stay with the scan. */
export interface ScanDetails {
  /** Deletes the details of these scans. */
  deleteOf(orgId: OrgId, scanIds: readonly ScanId[]): Promise<void>;
  /**
   * Deletes what details of the repository shared and none refers to any more, up to the given number of rows. Answers how many;
   * fewer than `limit` where nothing is left. Left out where nothing is shared.
   */
  sweep?(orgId: OrgId, repoId: RepoId, limit: number): Promise<number>;
  /** Keeps what details of the repository share from being swept until the transaction ends. Left out where nothing is shared. */
  keep?(orgId: OrgId, repoId: RepoId): Promise<void>;
  /** Gives a scan without details those of another one: what is shared once more by name, and stored no second time. */
  share?(scan: Scan, from: ScanId): Promise<void>;
}

/**
 * Details of scans, deleted inside the open tenant transaction. Each feature that stores some registers how, so that deletion
 * and retention know no table of others.
 */
@Injectable()
export class ScanDetailsWriter {
  private readonly all: ScanDetails[] = [];

  constructor(scans: ScanRepository, owners: FileOwnersRepository) {
    this.register({
      deleteOf: (orgId, scanIds) => scans.deleteDescriptions(orgId, scanIds),
      sweep: (orgId, repoId, limit) => owners.sweep(orgId, repoId, limit),
      share: (scan, from) => scans.copyDescriptions(scan, from),
    });
  }

  register(details: ScanDetails): void {
    this.all.push(details);
  }

  async deleteOf(orgId: OrgId, scanIds: readonly ScanId[]): Promise<void> {
    for (const details of this.all) await details.deleteOf(orgId, scanIds);
  }

  /** As `ScanDetails.keep`, over all features. */
  async keep(orgId: OrgId, repoId: RepoId): Promise<void> {
    for (const details of this.all) await details.keep?.(orgId, repoId);
  }

  /** As `ScanDetails.share`, over all features; what is shared is kept by now. */
  async share(scan: Scan, from: ScanId): Promise<void> {
    for (const details of this.all) await details.share?.(scan, from);
  }

  /** As `ScanDetails.sweep`, over all features. */
  async sweep(orgId: OrgId, repoId: RepoId, limit: number): Promise<number> {
    let swept = 0;
    for (const details of this.all) swept += (await details.sweep?.(orgId, repoId, limit - swept)) ?? 0;
    return swept;
  }
}
