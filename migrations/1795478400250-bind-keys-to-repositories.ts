import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE, repoWall, repoWallOpenToShared } from './tenant-table.js';

const DEFINER = `SECURITY DEFINER SET search_path = pg_catalog, pg_temp`;

/** Tables with a repository in each row. */
const WALLED = [
  ['public.repos', 'id'],
  ['public.scans', 'repo_id'],
  ['public.issue_marks', 'repo_id'],
  ['public.baselines', 'repo_id'],
  ['public.cleared_baselines', 'repo_id'],
] as const;

/**
 * An API key may be bound to repositories: row security shows a transaction that serves it no row of others. A key may
 * also be kept from writing the baseline (ADRs 156, 157).
 */
export class BindKeysToRepositories1795478400250 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE auth.api_keys
        ADD COLUMN repo_ids bigint[],
        ADD COLUMN may_write_baseline boolean NOT NULL DEFAULT true;
      GRANT SELECT (repo_ids, may_write_baseline) ON auth.api_keys TO ${APP_ROLE};

      -- As find_api_key_holder, which instances of the version before still call, with what the key is bound to.
      CREATE FUNCTION auth.find_bound_key_holder(wanted bytea)
        RETURNS TABLE (key_id bigint, key_name text, role text, scopes text[], repo_ids bigint[],
          may_write_baseline boolean, org_id bigint, maker_id bigint, maker_role text, valid_for_ms double precision)
        LANGUAGE sql STABLE ${DEFINER} AS $$
          SELECT k.id, k.name, k.role, k.scopes, k.repo_ids, k.may_write_baseline, k.org_id, u.id, m.role,
            extract(epoch FROM k.expires_at - now())::float8 * 1000
          FROM auth.api_keys k
          JOIN auth.users u ON u.id = k.created_by_user_id
          LEFT JOIN public.members m ON m.org_id = k.org_id AND m.user_id = k.created_by_user_id
          WHERE k.key_hash = wanted AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())
            AND (m.role IS NOT NULL OR u.is_super_admin)
        $$;
      REVOKE EXECUTE ON FUNCTION auth.find_bound_key_holder(bytea) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION auth.find_bound_key_holder(bytea) TO ${APP_ROLE};
    `);
    for (const [table, column] of WALLED) await db.query(repoWall(table, column));
    await db.query(repoWallOpenToShared('public.waivers', 'SELECT'));
    await db.query(repoWall('public.waivers', 'repo_id', 'INSERT'));
    await db.query(repoWall('public.waivers', 'repo_id', 'UPDATE'));
    // Hides entries of no repository from bound keys: they are about keys, members and policies.
    await db.query(repoWall('public.audit_log', 'repo_id', 'SELECT'));
    // Keys that reach further than the one that asks are not there for it.
    await db.query(`
      CREATE POLICY repo_wall ON auth.api_keys AS RESTRICTIVE FOR ALL TO ${APP_ROLE}
        USING ((SELECT NULLIF(current_setting('app.repo_ids', true), '')) IS NULL
          OR repo_ids <@ (SELECT NULLIF(current_setting('app.repo_ids', true), ''))::bigint[]);
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP POLICY repo_wall ON auth.api_keys;
      DROP POLICY repo_wall_select ON public.audit_log;
      DROP POLICY repo_wall_select ON public.waivers;
      DROP POLICY repo_wall_insert ON public.waivers;
      DROP POLICY repo_wall_update ON public.waivers;
    `);
    for (const [table] of WALLED) await db.query(`DROP POLICY repo_wall ON ${table}`);
    await db.query(`
      DROP FUNCTION auth.find_bound_key_holder(bytea);
      ALTER TABLE auth.api_keys DROP COLUMN may_write_baseline, DROP COLUMN repo_ids;
    `);
  }
}
