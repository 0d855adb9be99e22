import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE } from '../tenant-table.js';

const SEARCH_PATH = 'SET search_path = pg_catalog, pg_temp';
const DEFINER = `SECURITY DEFINER ${SEARCH_PATH}`;
const FUNCTIONS = `auth.list_identities(uuid), auth.unbind_identity(uuid, uuid),
  auth.make_member_reset(bigint, bigint, bytea, interval, boolean), auth.reset_password_by_link(bytea, text)`;

/** Parts of functions that earlier migrations made, as they were and as they are from now on. */
const REPLACED = [
  [
    'auth.resolve_identity',
    'IF found.is_super_admin OR EXISTS',
    `IF EXISTS (SELECT FROM auth.unbound_identities b
              WHERE b.issuer = of_issuer AND b.subject = of_subject AND b.until > now())
            OR found.is_super_admin OR EXISTS`,
  ],
  [
    'auth.link_identity',
    `IF bound IS NULL THEN RETURN 'taken'; END IF;`,
    `IF bound IS NULL THEN RETURN 'taken'; END IF;
          DELETE FROM auth.unbound_identities b WHERE b.issuer = of_issuer AND b.subject = of_subject;`,
  ],
  [
    'auth.admit_identity',
    'BEGIN\n',
    `BEGIN
          IF EXISTS (SELECT FROM auth.unbound_identities b
            WHERE b.issuer = of_issuer AND b.subject = of_subject AND b.until > now()) THEN RETURN NULL; END IF;\n`,
  ],
] as const;

/**
 * People see their identities and unbind them, as resets of passwords do
 * (docs/adr/identity.md#binding-and-unbinding-identities).
 */
export class UnbindIdentities1795478400601 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE auth.identities ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE;

      -- identities that a verified address does not bind again until then
      CREATE TABLE auth.unbound_identities (
        issuer text NOT NULL,
        subject text NOT NULL,
        user_id bigint NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
        until timestamptz NOT NULL,
        PRIMARY KEY (issuer, subject)
      );
      CREATE INDEX unbound_identities_user ON auth.unbound_identities (user_id);

      -- of links that administrators make: their use unbinds the member's identities
      ALTER TABLE auth.password_resets ADD COLUMN unbinds_identities boolean NOT NULL DEFAULT true;

      -- Unbinds an identity of a person, or all (NULL), with the sessions that began by them.
      CREATE FUNCTION auth.unbind_identities(of_user bigint, wanted uuid) RETURNS TABLE (id uuid, issuer text)
        LANGUAGE sql ${SEARCH_PATH} AS $$
          WITH ended AS (
            DELETE FROM auth.unbound_identities b WHERE b.until <= now()
          ), gone AS (
            DELETE FROM auth.identities i WHERE i.user_id = of_user AND (wanted IS NULL OR i.id = wanted)
            RETURNING i.id, i.issuer, i.subject
          ), remembered AS (
            INSERT INTO auth.unbound_identities AS b (issuer, subject, user_id, until)
              SELECT g.issuer, g.subject, of_user, now() + interval '24 hours' FROM gone g
            ON CONFLICT (issuer, subject) DO UPDATE SET user_id = excluded.user_id, until = excluded.until
          ), over AS (
            UPDATE auth.sessions s SET revoked_at = now() FROM gone g
              WHERE s.user_id = of_user AND s.issuer = g.issuer AND s.subject = g.subject AND s.revoked_at IS NULL
          )
          SELECT g.id, g.issuer FROM gone g
        $$;

      -- For the operator alone. NULL for an unknown address.
      CREATE FUNCTION auth.unbind_identities_of(address text, wanted uuid) RETURNS integer
        LANGUAGE plpgsql ${SEARCH_PATH} AS $$
        DECLARE person bigint; removed integer;
        BEGIN
          SELECT u.id INTO person FROM auth.users u WHERE lower(u.email) = lower(address);
          IF person IS NULL THEN RETURN NULL; END IF;
          SELECT count(*) INTO removed FROM auth.unbind_identities(person, wanted);
          IF removed > 0 THEN
            INSERT INTO public.audit_log (org_id, at, actor_type, actor_name, action, target_type, target_id, new_values)
              SELECT m.org_id, now(), 'service', 'qgate-admin', 'auth.identity_unlinked', 'user', person,
                jsonb_build_object('identities', removed)
              FROM public.members m WHERE m.user_id = person;
          END IF;
          RETURN removed;
        END $$;

      -- Identities that a session manages, the oldest first: all of the person's, or its own where it does not speak for the
      -- person in all organizations.
      CREATE FUNCTION auth.list_identities(session uuid)
        RETURNS TABLE (id uuid, issuer text, subject text, bound_at timestamptz, last_used_at timestamptz, is_current boolean)
        LANGUAGE sql STABLE ${DEFINER} AS $$
          SELECT i.id, i.issuer, i.subject, i.bound_at,
            (SELECT max(t.created_at) FROM auth.sessions t
              WHERE t.user_id = i.user_id AND t.issuer = i.issuer AND t.subject = i.subject),
            coalesce(i.issuer = s.issuer AND i.subject = s.subject, false)
          FROM auth.sessions s JOIN auth.identities i ON i.user_id = s.user_id
          WHERE s.id = session AND s.revoked_at IS NULL AND s.expires_at > now()
            AND (i.issuer = s.issuer AND i.subject = s.subject OR auth.is_of_whole_person(session))
          ORDER BY i.bound_at, i.id
        $$;

      -- Unbinds one of these. outcome: unbound; unknown; last, where the person has no password and no other identity.
      CREATE FUNCTION auth.unbind_identity(session uuid, wanted uuid) RETURNS TABLE (outcome text, issuer text)
        LANGUAGE plpgsql ${DEFINER} AS $$
        DECLARE owner auth.users;
        BEGIN
          SELECT u.* INTO owner FROM auth.users u
            WHERE u.id = (SELECT s.user_id FROM auth.sessions s WHERE s.id = session) FOR UPDATE;
          IF NOT EXISTS (SELECT FROM auth.list_identities(session) i WHERE i.id = wanted) THEN
            RETURN QUERY SELECT 'unknown', NULL::text; RETURN;
          END IF;
          IF owner.password_hash IS NULL
            AND NOT EXISTS (SELECT FROM auth.member_passwords p WHERE p.user_id = owner.id)
            AND NOT EXISTS (SELECT FROM auth.identities i WHERE i.user_id = owner.id AND i.id <> wanted) THEN
            RETURN QUERY SELECT 'last', NULL::text; RETURN;
          END IF;
          RETURN QUERY SELECT 'unbound', i.issuer FROM auth.unbind_identities(owner.id, wanted) i;
        END $$;

      -- As store_password_reset, which instances of the version before call.
      CREATE FUNCTION auth.make_member_reset(of_org bigint, of_user bigint, hash bytea, lasts interval, unbinds boolean)
        RETURNS timestamptz LANGUAGE plpgsql ${DEFINER} AS $$
        DECLARE expires timestamptz := auth.store_password_reset(of_org, of_user, hash, lasts);
        BEGIN
          UPDATE auth.password_resets r SET unbinds_identities = unbinds
            WHERE r.org_id = of_org AND r.user_id = of_user AND r.token_hash = hash;
          RETURN expires;
        END $$;

      -- As reset_password, which instances of the version before call: answers how many identities it unbound, NULL for a
      -- token that find_reset does not find.
      CREATE FUNCTION auth.reset_password_by_link(hash bytea, new_hash text) RETURNS integer
        LANGUAGE plpgsql ${DEFINER} AS $$
        DECLARE person bigint; unbound integer := 0;
        BEGIN
          SELECT r.user_id INTO person FROM auth.password_resets r WHERE r.token_hash = hash AND r.unbinds_identities;
          IF NOT auth.reset_password(hash, new_hash) THEN RETURN NULL; END IF;
          IF person IS NOT NULL THEN SELECT count(*) INTO unbound FROM auth.unbind_identities(person, NULL); END IF;
          RETURN unbound;
        END $$;

      REVOKE EXECUTE ON FUNCTION ${FUNCTIONS}, auth.unbind_identities(bigint, uuid), auth.unbind_identities_of(text, uuid)
        FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION ${FUNCTIONS} TO ${APP_ROLE};
    `);
    for (const [name, before, after] of REPLACED) await replaceIn(db, name, before, after);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const [name, before, after] of REPLACED) await replaceIn(db, name, after, before);
    await db.query(`
      DROP FUNCTION ${FUNCTIONS}, auth.unbind_identities_of(text, uuid), auth.unbind_identities(bigint, uuid);
      ALTER TABLE auth.password_resets DROP COLUMN unbinds_identities;
      DROP TABLE auth.unbound_identities;
      ALTER TABLE auth.identities DROP COLUMN id;
    `);
  }
}

/** Replaces a part of a function that an earlier migration made, and keeps the rest as it is. */
async function replaceIn(db: QueryRunner, name: string, part: string, by: string): Promise<void> {
  const rows = (await db.query(`SELECT pg_get_functiondef($1::regproc) AS text`, [name])) as { text: string }[];
  const { text } = rows[0]!;
  if (!text.includes(part)) throw new Error(`${name} lacks ${part}`);
  await db.query(text.replace(part, () => by));
}
