import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE, checkedOnce, tenantWall } from './tenant-table.js';

/** Coverage of files that have no place in the repository, kept apart until the scan's list of files says where they are. */
export class KeepUnplacedCoverage1795478400220 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE public.coverage_uploads
        -- where the report lies in the repository; null where that was not said
        ADD COLUMN report_path text,
        -- source roots that the report declares
        ADD COLUMN sources text[] NOT NULL DEFAULT '{}',
        -- any path was taken as it is, since neither the repository's files nor the report's place were known
        ADD COLUMN took_any_path boolean NOT NULL DEFAULT false,
        -- paths of files without a place, as they would be in the repository
        ADD COLUMN unmatched_paths text[] NOT NULL DEFAULT '{}';
      -- the same bytes from another folder are another report
      DROP INDEX public.coverage_uploads_digest;
      CREATE UNIQUE INDEX coverage_uploads_digest ON public.coverage_uploads
        (org_id, scan_id, digest, coalesce(report_path, '')) WHERE upload_key IS NULL;

      -- without a foreign key, as the tables of placed files
      CREATE TABLE public.coverage_unplaced (
        org_id bigint NOT NULL,
        scan_id bigint NOT NULL,
        upload_id bigint NOT NULL,
        -- as the report says it
        file_path text COLLATE "C" NOT NULL,
        report_format text NOT NULL,
        packed bytea NOT NULL,
        PRIMARY KEY (org_id, scan_id, upload_id, file_path)
      );
      ${tenantWall('public.coverage_unplaced')}
      ${checkedOnce('public.coverage_unplaced')}
      GRANT SELECT, INSERT, UPDATE, DELETE ON public.coverage_unplaced TO ${APP_ROLE};

      CREATE OR REPLACE FUNCTION public.delete_coverage() RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
          DELETE FROM public.coverage_files f USING deleted d WHERE f.org_id = d.org_id AND f.scan_id = d.id;
          DELETE FROM public.coverage_parts p USING deleted d WHERE p.org_id = d.org_id AND p.scan_id = d.id;
          DELETE FROM public.coverage_unplaced u USING deleted d WHERE u.org_id = d.org_id AND u.scan_id = d.id;
          RETURN NULL;
        END $$;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE OR REPLACE FUNCTION public.delete_coverage() RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
          DELETE FROM public.coverage_files f USING deleted d WHERE f.org_id = d.org_id AND f.scan_id = d.id;
          DELETE FROM public.coverage_parts p USING deleted d WHERE p.org_id = d.org_id AND p.scan_id = d.id;
          RETURN NULL;
        END $$;
      DROP TABLE public.coverage_unplaced;
      DROP INDEX public.coverage_uploads_digest;
      -- of one report from several folders the first stays
      DELETE FROM public.coverage_uploads u USING public.coverage_uploads earlier
      WHERE u.upload_key IS NULL AND earlier.upload_key IS NULL AND earlier.org_id = u.org_id
        AND earlier.scan_id = u.scan_id AND earlier.digest = u.digest AND earlier.id < u.id;
      CREATE UNIQUE INDEX coverage_uploads_digest ON public.coverage_uploads (org_id, scan_id, digest)
        WHERE upload_key IS NULL;
      ALTER TABLE public.coverage_uploads DROP COLUMN report_path, DROP COLUMN sources, DROP COLUMN took_any_path,
        DROP COLUMN unmatched_paths;
    `);
  }
}
