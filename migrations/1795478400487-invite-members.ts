import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE, tenantTable } from './tenant-table.js';

const DEFINER = `SECURITY DEFINER SET search_path = pg_catalog, pg_temp`;

/** Invitations, by which people become members on their own account (ADR 248). Names of members belong to the membership. */
export class InviteMembers1795478400487 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE public.invitations (
        org_id bigint NOT NULL REFERENCES public.organizations (id) ON DELETE CASCADE,
        id bigint GENERATED ALWAYS AS IDENTITY,
        email text NOT NULL,
        role text NOT NULL CHECK (role IN ('VIEWER', 'MEMBER', 'ORG_ADMIN', 'ORG_OWNER')),
        -- of 256 random bits
        token_hash bytea NOT NULL,
        invited_by_user_id bigint NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        PRIMARY KEY (org_id, id)
      );
      CREATE UNIQUE INDEX invitations_token_hash_key ON public.invitations (token_hash);
      CREATE INDEX invitations_invited_by ON public.invitations (invited_by_user_id);
      ${tenantTable('public.invitations')}
      GRANT SELECT, INSERT, DELETE ON public.invitations TO ${APP_ROLE};

      -- An invitation by its token, before its organization is known.
      CREATE FUNCTION auth.find_invitation(wanted bytea) RETURNS TABLE (org_id bigint, id bigint)
        LANGUAGE sql STABLE ${DEFINER} AS $$
          SELECT i.org_id, i.id FROM public.invitations i WHERE i.token_hash = wanted
        $$;
      REVOKE EXECUTE ON FUNCTION auth.find_invitation(bytea) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION auth.find_invitation(bytea) TO ${APP_ROLE};

      -- as the organization calls the person; NULL: as the person's user is called
      ALTER TABLE public.members ADD COLUMN name text;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE public.members DROP COLUMN name;
      DROP FUNCTION auth.find_invitation(bytea);
      DROP TABLE public.invitations;
    `);
  }
}
