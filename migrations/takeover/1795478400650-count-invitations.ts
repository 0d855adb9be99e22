import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE, tenantTable } from '../tenant-table.js';

/** Invitations that were made within a day, also those that are accepted or withdrawn: they are limited. */
export class CountInvitations1795478400650 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE public.made_invitations (
        org_id bigint NOT NULL REFERENCES public.organizations (id) ON DELETE CASCADE,
        id bigint GENERATED ALWAYS AS IDENTITY,
        -- keyed: the address cannot be found by it
        address_digest bytea NOT NULL,
        made_at timestamptz NOT NULL,
        PRIMARY KEY (org_id, id)
      );
      CREATE INDEX made_invitations_by_time ON public.made_invitations (org_id, made_at);
      ${tenantTable('public.made_invitations')}
      GRANT SELECT, INSERT, DELETE ON public.made_invitations TO ${APP_ROLE};
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE public.made_invitations');
  }
}
