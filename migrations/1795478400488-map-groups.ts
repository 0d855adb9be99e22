import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE, tenantTable } from './tenant-table.js';

const DEFINER = `SECURITY DEFINER SET search_path = pg_catalog, pg_temp`;
const RANK = `array_position(ARRAY['VIEWER', 'MEMBER', 'ORG_ADMIN', 'ORG_OWNER'], `;
const FUNCTIONS = `auth.find_mappings(bigint, text, text[]), auth.apply_mapping(bigint, bigint, text),
  auth.admit_identity(text, text, text, text)`;

/** Groups at the identity provider and domains of addresses that make people members of an organization (ADR 248). */
export class MapGroups1795478400488 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE public.organizations
        -- granted by the staff of the service: whose they are is nothing that an organization may say of itself
        ADD COLUMN verified_domains text[] NOT NULL DEFAULT '{}',
        ADD COLUMN sso_groups text[] NOT NULL DEFAULT '{}',
        -- domains whose people become members; of these, verified ones count
        ADD COLUMN auto_join_domains text[] NOT NULL DEFAULT '{}';
      GRANT UPDATE (verified_domains, sso_groups, auto_join_domains, sso_required) ON public.organizations TO ${APP_ROLE};

      CREATE TABLE public.mapped_groups (
        org_id bigint NOT NULL REFERENCES public.organizations (id) ON DELETE CASCADE,
        group_name text NOT NULL,
        -- NULL: the group gives no role of its own
        role text CHECK (role IN ('VIEWER', 'MEMBER', 'ORG_ADMIN', 'ORG_OWNER')),
        -- its people become members by themselves
        joins boolean NOT NULL,
        PRIMARY KEY (org_id, group_name)
      );
      -- a group is one organization's
      CREATE UNIQUE INDEX mapped_groups_group_name_key ON public.mapped_groups (group_name);
      ${tenantTable('public.mapped_groups')}
      GRANT SELECT, INSERT, DELETE ON public.mapped_groups TO ${APP_ROLE};

      -- Memberships that the provider's words call for and that are otherwise: organizations with the role to have, NULL where
      -- a membership of that origin is to end. of_user NULL: somebody who is no user yet.
      CREATE FUNCTION auth.find_mappings(of_user bigint, domain text, groups text[])
        RETURNS TABLE (org_id bigint, role text)
        LANGUAGE sql STABLE ${DEFINER} AS $$
          WITH named AS (
            SELECT g.org_id, g.joins, coalesce(g.role, 'VIEWER') AS role
            FROM public.mapped_groups g JOIN public.organizations o ON o.id = g.org_id
            WHERE g.group_name = ANY (groups) AND g.group_name = ANY (o.sso_groups)
            UNION ALL
            SELECT o.id, true, 'VIEWER' FROM public.organizations o
            WHERE domain = ANY (o.auto_join_domains) AND domain = ANY (o.verified_domains)
          ), called AS (
            SELECT n.org_id, (array_agg(n.role ORDER BY ${RANK} n.role) DESC))[1] AS role
            FROM named n GROUP BY n.org_id HAVING bool_or(n.joins)
          ), own AS (
            SELECT m.org_id, m.role, m.origin FROM public.members m WHERE m.user_id = of_user
          )
          SELECT coalesce(c.org_id, own.org_id), c.role
          FROM called c FULL JOIN own ON own.org_id = c.org_id
          WHERE own.org_id IS NULL
            OR own.origin = 'made' AND c.org_id IS NOT NULL
            OR own.origin = 'mapped' AND c.role IS DISTINCT FROM own.role
          ORDER BY 1
        $$;

      -- Makes one of them so, in the transaction's organization. A membership that an administrator made is accepted by it
      -- and keeps its role; the last owner stays one. Returns what was done, NULL for nothing.
      CREATE FUNCTION auth.apply_mapping(of_org bigint, of_user bigint, new_role text) RETURNS text
        LANGUAGE plpgsql ${DEFINER} AS $$
        DECLARE own public.members;
        BEGIN
          IF of_org IS DISTINCT FROM NULLIF(current_setting('app.org_id', true), '')::bigint THEN RETURN NULL; END IF;
          PERFORM FROM public.organizations o WHERE o.id = of_org FOR NO KEY UPDATE;
          SELECT m.* INTO own FROM public.members m WHERE m.org_id = of_org AND m.user_id = of_user;
          IF own.org_id IS NULL THEN
            IF new_role IS NULL THEN RETURN NULL; END IF;
            INSERT INTO public.members (org_id, user_id, role, origin) VALUES (of_org, of_user, new_role, 'mapped');
            RETURN 'member.added';
          END IF;
          IF own.origin = 'made' AND new_role IS NOT NULL THEN
            UPDATE public.members m SET origin = 'accepted' WHERE m.org_id = of_org AND m.user_id = of_user;
            RETURN NULL;
          END IF;
          IF own.origin <> 'mapped' OR own.role IS NOT DISTINCT FROM new_role OR own.role = 'ORG_OWNER' AND NOT EXISTS (
            SELECT FROM public.members m WHERE m.org_id = of_org AND m.role = 'ORG_OWNER' AND m.user_id <> of_user
          ) THEN RETURN NULL; END IF;
          IF new_role IS NULL THEN
            DELETE FROM public.members m WHERE m.org_id = of_org AND m.user_id = of_user;
            PERFORM auth.end_access(of_org, of_user);
            RETURN 'member.removed';
          END IF;
          UPDATE public.members m SET role = new_role WHERE m.org_id = of_org AND m.user_id = of_user;
          RETURN 'member.role_changed';
        END $$;

      -- A user for an identity with a verified address that nobody has. NULL where somebody was first.
      CREATE FUNCTION auth.admit_identity(of_issuer text, of_subject text, address text, called text) RETURNS bigint
        LANGUAGE plpgsql ${DEFINER} AS $$
        DECLARE made bigint;
        BEGIN
          INSERT INTO auth.users (email, name) VALUES (address, called)
            ON CONFLICT ((lower(email))) DO NOTHING RETURNING id INTO made;
          IF made IS NULL THEN RETURN NULL; END IF;
          INSERT INTO auth.identities (issuer, subject, user_id, is_proven) VALUES (of_issuer, of_subject, made, true);
          RETURN made;
        END $$;

      REVOKE EXECUTE ON FUNCTION ${FUNCTIONS} FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION ${FUNCTIONS} TO ${APP_ROLE};
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP FUNCTION ${FUNCTIONS};
      DROP TABLE public.mapped_groups;
      ALTER TABLE public.organizations DROP COLUMN auto_join_domains, DROP COLUMN sso_groups, DROP COLUMN verified_domains;
      REVOKE UPDATE (sso_required) ON public.organizations FROM ${APP_ROLE};
    `);
  }
}
