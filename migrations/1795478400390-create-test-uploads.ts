import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE, tenantTable } from './tenant-table.js';

/** Uploads of test results. */
export class CreateTestUploads1795478400390 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE public.test_uploads (
        org_id bigint NOT NULL,
        scan_id bigint NOT NULL,
        id bigint GENERATED ALWAYS AS IDENTITY,
        upload_key text,
        report_path text,
        digest bytea NOT NULL,
        test_count integer NOT NULL,
        -- the tests, packed (src/domain/tests/pack-tests.ts); NULL once the scan's details are deleted
        content bytea,
        uploaded_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (org_id, scan_id, id),
        FOREIGN KEY (org_id, scan_id) REFERENCES public.scans (org_id, id) ON DELETE CASCADE
      );
      -- deflated already
      ALTER TABLE public.test_uploads ALTER COLUMN content SET STORAGE EXTERNAL;
      CREATE UNIQUE INDEX test_uploads_key ON public.test_uploads (org_id, scan_id, upload_key)
        WHERE upload_key IS NOT NULL;
      ${tenantTable('public.test_uploads')}
      GRANT SELECT, INSERT, UPDATE ON public.test_uploads TO ${APP_ROLE};
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE public.test_uploads');
  }
}
