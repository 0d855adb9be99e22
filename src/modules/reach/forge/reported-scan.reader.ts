import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { together } from '../../../platform/database/together.js';
import { OrganizationReader } from '../../people/organization/organization.reader.js';
import { type ClaimedReport, scanOf } from '../../record/forge-report/forge-report.js';
import { StatusReader } from '../../verdict/quality-gate/status.reader.js';
import { ScanReader } from '../../verdict/scan/scan.reader.js';
import { StackReader } from '../../verdict/scan/stack.reader.js';

/** Reads what is stored of a scan that a forge is to show. */
@Injectable()
export class ReportedScanReader {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly scans: ScanReader,
    private readonly statuses: StatusReader,
    private readonly organizations: OrganizationReader,
    private readonly stacks: StackReader,
  ) {}

  /** The scan and its status, null where it was deleted, with its organization and, for a comment, the stack of its pull request. */
  read({ orgId, repoId, prNumber, surface, wanted }: ClaimedReport) {
    const id = scanOf(wanted);
    return this.tenant.run(orgId, () =>
      together([
        this.scans.findScan(orgId, id),
        this.statuses.findStatus(orgId, id),
        this.organizations.settings(orgId),
        surface === 'comment' ? this.stacks.listStack(orgId, repoId, prNumber!) : [],
      ]),
    );
  }
}
