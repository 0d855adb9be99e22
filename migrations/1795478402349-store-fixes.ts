import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE, deletedWall, runSql, tenantTable } from './tenant-table.js';

/** Fixes that reports offer, as texts of `source_texts`, by scan, tool and file. */
export class StoreFixes1795478402349 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await runSql(
      db,
      `
      CREATE TABLE public.scan_fixes (
        org_id bigint NOT NULL,
        scan_id bigint NOT NULL,
        tool text NOT NULL,
        path text NOT NULL,
        repo_id bigint NOT NULL,
        -- of the text that is the fixes
        address bytea NOT NULL,
        PRIMARY KEY (org_id, scan_id, tool, path),
        FOREIGN KEY (org_id, scan_id) REFERENCES public.scans (org_id, id) ON DELETE CASCADE
      );
      CREATE INDEX scan_fixes_address ON public.scan_fixes (org_id, repo_id, address);
      CREATE INDEX scan_fixes_path ON public.scan_fixes (org_id, repo_id, path);
      ${tenantTable('public.scan_fixes', { repo: 'repo_id' })}
      ${deletedWall('public.scan_fixes', 'repo_id')}
      GRANT SELECT, INSERT, DELETE ON public.scan_fixes TO ${APP_ROLE};
    `,
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE public.scan_fixes');
  }
}
