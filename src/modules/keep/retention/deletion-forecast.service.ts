import { Injectable } from '@nestjs/common';
import type { RepoId, ScanId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { RepoReader } from '../../people/organization/repo.reader.js';
import { ScanReader } from '../../verdict/scan/scan.reader.js';
import { type StoredData, StoredDataReadModel } from './stored-data.read-model.js';

/** Figures of what a deletion would end, for the question before it. */
@Injectable()
export class DeletionForecastService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly repos: RepoReader,
    private readonly scans: ScanReader,
    private readonly stored: StoredDataReadModel,
  ) {}

  ofOrganization({ orgId }: Caller): Promise<StoredData> {
    return this.tenant.run(orgId, () => this.stored.ofOrganization(orgId));
  }

  /** @throws NotFoundInOrg without such a repository */
  ofRepo({ orgId }: Caller, id: RepoId): Promise<StoredData> {
    return this.tenant.run(orgId, async () => {
      await this.repos.getRepo(orgId, id);
      return this.stored.ofRepo(orgId, id);
    });
  }

  /** @throws NotFoundInOrg without such a scan */
  ofScan({ orgId }: Caller, id: ScanId): Promise<StoredData> {
    return this.tenant.run(orgId, async () => {
      await this.scans.getScan(orgId, id);
      return this.stored.ofScan(orgId, id);
    });
  }
}
