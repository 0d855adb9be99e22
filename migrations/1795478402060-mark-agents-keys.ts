import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE, runSql } from './tenant-table.js';

/** Marks API keys of coding agents, which have no more rights than to read, to scan changes and to request. */
export class MarkAgentsKeys1795478402060 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await runSql(
      db,
      `
      ALTER TABLE auth.api_keys ADD COLUMN kind text CHECK (kind = 'agent'),
        ADD CONSTRAINT api_keys_agent_check CHECK (kind IS NULL OR (NOT may_write_baseline
          AND role IN ('VIEWER', 'MEMBER') AND scopes <@ ARRAY['read:scans', 'read:repos', 'write:scans']));
      GRANT SELECT (kind) ON auth.api_keys TO ${APP_ROLE};

      -- Kinds of keys by their ids, also of those that a bound caller does not see.
      CREATE FUNCTION auth.key_kinds(of_org bigint, wanted bigint[]) RETURNS TABLE (id bigint, kind text)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
          SELECT k.id, k.kind FROM auth.api_keys k WHERE k.org_id = of_org AND k.id = ANY (wanted) AND k.kind IS NOT NULL
        $$;
      REVOKE EXECUTE ON FUNCTION auth.key_kinds FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION auth.key_kinds TO ${APP_ROLE};
    `,
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP FUNCTION auth.key_kinds;
      ALTER TABLE auth.api_keys DROP CONSTRAINT api_keys_agent_check, DROP COLUMN kind;
    `);
  }
}
