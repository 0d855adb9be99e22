import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE } from './tenant-table.js';

const DEFINER = `SECURITY DEFINER SET search_path = pg_catalog, pg_temp`;

/** Scans of pipelines of forks, and the look-up behind tokens that feed one scan (ADR 212). */
export class MarkUntrustedScans1795478400412 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE public.scans ADD COLUMN is_untrusted boolean NOT NULL DEFAULT false;

      -- The scan that an upload token feeds, and the name of the token's maker; no row once either has ended.
      CREATE FUNCTION auth.find_upload_holder(of_org bigint, wanted bigint, maker_type text, maker_id bigint)
        RETURNS TABLE (repo_id bigint, maker_name text, user_id bigint)
        LANGUAGE sql STABLE ${DEFINER} AS $$
          SELECT s.repo_id, maker.name, maker.user_id
          FROM public.scans s, (
            SELECT u.email AS name, u.id AS user_id FROM auth.users u
              LEFT JOIN public.members m ON m.org_id = of_org AND m.user_id = u.id
              WHERE maker_type = 'user' AND u.id = maker_id AND (m.role IS NOT NULL OR u.is_super_admin)
            UNION ALL
            SELECT k.name, k.created_by_user_id FROM auth.api_keys k
              WHERE maker_type = 'api_key' AND k.org_id = of_org AND k.id = maker_id
                AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())
            UNION ALL
            SELECT p.kind || coalesce(' ' || coalesce(p.claims ->> 'repository_id', p.claims ->> 'project_id',
              p.claims ->> 'sub'), ''), p.created_by_user_id
              FROM public.trusted_publishers p
              WHERE maker_type = 'trusted_publisher' AND p.org_id = of_org AND p.id = maker_id
          ) AS maker
          WHERE s.org_id = of_org AND s.id = wanted
            AND NOT EXISTS (SELECT FROM public.deleted_repos d WHERE d.org_id = s.org_id AND d.repo_id = s.repo_id)
        $$;
      REVOKE EXECUTE ON FUNCTION auth.find_upload_holder(bigint, bigint, text, bigint) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION auth.find_upload_holder(bigint, bigint, text, bigint) TO ${APP_ROLE};
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP FUNCTION auth.find_upload_holder(bigint, bigint, text, bigint);
      ALTER TABLE public.scans DROP COLUMN is_untrusted;
    `);
  }
}
