import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE, deletedWall, runSql, tenantTable } from './tenant-table.js';

/** Files and rules of the newest scans of default branches are found by how their parts begin. */
export class IndexSearch1795478402105 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await runSql(
      db,
      `
      CREATE TABLE public.search_words (
        org_id bigint NOT NULL,
        kind text NOT NULL CHECK (kind IN ('file', 'rule')),
        -- part of the value in lower case
        word text COLLATE "C" NOT NULL,
        repo_id bigint NOT NULL,
        -- path of the file, or the rule
        value text COLLATE "C" NOT NULL,
        PRIMARY KEY (org_id, kind, word, repo_id, value),
        FOREIGN KEY (org_id, repo_id) REFERENCES public.repos (org_id, id) ON DELETE CASCADE
      );
      CREATE INDEX search_words_repo ON public.search_words (org_id, repo_id);
      ${tenantTable('public.search_words', { repo: 'repo_id' })}
      ${deletedWall('public.search_words', 'repo_id')}
      GRANT SELECT, INSERT, DELETE ON public.search_words TO ${APP_ROLE};
    `,
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE public.search_words');
  }
}
