import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { ForgeReportRepository } from '../../record/forge-report/forge-report.repository.js';
import type { Connection } from './connection.js';
import { FORGES } from './forges/forges.js';
import { RepoForgeRepository } from './repo-forge.repository.js';

/** Does what follows from the change of a connection, inside the open tenant transaction. */
@Injectable()
export class ConnectionChanges {
  constructor(
    private readonly links: RepoForgeRepository,
    private readonly reports: ForgeReportRepository,
    private readonly tenant: TenantDatabase,
  ) {}

  /** Sends again what waits for credentials. */
  async resumeReports({ orgId, id }: Connection): Promise<void> {
    await this.reports.resume(orgId, id, this.tenant.now());
  }

  /** Recomputes the surfaces of links with a report of their own. */
  async followSurfaces({ orgId, id, kind, report, credentialsType }: Connection): Promise<void> {
    for (const link of await this.links.listOwnReports(orgId, id)) {
      const own = { ...report, ...link.report };
      await this.links.save({ ...link, surfaces: FORGES[kind].surfaces({ report: own, credentialsType }) });
    }
  }
}
