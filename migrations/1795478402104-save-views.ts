import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE, runSql, tenantTable } from './tenant-table.js';

/** People save filters of lists under names. */
export class SaveViews1795478402104 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await runSql(
      db,
      `
      CREATE TABLE public.views (
        org_id bigint NOT NULL REFERENCES public.organizations (id) ON DELETE CASCADE,
        id bigint GENERATED ALWAYS AS IDENTITY,
        user_id bigint NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
        page text NOT NULL,
        name text NOT NULL,
        query text NOT NULL,
        is_shared boolean NOT NULL,
        PRIMARY KEY (org_id, id),
        UNIQUE (org_id, user_id, page, name)
      );
      CREATE INDEX views_user ON public.views (user_id);
      ${tenantTable('public.views')}
      GRANT SELECT, INSERT, UPDATE, DELETE ON public.views TO ${APP_ROLE};
    `,
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE public.views');
  }
}
