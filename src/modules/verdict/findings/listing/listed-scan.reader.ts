import { Injectable } from '@nestjs/common';
import type { FindingFilter } from '../../../../domain/findings/listing/finding-filter.js';
import type { ScanId } from '../../../../domain/ids.js';
import { TenantDatabase } from '../../../../platform/database/tenant-database.js';
import type { Caller } from '../../../../platform/tenancy/caller.js';
import { BaseReader } from '../../baseline/base.reader.js';
import { type Scan, ScanReader } from '../../scan/scan.reader.js';
import { type ListFindingsDto, toFindingFilter } from '../dto/list-findings.dto.js';
import { ComparedFindingsReader } from './compared-findings.reader.js';

/** Reads which scan a list of findings is of. */
@Injectable()
export class ListedScanReader {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly scans: ScanReader,
    private readonly bases: BaseReader,
    private readonly compared: ComparedFindingsReader,
  ) {}

  /** The scan whose findings are listed, and what they have to meet. */
  async choose(
    caller: Caller,
    scanId: ScanId,
    query: ListFindingsDto,
  ): Promise<{ readonly scan: Scan; readonly filter: FindingFilter }> {
    const { orgId } = caller;
    const scan = await this.scans.getDetailed(orgId, scanId);
    const filter = toFindingFilter(query, caller);
    if (query.change === undefined) return { scan, filter };
    const base = scan.isBaselineScan ? null : await this.tenant.run(orgId, () => this.bases.findBase(scan));
    if (base?.scan.detailsExpiredAt !== null) return { scan, filter: { ...filter, issues: [] } };
    const issues = await this.compared.listNoLongerChecked(scan, base.scan);
    return { scan: base.scan, filter: { ...filter, issues } };
  }
}
