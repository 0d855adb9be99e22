import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE, runSql } from './tenant-table.js';

const findReset = (column: string, ofMember: string, ofMail: string): string => `
  DROP FUNCTION auth.find_reset(bytea);
    -- The person whose password a token resets, and the organizations that it opens; no row for one that is unknown, spent
    -- or expired.
    CREATE FUNCTION auth.find_reset(hash bytea)
      RETURNS TABLE (org_ids bigint[], user_id bigint, email text, expires_at timestamptz${column})
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT ARRAY[r.org_id], r.user_id, u.email, r.expires_at${ofMember}
        FROM auth.password_resets r JOIN auth.users u ON u.id = r.user_id
        WHERE r.token_hash = hash AND r.expires_at > now() AND auth.is_reset_allowed(r)
        UNION ALL
        SELECT ARRAY(SELECT m.org_id FROM public.members m WHERE m.user_id = u.id ORDER BY m.org_id), u.id, u.email,
          r.expires_at${ofMail}
        FROM auth.own_password_resets r JOIN auth.users u ON u.id = r.user_id
        WHERE r.token_hash = hash AND r.expires_at > now() AND auth.may_reset_own_password(r.user_id)
      $$;
  REVOKE EXECUTE ON FUNCTION auth.find_reset FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION auth.find_reset TO ${APP_ROLE};
`;

/** Lets notices go to the owners and administrators of an organization. */
export class NotifyOrganizations1795478401842 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await runSql(
      db,
      `
      ${findReset(', is_mailed boolean', ', false', ', true')}

      -- Queues a notice to the members of the transaction's organization who have one of the roles, with its name.
      CREATE FUNCTION auth.queue_organization_notice(of_org bigint, to_roles text[], by_session uuid, facts jsonb)
        RETURNS void
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
          BEGIN
            PERFORM auth.queue_notice(m.user_id, by_session, facts || jsonb_build_object('org', o.name))
            FROM public.members m JOIN public.organizations o ON o.id = m.org_id
            WHERE m.org_id = of_org AND of_org = NULLIF(current_setting('app.org_id', true), '')::bigint
              AND m.role = ANY (to_roles);
        END $$;
      REVOKE EXECUTE ON FUNCTION auth.queue_organization_notice FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION auth.queue_organization_notice TO ${APP_ROLE};
    `,
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await runSql(
      db,
      `DROP FUNCTION auth.queue_organization_notice(bigint, text[], uuid, jsonb); ${findReset('', '', '')}`,
    );
  }
}
