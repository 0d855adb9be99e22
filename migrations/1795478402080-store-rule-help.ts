import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE, deletedWall, runSql, tenantTable } from './tenant-table.js';

/** Texts of tools about their rules, stored once for each version of a tool in a repository. */
export class StoreRuleHelp1795478402080 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await runSql(
      db,
      `
      CREATE TABLE public.rule_help (
        org_id bigint NOT NULL,
        repo_id bigint NOT NULL,
        tool text NOT NULL,
        -- '' where the report does not say
        tool_version text NOT NULL,
        rule_id text NOT NULL,
        name text,
        help text,
        help_uri text,
        cwe integer[] NOT NULL,
        owasp text[] NOT NULL,
        -- of all that is said of the rule
        digest bytea NOT NULL,
        PRIMARY KEY (org_id, repo_id, tool, tool_version, rule_id),
        FOREIGN KEY (org_id, repo_id) REFERENCES public.repos (org_id, id) ON DELETE CASCADE
      );
      ${tenantTable('public.rule_help', { repo: 'repo_id' })}
      ${deletedWall('public.rule_help', 'repo_id')}
      GRANT SELECT, INSERT, UPDATE, DELETE ON public.rule_help TO ${APP_ROLE};
    `,
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE public.rule_help');
  }
}
