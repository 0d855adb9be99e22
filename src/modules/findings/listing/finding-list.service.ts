import { Injectable } from '@nestjs/common';
import { otherPlaces } from '../../../domain/findings/clones/stored-clone.js';
import { exportSarif } from '../../../domain/findings/export-sarif.js';
import type { ScanId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { decodeCursor, toPage } from '../../../platform/validation/cursor.js';
import { ScanReader } from '../../scan/scan.reader.js';
import { type FindingListDto, toFindingDto } from '../dto/finding.dto.js';
import type { ListFindingsDto } from '../dto/list-findings.dto.js';
import { FindingsReader } from '../findings.reader.js';
import { findingKeyOf, FindingListRepository, isFindingKey } from './finding-list.repository.js';

/** Listing and exporting what a scan found. */
@Injectable()
export class FindingListService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly scans: ScanReader,
    private readonly findings: FindingListRepository,
    private readonly reader: FindingsReader,
  ) {}

  listFindings(caller: Caller, scanId: ScanId, query: ListFindingsDto): Promise<FindingListDto> {
    const { limit, sort } = query;
    const after = decodeCursor(query.cursor, (key) => isFindingKey(key, sort));
    const { severity, type, tool, path, is_new: isNew, is_fp: isFalsePositive, is_suppressed: isSuppressed } = query;
    const filter = { severity, type, tool, path, isNew, isFalsePositive, isSuppressed };
    return this.tenant.run(caller.orgId, async () => {
      await this.scans.getScan(caller.orgId, scanId);
      const rows = await this.findings.listFindings(caller.orgId, scanId, filter, { sort, limit: limit + 1, after });
      const { items, nextCursor } = toPage(rows, limit, (finding) => findingKeyOf(finding, sort));
      return {
        scan_id: scanId,
        findings: items.map(toFindingDto),
        next_cursor: nextCursor,
        total: await this.findings.count(caller.orgId, scanId, filter),
      };
    });
  }

  exportSarif(caller: Caller, scanId: ScanId): Promise<object> {
    return this.tenant.run(caller.orgId, async () => {
      const scan = await this.scans.getScan(caller.orgId, scanId);
      const measures = await this.reader.findMeasures(caller.orgId, scanId);
      const runs = (await this.reader.findRuns(caller.orgId, scanId)).filter(({ state }) => state !== 'not_run');
      const toolVersions = Object.fromEntries(runs.map(({ tool, version }) => [tool, version]));
      const brokenTools = runs.flatMap(({ tool, state }) => (state === 'ok' ? [] : [tool]));
      const listed = await this.findings.all(caller.orgId, scanId);
      const findings = listed.map(({ clone, ...finding }) => ({ ...finding, related: otherPlaces(clone, finding) }));
      return exportSarif({ scan, toolVersions, brokenTools, findings, measures });
    });
  }
}
