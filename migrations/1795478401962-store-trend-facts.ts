import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE, deletedWall, runSql, tenantTable } from './tenant-table.js';

/** Facts of scans of the default branch, of which trends are made. */
export class StoreTrendFacts1795478401962 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await runSql(
      db,
      `
      CREATE TABLE public.trend_facts (
        org_id bigint NOT NULL,
        scan_id bigint NOT NULL,
        repo_id bigint NOT NULL,
        -- {rule, folder, owner}: by key, findings by severity, lines with coverage, those that did not run
        facts jsonb NOT NULL,
        PRIMARY KEY (org_id, scan_id),
        FOREIGN KEY (org_id, scan_id) REFERENCES public.scans (org_id, id) ON DELETE CASCADE
      );
      ${tenantTable('public.trend_facts', { repo: 'repo_id' })}
      ${deletedWall('public.trend_facts', 'repo_id')}
      GRANT SELECT, INSERT, UPDATE ON public.trend_facts TO ${APP_ROLE};
    `,
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE public.trend_facts');
  }
}
