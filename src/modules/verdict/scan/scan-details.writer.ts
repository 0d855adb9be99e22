import { Injectable } from '@nestjs/common';
import type { OrgId, RepoId, ScanId } from '../../../domain/ids.js';
import { FileOwnersRepository } from './file-owners.repository.js';
import { ScanRepository } from './scan.repository.js';

/** One feature's details of scans: what a report says line by line, beside the totals that stay with the scan. */
export interface ScanDetails {
  /** Deletes the details of these scans. */
  deleteOf(orgId: OrgId, scanIds: readonly ScanId[]): Promise<void>;
  /**
   * Deletes what details of the repository shared and none refers to any more, at most so many rows. Answers how many;
   * fewer than `limit` where nothing is left. Left out where nothing is shared.
   */
  sweep?(orgId: OrgId, repoId: RepoId, limit: number): Promise<number>;
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
    });
  }

  register(details: ScanDetails): void {
    this.all.push(details);
  }

  async deleteOf(orgId: OrgId, scanIds: readonly ScanId[]): Promise<void> {
    for (const details of this.all) await details.deleteOf(orgId, scanIds);
  }

  /** As `ScanDetails.sweep`, over all features. */
  async sweep(orgId: OrgId, repoId: RepoId, limit: number): Promise<number> {
    let swept = 0;
    for (const details of this.all) swept += (await details.sweep?.(orgId, repoId, limit - swept)) ?? 0;
    return swept;
  }
}
