import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE, deletedWall, runSql, tenantTable } from './tenant-table.js';

/** Lines that one run of the same tests covers and another one does not are kept for a while. */
export class KeepFlickeringLines1795478402202 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await runSql(
      db,
      `
      CREATE TABLE public.flickering_lines (
        org_id bigint NOT NULL,
        repo_id bigint NOT NULL,
        -- tree or commit whose scans alone know it; empty: all scans of the repository do
        scope text COLLATE "C" NOT NULL,
        path text COLLATE "C" NOT NULL,
        -- digest of the numbers of the file's executable lines
        shape bytea NOT NULL,
        line integer NOT NULL,
        last_seen_at timestamptz NOT NULL,
        PRIMARY KEY (org_id, repo_id, scope, path, shape, line),
        FOREIGN KEY (org_id, repo_id) REFERENCES public.repos (org_id, id) ON DELETE CASCADE
      );
      ${tenantTable('public.flickering_lines', { repo: 'repo_id' })}
      ${deletedWall('public.flickering_lines', 'repo_id')}
      GRANT SELECT, INSERT, UPDATE, DELETE ON public.flickering_lines TO ${APP_ROLE};
    `,
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE public.flickering_lines');
  }
}
