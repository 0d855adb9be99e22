import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { RuleHelp, RuleOfTool } from '../../../../domain/findings/rule-help.js';
import type { OrgId, RepoId, ScanId } from '../../../../domain/ids.js';
import { TenantDatabase } from '../../../../platform/database/tenant-database.js';

/** Names a version of a tool in a repository. */
export interface ToolVersion {
  readonly orgId: OrgId;
  readonly repoId: RepoId;
  readonly tool: string;
  /** Null where the report does not say. */
  readonly version: string | null;
}

/** Names a rule of a tool. */
export interface RuleName {
  readonly tool: string;
  readonly ruleId: string;
}

/** Help for a rule of a tool. */
export interface FoundHelp extends RuleHelp, RuleName {}

/** Help for rules, once for each version of a tool in a repository, inside the open tenant transaction. */
@Injectable()
export class RuleHelpRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  /** Digests of what is stored, by rule: few bytes, so that a report whose rules are known writes nothing. */
  async listDigests({ orgId, repoId, tool, version }: ToolVersion): Promise<ReadonlyMap<string, string>> {
    const rows: { ruleId: string; digest: string }[] = await this.query(
      orgId,
      `SELECT rule_id AS "ruleId", encode(digest, 'hex') AS digest FROM rule_help
       WHERE org_id = $1 AND repo_id = $2 AND tool = $3 AND tool_version = $4`,
      [orgId, repoId, tool, version ?? ''],
    );
    return new Map(rows.map(({ ruleId, digest }) => [ruleId, digest]));
  }

  /** Stores help in the place of what is stored of the same rules. Answers its bytes. */
  async save({ orgId, repoId, tool, version }: ToolVersion, rules: readonly RuleOfTool[]): Promise<number> {
    if (rules.length === 0) return 0;
    // In one order: transactions that store the same rules wait for one another, and never both.
    const sorted = [...rules].sort((one, other) => (one.ruleId < other.ruleId ? -1 : 1));
    const rows = sorted.map((rule) => ({
      ...{ rule_id: rule.ruleId, name: rule.name, help: rule.help, help_uri: rule.helpUri },
      ...{ cwe: rule.cwe, owasp: rule.owasp, digest: `\\x${digestOfRule(rule)}` },
    }));
    const [stored] = await this.query<[{ bytes: number }]>(
      orgId,
      `WITH stored AS (
         INSERT INTO rule_help (org_id, repo_id, tool, tool_version, rule_id, name, help, help_uri, cwe, owasp, digest)
         SELECT $1, $2, $3, $4, r.rule_id, r.name, r.help, r.help_uri, r.cwe, r.owasp, r.digest
         FROM jsonb_to_recordset($5) AS r (rule_id text, name text, help text, help_uri text, cwe integer[], owasp text[],
           digest bytea)
         ON CONFLICT (org_id, repo_id, tool, tool_version, rule_id) DO UPDATE SET name = excluded.name,
           help = excluded.help, help_uri = excluded.help_uri, cwe = excluded.cwe, owasp = excluded.owasp,
           digest = excluded.digest
         RETURNING octet_length(coalesce(help, '')) AS bytes)
       SELECT coalesce(sum(bytes), 0)::bigint AS bytes FROM stored`,
      [orgId, repoId, tool, version ?? '', JSON.stringify(rows)],
    );
    return stored.bytes;
  }

  /** Help for some rules of a scan's tools, as far as it is stored. */
  findOfScan(
    orgId: OrgId,
    { id, repoId }: { readonly id: ScanId; readonly repoId: RepoId },
    rules: readonly RuleName[],
  ): Promise<FoundHelp[]> {
    return this.query(
      orgId,
      `SELECT DISTINCT ON (h.tool, h.rule_id) h.tool, h.rule_id AS "ruleId", h.name, h.help, h.help_uri AS "helpUri",
         h.cwe, h.owasp
       FROM unnest($4::text[], $5::text[]) AS wanted (tool, rule_id)
       JOIN finding_reports r ON r.org_id = $1 AND r.scan_id = $2 AND r.tool = wanted.tool
       JOIN rule_help h ON h.org_id = $1 AND h.repo_id = $3 AND h.tool = wanted.tool AND h.rule_id = wanted.rule_id
         AND h.tool_version IN (coalesce(r.tool_version, ''), '')
       ORDER BY h.tool, h.rule_id, h.tool_version = ''`,
      [orgId, id, repoId, rules.map(({ tool }) => tool), rules.map(({ ruleId }) => ruleId)],
    );
  }

  /** Deletes help for versions of tools of which the repository has no findings any more. */
  async deleteUnused(orgId: OrgId, repoId: RepoId): Promise<void> {
    const used: { tool: string; version: string }[] = await this.query(
      orgId,
      `WITH ran AS MATERIALIZED (SELECT scan_id, tool FROM scan_manifests WHERE org_id = $1 AND repo_id = $2)
       SELECT DISTINCT ran.tool, coalesce(r.tool_version, '') AS version
       FROM ran JOIN finding_reports r ON r.org_id = $1 AND r.scan_id = ran.scan_id AND r.tool = ran.tool`,
      [orgId, repoId],
    );
    await this.query(
      orgId,
      `DELETE FROM rule_help h WHERE h.org_id = $1 AND h.repo_id = $2 AND NOT EXISTS (
         SELECT FROM unnest($3::text[], $4::text[]) AS used (tool, version)
         WHERE used.tool = h.tool AND h.tool_version IN (used.version, ''))`,
      [orgId, repoId, used.map(({ tool }) => tool), used.map(({ version }) => version)],
    );
  }

  private query<T>(orgId: OrgId, sql: string, values: unknown[]): Promise<T> {
    return this.tenant.manager(orgId).query(sql, values);
  }
}

/** Digest of all that is said of a rule, in hex. */
export const digestOfRule = ({ name, help, helpUri, cwe, owasp }: RuleHelp): string =>
  createHash('sha256')
    .update(JSON.stringify([name, help, helpUri, cwe, owasp]))
    .digest('hex')
    .slice(0, 32);
