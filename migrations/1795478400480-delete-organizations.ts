import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE } from './tenant-table.js';

const DEFINER = `SECURITY DEFINER SET search_path = pg_catalog, pg_temp`;

/** Functions that begin work for others, each with the condition of theirs that another one is added to. */
const CLAIMS = [
  ['public.claim_deliveries', '(w.paused_until IS NULL OR w.paused_until <= at)', 'w.org_id'],
  ['public.claim_reports', '(f.paused_until IS NULL OR f.paused_until <= at)', 'f.org_id'],
] as const;

const openOnly = (condition: string, column: string): string =>
  `${condition} AND auth.organization_deleted_at(${column}) IS NULL`;

/**
 * A deleted organization is closed to all but the staff of the service from one moment to the next, and is open again where
 * the deletion is undone; a job deletes its rows when that time is over (ADR 250). A person is deleted at once.
 */
export class DeleteOrganizations1795478400480 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE public.organizations ADD COLUMN deleted_at timestamptz;
      GRANT UPDATE (deleted_at) ON public.organizations TO ${APP_ROLE};
      -- callers that are cached are looked up again
      CREATE TRIGGER announce_deletion AFTER UPDATE ON public.organizations FOR EACH ROW
        WHEN (OLD.deleted_at IS DISTINCT FROM NEW.deleted_at) EXECUTE FUNCTION public.announce_change('org', 'id');

      -- Null for one that is not deleted.
      CREATE FUNCTION auth.organization_deleted_at(of_org bigint) RETURNS timestamptz
        LANGUAGE sql STABLE ${DEFINER} AS $$
          SELECT o.deleted_at FROM public.organizations o WHERE o.id = of_org
        $$;

      -- False for a deleted organization, but to a SUPER_ADMIN.
      CREATE FUNCTION auth.is_open_to(of_org bigint, of_user bigint) RETURNS boolean
        LANGUAGE sql STABLE ${DEFINER} AS $$
          SELECT auth.organization_deleted_at(of_org) IS NULL
            OR EXISTS (SELECT FROM auth.users u WHERE u.id = of_user AND u.is_super_admin)
        $$;

      CREATE INDEX audit_log_person ON public.audit_log (actor_id) WHERE actor_type = 'user';
      CREATE INDEX audit_log_of_person ON public.audit_log (target_id) WHERE target_type IN ('member', 'user');

      -- True for the only SUPER_ADMIN. Where it is called of a SUPER_ADMIN, none goes before the transaction ends.
      CREATE FUNCTION auth.is_last_super_admin(of_user bigint) RETURNS boolean
        LANGUAGE plpgsql ${DEFINER} AS $$
        BEGIN
          IF NOT EXISTS (SELECT FROM auth.users u WHERE u.id = of_user AND u.is_super_admin) THEN RETURN false; END IF;
          PERFORM FROM auth.users u WHERE u.is_super_admin ORDER BY u.id FOR NO KEY UPDATE;
          RETURN NOT EXISTS (SELECT FROM auth.users u WHERE u.id <> of_user AND u.is_super_admin);
        END $$;

      -- Deletes a person, and the names and values that the history of organizations has of them: it keeps the ids.
      -- False where there is none.
      CREATE FUNCTION auth.delete_user(of_user bigint) RETURNS boolean
        LANGUAGE plpgsql ${DEFINER} AS $$
        DECLARE known bigint[];
        BEGIN
          SELECT array_agg(DISTINCT a.org_id) INTO known FROM public.audit_log a
            WHERE a.actor_type = 'user' AND a.actor_id = of_user
              OR a.target_type IN ('member', 'user') AND a.target_id = of_user;
          UPDATE public.events e SET data = jsonb_set(e.data::jsonb, '{actor,name}', '""')::json
            WHERE e.org_id = ANY (known) AND e.data -> 'actor' ->> 'type' = 'user'
              AND e.data -> 'actor' ->> 'id' = of_user::text;
          UPDATE public.events e SET data = (e.data::jsonb || '{"old": null, "new": null}')::json
            WHERE e.org_id = ANY (known) AND e.data -> 'target' ->> 'type' IN ('member', 'user')
              AND e.data -> 'target' ->> 'id' = of_user::text;
          -- all that one digest covers: without its salt nobody can check, or guess, a part of it
          UPDATE public.audit_log a
            SET actor_name = '', address = NULL, old_values = NULL, new_values = NULL, salt = NULL
            WHERE a.actor_type = 'user' AND a.actor_id = of_user
              OR a.target_type IN ('member', 'user') AND a.target_id = of_user;
          DELETE FROM public.invitations i USING auth.users u WHERE u.id = of_user AND lower(i.email) = lower(u.email);
          DELETE FROM auth.users u WHERE u.id = of_user;
          RETURN FOUND;
        END $$;

      -- Deletes people who belong to the transaction's organization alone, if that is deleted; returns how many.
      CREATE FUNCTION auth.delete_lone_members(of_org bigint, at_most integer) RETURNS integer
        LANGUAGE plpgsql ${DEFINER} AS $$
        DECLARE lone bigint; ended integer := 0;
        BEGIN
          IF of_org IS DISTINCT FROM NULLIF(current_setting('app.org_id', true), '')::bigint
            OR auth.organization_deleted_at(of_org) IS NULL THEN RETURN 0; END IF;
          FOR lone IN SELECT m.user_id FROM public.members m JOIN auth.users u ON u.id = m.user_id
            WHERE m.org_id = of_org AND NOT u.is_super_admin AND NOT EXISTS (
              SELECT FROM public.members o WHERE o.user_id = m.user_id AND o.org_id <> of_org)
            ORDER BY m.user_id LIMIT at_most LOOP
            PERFORM auth.delete_user(lone);
            ended := ended + 1;
          END LOOP;
          RETURN ended;
        END $$;

      -- Deletes rows of the transaction's organization from one table, if it is deleted; returns how many. Of the table of
      -- organizations its own, with what is left.
      CREATE FUNCTION auth.delete_rows(of_org bigint, of_table regclass, at_most integer) RETURNS integer
        LANGUAGE plpgsql ${DEFINER} AS $$
        DECLARE ended integer; own_column text;
        BEGIN
          IF of_org IS DISTINCT FROM NULLIF(current_setting('app.org_id', true), '')::bigint
            OR auth.organization_deleted_at(of_org) IS NULL THEN RETURN 0; END IF;
          own_column := CASE of_table WHEN 'public.organizations'::regclass THEN 'id' ELSE 'org_id' END;
          EXECUTE format('DELETE FROM %s WHERE ctid = ANY (ARRAY(SELECT ctid FROM %s WHERE %I = $1 LIMIT $2))',
            of_table, of_table, own_column) USING of_org, at_most;
          GET DIAGNOSTICS ended = ROW_COUNT;
          RETURN ended;
        END $$;

      REVOKE EXECUTE ON FUNCTION auth.organization_deleted_at(bigint), auth.is_open_to(bigint, bigint),
        auth.is_last_super_admin(bigint), auth.delete_user(bigint), auth.delete_lone_members(bigint, integer), auth.delete_rows(bigint, regclass, integer)
        FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION auth.organization_deleted_at(bigint), auth.is_open_to(bigint, bigint),
        auth.is_last_super_admin(bigint), auth.delete_user(bigint), auth.delete_lone_members(bigint, integer), auth.delete_rows(bigint, regclass, integer)
        TO ${APP_ROLE};
    `);
    for (const [name, condition, column] of CLAIMS) await replaceIn(db, name, condition, openOnly(condition, column));
  }

  async down(db: QueryRunner): Promise<void> {
    for (const [name, condition, column] of CLAIMS) await replaceIn(db, name, openOnly(condition, column), condition);
    await db.query(`
      DROP FUNCTION auth.delete_rows(bigint, regclass, integer);
      DROP FUNCTION auth.delete_lone_members(bigint, integer);
      DROP FUNCTION auth.delete_user(bigint);
      DROP FUNCTION auth.is_last_super_admin(bigint);
      DROP INDEX public.audit_log_of_person;
      DROP INDEX public.audit_log_person;
      DROP FUNCTION auth.is_open_to(bigint, bigint);
      DROP FUNCTION auth.organization_deleted_at(bigint);
      DROP TRIGGER announce_deletion ON public.organizations;
      ALTER TABLE public.organizations DROP COLUMN deleted_at;
    `);
  }
}

/** Replaces a condition in a function that an earlier migration made, and keeps the rest as it is. */
async function replaceIn(db: QueryRunner, name: string, condition: string, by: string): Promise<void> {
  const rows = (await db.query(`SELECT pg_get_functiondef($1::regproc) AS text`, [name])) as { text: string }[];
  const { text } = rows[0]!;
  if (!text.includes(condition)) throw new Error(`${name} lacks the condition ${condition}.`);
  await db.query(text.replaceAll(condition, by));
}
