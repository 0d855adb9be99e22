import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE } from './tenant-table.js';

/** Default branches without a completed scan for so many days (ADR 223). */
export class LookForMissingScans1795478400446 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE public.organizations
        ADD COLUMN stale_after_days integer NOT NULL DEFAULT 7 CHECK (stale_after_days BETWEEN 1 AND 3650);
      GRANT UPDATE (stale_after_days) ON public.organizations TO ${APP_ROLE};

      ALTER TABLE public.repos
        -- next look at the scans of its default branch; none is missing within the first day
        ADD COLUMN scan_look_at timestamptz NOT NULL DEFAULT now() + interval '1 day',
        -- time of the last scan, or of the repository's creation, of which \`scan.missing\` was recorded
        ADD COLUMN scan_missing_since timestamptz;
      CREATE INDEX repos_scan_look ON public.repos (scan_look_at);

      CREATE FUNCTION public.find_repos_to_look_at(at timestamptz, at_most integer)
        RETURNS TABLE (org_id bigint, id bigint)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
          SELECT r.org_id, r.id FROM public.repos r
          WHERE r.scan_look_at <= at
            AND NOT EXISTS (SELECT FROM public.deleted_repos d WHERE d.org_id = r.org_id AND d.repo_id = r.id)
          ORDER BY r.scan_look_at LIMIT at_most
        $$;
      REVOKE EXECUTE ON FUNCTION public.find_repos_to_look_at(timestamptz, integer) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION public.find_repos_to_look_at(timestamptz, integer) TO ${APP_ROLE};
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP FUNCTION public.find_repos_to_look_at(timestamptz, integer);
      ALTER TABLE public.repos DROP COLUMN scan_missing_since, DROP COLUMN scan_look_at;
      ALTER TABLE public.organizations DROP COLUMN stale_after_days;
    `);
  }
}
