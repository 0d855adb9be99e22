import { Injectable } from '@nestjs/common';
import type { ScanId } from '../../../../domain/ids.js';
import { TenantDatabase } from '../../../../platform/database/tenant-database.js';
import { MOST_TRUST, OWN_TRUST } from '../../../../platform/tenancy/scan-trust.js';
import { IS_SHOWN_OF_PULL, type Scan } from '../../scan/scan.reader.js';

const newestWhere = (condition: string) => `
  (SELECT s.id FROM scans s
   WHERE s.org_id = $1 AND s.repo_id = $2 AND s.id < $3 AND s.details_expired_at IS NULL AND ${condition}
     AND s.trust >= least(own.trust, ${OWN_TRUST}) AND (own.is_kept_from_baseline OR NOT s.is_kept_from_baseline) AND ${IS_SHOWN_OF_PULL} AND EXISTS
     (SELECT FROM finding_reports r WHERE r.org_id = s.org_id AND r.scan_id = s.id AND r.tool = reported.tool AND r.state IN ('ok', 'partial'))
   ORDER BY s.id DESC LIMIT 1)`;

const FIND_PREVIOUS = `
  WITH own AS MATERIALIZED (
    SELECT coalesce(max(trust), ${MOST_TRUST}) AS trust, coalesce(bool_or(is_kept_from_baseline), false) AS is_kept_from_baseline
    FROM scans WHERE org_id = $1 AND id = $3)
  SELECT reported.tool, previous.id FROM own, unnest($4::text[]) AS reported (tool), LATERAL
    (SELECT max(id) AS id FROM (${newestWhere('s.branch = $5')} UNION ALL ${newestWhere('s.pr_number = $6')}) newest) previous
  WHERE previous.id IS NOT NULL`;

/** Earlier scans by what a tool reported to them: joins `finding_reports` with `scans`. */
@Injectable()
export class PreviousReportReadModel {
  constructor(private readonly tenant: TenantDatabase) {}

  /**
   * Finds by tool the newest scan before `scan`, of its branch or its pull request, to which it reported findings, be they
   * none, and that the line shows. Scans of a branch become those of a pull request when that is opened.
   */
  async findScans(
    { orgId, repoId, id, branch, prNumber }: Pick<Scan, 'orgId' | 'repoId' | 'id' | 'branch' | 'prNumber'>,
    tools: readonly string[],
  ): Promise<ReadonlyMap<string, ScanId>> {
    const rows: { tool: string; id: ScanId }[] = await this.tenant
      .manager(orgId)
      .query(FIND_PREVIOUS, [orgId, repoId, id, tools, branch, prNumber]);
    return new Map(rows.map((row) => [row.tool, row.id]));
  }
}
