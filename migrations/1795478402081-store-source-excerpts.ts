import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE, deletedWall, runSql, tenantTable } from './tenant-table.js';

/** Source text of scans, sealed and each text once, for repositories that allow it. */
export class StoreSourceExcerpts1795478402081 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await runSql(
      db,
      `
      ALTER TABLE public.repos ADD COLUMN source_excerpts text NOT NULL DEFAULT 'none'
        CHECK (source_excerpts IN ('none', 'findings', 'files'));
      CREATE TABLE public.source_texts (
        org_id bigint NOT NULL,
        id bigint NOT NULL,
        repo_id bigint NOT NULL,
        -- HMAC of the text under the repository's secret
        address bytea NOT NULL,
        -- deflated, then sealed
        content bytea NOT NULL,
        -- secrets are blanked in it
        has_blanks boolean NOT NULL,
        PRIMARY KEY (org_id, id),
        UNIQUE (org_id, repo_id, address),
        FOREIGN KEY (org_id, repo_id) REFERENCES public.repos (org_id, id) ON DELETE CASCADE
      );
      ALTER TABLE public.source_texts ALTER COLUMN content SET STORAGE EXTERNAL;
      CREATE TABLE public.scan_sources (
        org_id bigint NOT NULL,
        scan_id bigint NOT NULL,
        repo_id bigint NOT NULL,
        path text NOT NULL,
        address bytea NOT NULL,
        is_whole boolean NOT NULL,
        PRIMARY KEY (org_id, scan_id, path),
        FOREIGN KEY (org_id, scan_id) REFERENCES public.scans (org_id, id) ON DELETE CASCADE
      );
      CREATE INDEX scan_sources_address ON public.scan_sources (org_id, repo_id, address);
      CREATE INDEX scan_sources_path ON public.scan_sources (org_id, repo_id, path);
      ${tenantTable('public.source_texts', { repo: 'repo_id' })}
      ${deletedWall('public.source_texts', 'repo_id')}
      ${tenantTable('public.scan_sources', { repo: 'repo_id' })}
      ${deletedWall('public.scan_sources', 'repo_id')}
      GRANT SELECT, INSERT, UPDATE, DELETE ON public.source_texts, public.scan_sources TO ${APP_ROLE};
    `,
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE public.scan_sources, public.source_texts;
      ALTER TABLE public.repos DROP COLUMN source_excerpts;
    `);
  }
}
