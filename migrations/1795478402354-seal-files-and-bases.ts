import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE, runSql } from './tenant-table.js';

/** Has the chain of verdicts cover which files a scan listed, which lines its change added, and what it was compared with. */
export class SealFilesAndBases1795478402354 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await runSql(
      db,
      `
      -- Digest of all that the verdict of a scan rests on, by the rights of the caller. A version before stores that of scan_evidence.
      CREATE FUNCTION public.judged_evidence(of_org bigint, of_scan bigint) RETURNS bytea
        LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
          SELECT sha256(public.scan_evidence(of_org, of_scan) || sha256(convert_to(coalesce(f.paths::text, ''), 'UTF8'))
            || sha256(convert_to(coalesce(f.code_owners, ''), 'UTF8')) || sha256(convert_to(coalesce(c.files::text, ''), 'UTF8'))
            || sha256(convert_to(jsonb_build_array(s.base_scan_id, s.target_base_scan_id, s.is_base_exact, s.base_commits_behind,
              s.base_via)::text, 'UTF8')))
          FROM (SELECT) AS one LEFT JOIN public.scans s ON s.org_id = of_org AND s.id = of_scan
            LEFT JOIN public.scan_files f ON f.org_id = of_org AND f.scan_id = of_scan
            LEFT JOIN public.scan_changes c ON c.org_id = of_org AND c.scan_id = of_scan
        $$;
      REVOKE EXECUTE ON FUNCTION public.judged_evidence FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION public.judged_evidence TO ${APP_ROLE};
    `,
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP FUNCTION public.judged_evidence');
  }
}
