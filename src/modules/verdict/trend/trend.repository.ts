import { Injectable } from '@nestjs/common';
import { SEVERITIES, type Severity } from '../../../domain/findings/finding.js';
import type { OrgId, RepoId, ScanId } from '../../../domain/ids.js';
import {
  type FactGroup,
  LINES_AT,
  MAX_KEYS,
  OTHER,
  severityAt,
  type TrendFacts,
  UNCOVERED_AT,
} from '../../../domain/trend/trend-facts.js';
import { isOfCoverage, type KeyValues, type TrendMeasure } from '../../../domain/trend/trend-series.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';

/** An import may have stored anything. */
const numberAt = (place: number): string =>
  `CASE jsonb_typeof(e.v -> ${place}) WHEN 'number' THEN (e.v -> ${place})::float8 ELSE 0 END`;
const ALL_FINDINGS = SEVERITIES.map((severity) => numberAt(severityAt(severity))).join(' + ');

/** SQL of what is counted for a key. */
const COUNTED: Readonly<Record<TrendMeasure, string>> = {
  findings: ALL_FINDINGS,
  ...(Object.fromEntries(SEVERITIES.map((severity) => [severity, numberAt(severityAt(severity))])) as Record<
    Severity,
    string
  >),
  coverage_pct: numberAt(UNCOVERED_AT),
  uncovered_lines: numberAt(UNCOVERED_AT),
};

/** Facts of default-branch scans and what becomes of them, inside the open tenant transaction. */
@Injectable()
export class TrendRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  async save({ orgId, repoId, id }: { orgId: OrgId; repoId: RepoId; id: ScanId }, facts: TrendFacts): Promise<void> {
    await this.query(
      orgId,
      `INSERT INTO trend_facts (org_id, repo_id, scan_id, facts) VALUES ($1, $2, $3, $4)
       ON CONFLICT (org_id, scan_id) DO UPDATE SET facts = excluded.facts`,
      [orgId, repoId, id, facts],
    );
  }

  /** Finds those of the scans that have facts of a group. */
  async listFacts(
    orgId: OrgId,
    ids: readonly ScanId[],
    group: FactGroup,
  ): Promise<{ id: ScanId; hasOther: boolean }[]> {
    return this.query(
      orgId,
      `SELECT scan_id AS id, facts -> $3 ? '${OTHER}' AS "hasOther" FROM trend_facts WHERE org_id = $1 AND scan_id = ANY ($2)`,
      [orgId, ids, group],
    );
  }

  /** Values by key: those that are highest at any point, the others joined. */
  async listValues(
    orgId: OrgId,
    ids: readonly ScanId[],
    group: FactGroup,
    measure: TrendMeasure,
  ): Promise<KeyValues[]> {
    const value =
      measure === 'coverage_pct'
        ? `round((100 * (sum(total) - sum(n)) / nullif(sum(total), 0))::numeric, 2)::float8`
        : 'sum(n)';
    return this.query(
      orgId,
      `WITH fact AS MATERIALIZED (
         SELECT p.place - 1 AS place, e.key, ${COUNTED[measure]} AS n, ${numberAt(LINES_AT)} AS total
         FROM unnest($2::bigint[]) WITH ORDINALITY AS p (id, place)
           JOIN trend_facts f ON f.org_id = $1 AND f.scan_id = p.id
           CROSS JOIN LATERAL jsonb_each(CASE jsonb_typeof(f.facts -> $3) WHEN 'object' THEN f.facts -> $3 ELSE '{}' END) AS e (key, v)
       ), counted AS (
         SELECT *, max(n) OVER (PARTITION BY key) AS highest FROM fact WHERE ${isOfCoverage(measure) ? 'total > 0' : 'true'}
       ), kept AS (
         SELECT * FROM counted WHERE ${isOfCoverage(measure) ? 'true' : 'highest > 0'}
       ), named AS (
         SELECT key FROM kept WHERE key <> $4 GROUP BY key ORDER BY max(n) DESC, key LIMIT $5
       ), joined AS (
         SELECT place, CASE WHEN key IN (SELECT key FROM named) THEN key ELSE $4 END AS key, ${value} AS value FROM kept GROUP BY 1, 2
       )
       SELECT key, json_object_agg(place, value) AS values FROM joined GROUP BY key`,
      [orgId, ids, group, OTHER, MAX_KEYS],
    );
  }

  private query<T>(orgId: OrgId, sql: string, values: unknown[]): Promise<T> {
    return this.tenant.manager(orgId).query(sql, values);
  }
}
