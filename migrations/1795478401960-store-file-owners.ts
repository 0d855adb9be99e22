import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE, deletedWall, runSql, tenantTable } from './tenant-table.js';

/** Owners of files are stored once for each text of CODEOWNERS of a repository. */
export class StoreFileOwners1795478401960 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await runSql(
      db,
      `
      -- null: not digested yet
      ALTER TABLE public.scan_files ADD COLUMN code_owners_digest bytea;
      CREATE TABLE public.file_owners (
        org_id bigint NOT NULL,
        repo_id bigint NOT NULL,
        -- version of the rules of matching, and SHA-256 of the text
        code_owners_digest bytea NOT NULL,
        -- SHA-256 of the content
        address bytea NOT NULL,
        -- paths with their owners, packed
        content bytea NOT NULL,
        PRIMARY KEY (org_id, repo_id, code_owners_digest, address),
        FOREIGN KEY (org_id, repo_id) REFERENCES public.repos (org_id, id) ON DELETE CASCADE
      );
      ALTER TABLE public.file_owners ALTER COLUMN content SET STORAGE EXTERNAL;
      ${tenantTable('public.file_owners', { repo: 'repo_id' })}
      ${deletedWall('public.file_owners', 'repo_id')}
      GRANT SELECT, INSERT, DELETE ON public.file_owners TO ${APP_ROLE};
    `,
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE public.file_owners;
      ALTER TABLE public.scan_files DROP COLUMN code_owners_digest;
    `);
  }
}
