import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE, tenantWall } from './tenant-table.js';

/** Coverage: what was uploaded, and per file what all uploads of a scan come to. */
export class CreateCoverage1795478400004 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE public.coverage_uploads (
        org_id bigint NOT NULL,
        scan_id bigint NOT NULL,
        id bigint GENERATED ALWAYS AS IDENTITY,
        upload_key text,
        digest bytea NOT NULL,
        format text NOT NULL,
        file_count integer NOT NULL,
        uploaded_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (org_id, scan_id, id),
        FOREIGN KEY (org_id, scan_id) REFERENCES public.scans (org_id, id) ON DELETE CASCADE
      );
      CREATE UNIQUE INDEX coverage_uploads_key ON public.coverage_uploads (org_id, scan_id, upload_key)
        WHERE upload_key IS NOT NULL;
      CREATE UNIQUE INDEX coverage_uploads_digest ON public.coverage_uploads (org_id, scan_id, digest)
        WHERE upload_key IS NULL;
      ${tenantWall('public.coverage_uploads')}
      GRANT SELECT, INSERT, UPDATE, DELETE ON public.coverage_uploads TO ${APP_ROLE};

      -- Once a scan has keyed uploads: what each of them said of each file, and under '' what all others come to.
      -- A later upload under a key replaces just that key's part.
      CREATE TABLE public.coverage_parts (
        org_id bigint NOT NULL,
        scan_id bigint NOT NULL,
        upload_key text NOT NULL,
        file_path text NOT NULL,
        report_format text NOT NULL,
        packed bytea NOT NULL,
        PRIMARY KEY (org_id, scan_id, upload_key, file_path),
        FOREIGN KEY (org_id, scan_id) REFERENCES public.scans (org_id, id) ON DELETE CASCADE
      );
      ${tenantWall('public.coverage_parts')}
      GRANT SELECT, INSERT, UPDATE, DELETE ON public.coverage_parts TO ${APP_ROLE};

      CREATE TABLE public.coverage_files (
        org_id bigint NOT NULL,
        scan_id bigint NOT NULL,
        file_path text NOT NULL,
        report_format text NOT NULL,
        lines_total integer NOT NULL,
        lines_covered integer NOT NULL,
        branches_total integer NOT NULL,
        branches_covered integer NOT NULL,
        -- lines and branches (domain/coverage/packed-lines.ts)
        packed bytea NOT NULL,
        PRIMARY KEY (org_id, scan_id, file_path),
        FOREIGN KEY (org_id, scan_id) REFERENCES public.scans (org_id, id) ON DELETE CASCADE
      );
      ${tenantWall('public.coverage_files')}
      GRANT SELECT, INSERT, UPDATE, DELETE ON public.coverage_files TO ${APP_ROLE};
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE public.coverage_files, public.coverage_parts, public.coverage_uploads');
  }
}
