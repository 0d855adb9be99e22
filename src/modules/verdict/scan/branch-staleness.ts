import { Injectable } from '@nestjs/common';
import { judgeScanLook } from '../../../domain/reporting/missing-scan.js';
import { OrganizationReader } from '../../people/organization/organization.reader.js';
import type { Repo } from '../../people/organization/repo.reader.js';
import { ScanRepository } from './scan.repository.js';

/** Judges how long a default branch has had no completed scan, inside the open tenant transaction. */
@Injectable()
export class BranchStaleness {
  constructor(
    private readonly scans: ScanRepository,
    private readonly organizations: OrganizationReader,
  ) {}

  async judge({ orgId, id, defaultBranch, createdAt }: Repo, before: { readonly missingSince: Date | null }, at: Date) {
    const { staleAfterDays } = await this.organizations.settings(orgId);
    const last = await this.scans.findLastCompletion(orgId, id, defaultBranch);
    const look = judgeScanLook({ since: last?.completedAt ?? createdAt, ...before }, staleAfterDays, at);
    return { look, last, staleAfterDays };
  }
}
