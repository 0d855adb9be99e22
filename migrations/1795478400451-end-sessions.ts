import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE } from './tenant-table.js';

const DEFINER = `SECURITY DEFINER SET search_path = pg_catalog, pg_temp`;
const FUNCTIONS = `auth.begin_session(bigint, bigint, bytea, interval, interval, text, text),
  auth.refresh_session(bytea, bytea, interval), auth.extend_session(uuid, interval),
  auth.revoke_member_sessions(bigint, bigint), auth.revoke_minted_keys(bigint, bigint, timestamptz)`;

/**
 * Sessions end when nobody uses them and in any case after a while; administrators end those of members; keys that a key
 * made end with it (ADR 232). Sessions of before end 90 days after they began.
 */
export class EndSessions1795478400451 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- expires_at moves with the session's use, up to this time
      ALTER TABLE auth.sessions ADD COLUMN ends_at timestamptz;
      UPDATE auth.sessions SET ends_at = created_at + interval '90 days';
      UPDATE auth.sessions SET expires_at = ends_at WHERE expires_at > ends_at;
      -- instances of the version before begin sessions without it
      ALTER TABLE auth.sessions ALTER COLUMN ends_at SET DEFAULT now() + interval '90 days',
        ALTER COLUMN ends_at SET NOT NULL;

      -- sessions that began before do not come back into the organization (move_session)
      ALTER TABLE public.members ADD COLUMN sessions_revoked_at timestamptz;

      ALTER TABLE auth.api_keys ADD COLUMN minted_by bigint,
        ADD FOREIGN KEY (org_id, minted_by) REFERENCES auth.api_keys (org_id, id) ON DELETE CASCADE;
      CREATE INDEX api_keys_minted_by ON auth.api_keys (org_id, minted_by) WHERE minted_by IS NOT NULL;
      GRANT SELECT (minted_by) ON auth.api_keys TO ${APP_ROLE};

      -- the longest time for which a new key works; NULL: without end
      ALTER TABLE public.organizations ADD COLUMN max_key_days integer CHECK (max_key_days > 0);
      GRANT UPDATE (max_key_days) ON public.organizations TO ${APP_ROLE};

      CREATE FUNCTION auth.begin_session(for_org bigint, for_user bigint, refresh_hash bytea, idle interval, longest interval,
          from_address text, agent text) RETURNS uuid
        LANGUAGE plpgsql ${DEFINER} AS $$
        DECLARE made uuid; expires timestamptz := now() + least(idle, longest);
        BEGIN
          DELETE FROM auth.sessions s WHERE s.user_id = for_user AND s.expires_at < now() - interval '30 days';
          INSERT INTO auth.sessions (org_id, user_id, expires_at, ends_at, address, user_agent)
            VALUES (for_org, for_user, expires, now() + longest, from_address, agent) RETURNING id INTO made;
          INSERT INTO auth.refresh_tokens (token_hash, session_id, expires_at) VALUES (refresh_hash, made, now() + longest);
          RETURN made;
        END $$;

      -- Spends a refresh token and extends its session, which a token lives as long as. outcome: 'rotated', 'reused' (the
      -- family is revoked; first_reuse says that it was not yet), 'unknown'.
      CREATE FUNCTION auth.refresh_session(spent bytea, fresh bytea, idle interval)
        RETURNS TABLE (outcome text, session_id uuid, org_id bigint, user_id bigint, email text, first_reuse boolean)
        LANGUAGE plpgsql ${DEFINER} AS $$
        DECLARE token auth.refresh_tokens; family auth.sessions; owner text;
        BEGIN
          SELECT t.* INTO token FROM auth.refresh_tokens t WHERE t.token_hash = spent FOR UPDATE;
          IF NOT FOUND THEN
            RETURN QUERY SELECT 'unknown', NULL::uuid, NULL::bigint, NULL::bigint, NULL::text, false; RETURN;
          END IF;
          SELECT s.* INTO family FROM auth.sessions s WHERE s.id = token.session_id FOR UPDATE;
          SELECT u.email INTO owner FROM auth.users u WHERE u.id = family.user_id;
          IF token.used_at IS NOT NULL THEN
            UPDATE auth.sessions s SET revoked_at = coalesce(s.revoked_at, now()) WHERE s.id = family.id;
            RETURN QUERY SELECT 'reused', family.id, family.org_id, family.user_id, owner,
              family.revoked_at IS NULL AND family.expires_at > now();
            RETURN;
          END IF;
          IF token.expires_at <= now() OR family.revoked_at IS NOT NULL OR family.expires_at <= now() THEN
            RETURN QUERY SELECT 'unknown', NULL::uuid, NULL::bigint, NULL::bigint, NULL::text, false; RETURN;
          END IF;
          UPDATE auth.refresh_tokens t SET used_at = now() WHERE t.token_hash = spent;
          INSERT INTO auth.refresh_tokens (token_hash, session_id, expires_at) VALUES (fresh, family.id, family.ends_at);
          UPDATE auth.sessions s SET expires_at = least(s.ends_at, greatest(s.expires_at, now() + idle))
            WHERE s.id = family.id;
          RETURN QUERY SELECT 'rotated', family.id, family.org_id, family.user_id, owner, false;
        END $$;

      -- Moves the idle end of a session that is used, where that is worth a write: by a twentieth of the span at least.
      CREATE FUNCTION auth.extend_session(session uuid, idle interval) RETURNS void
        LANGUAGE sql ${DEFINER} AS $$
          UPDATE auth.sessions s SET expires_at = least(s.ends_at, now() + idle)
          WHERE s.id = session AND s.revoked_at IS NULL AND s.expires_at > now()
            AND least(s.ends_at, now() + idle) > s.expires_at + idle / 20
        $$;

      -- Ends the sessions that a member has in the transaction's organization, and keeps those elsewhere from entering it.
      -- Returns how many ended.
      CREATE FUNCTION auth.revoke_member_sessions(of_org bigint, of_user bigint) RETURNS integer
        LANGUAGE plpgsql ${DEFINER} AS $$
        DECLARE ended integer;
        BEGIN
          IF of_org IS DISTINCT FROM NULLIF(current_setting('app.org_id', true), '')::bigint THEN RETURN 0; END IF;
          UPDATE public.members m SET sessions_revoked_at = clock_timestamp()
            WHERE m.org_id = of_org AND m.user_id = of_user;
          UPDATE auth.sessions s SET revoked_at = now()
            WHERE s.org_id = of_org AND s.user_id = of_user AND s.revoked_at IS NULL AND s.expires_at > now();
          GET DIAGNOSTICS ended = ROW_COUNT;
          RETURN ended;
        END $$;

      -- As before, but for sessions that began before the organization revoked the member's.
      CREATE OR REPLACE FUNCTION auth.move_session(session uuid, to_org bigint) RETURNS boolean
        LANGUAGE plpgsql ${DEFINER} AS $$
        BEGIN
          UPDATE auth.sessions s SET org_id = to_org
            FROM auth.users u, public.organizations o
            WHERE s.id = session AND s.revoked_at IS NULL AND s.expires_at > now() AND u.id = s.user_id AND o.id = to_org
              AND NOT EXISTS (SELECT FROM public.members m
                WHERE m.org_id = to_org AND m.user_id = s.user_id AND m.sessions_revoked_at >= s.created_at)
              AND (u.is_super_admin
                OR to_org IN (SELECT c.org_id FROM auth.organizations_open_to(u.id, session) c));
          RETURN FOUND;
        END $$;

      -- Revokes what a key made, and what that made, in the transaction's organization. Returns how many keys ended.
      CREATE FUNCTION auth.revoke_minted_keys(of_org bigint, by_key bigint, at_time timestamptz) RETURNS integer
        LANGUAGE plpgsql ${DEFINER} AS $$
        DECLARE found integer; ended integer := 0;
        BEGIN
          IF of_org IS DISTINCT FROM NULLIF(current_setting('app.org_id', true), '')::bigint THEN RETURN 0; END IF;
          -- again until none is left: a key that was waited for may have made another one meanwhile
          LOOP
            WITH RECURSIVE minted AS (
              SELECT k.id FROM auth.api_keys k WHERE k.org_id = of_org AND k.minted_by = by_key
              UNION
              SELECT k.id FROM auth.api_keys k JOIN minted m ON k.minted_by = m.id WHERE k.org_id = of_org
            )
            UPDATE auth.api_keys k SET revoked_at = at_time FROM minted m
              WHERE k.org_id = of_org AND k.id = m.id AND k.revoked_at IS NULL;
            GET DIAGNOSTICS found = ROW_COUNT;
            EXIT WHEN found = 0;
            ended := ended + found;
          END LOOP;
          RETURN ended;
        END $$;

      REVOKE EXECUTE ON FUNCTION ${FUNCTIONS} FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION ${FUNCTIONS} TO ${APP_ROLE};
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE OR REPLACE FUNCTION auth.move_session(session uuid, to_org bigint) RETURNS boolean
        LANGUAGE plpgsql ${DEFINER} AS $$
        BEGIN
          UPDATE auth.sessions s SET org_id = to_org
            FROM auth.users u, public.organizations o
            WHERE s.id = session AND s.revoked_at IS NULL AND s.expires_at > now() AND u.id = s.user_id AND o.id = to_org
              AND (u.is_super_admin
                OR to_org IN (SELECT c.org_id FROM auth.organizations_open_to(u.id, session) c));
          RETURN FOUND;
        END $$;
      DROP FUNCTION ${FUNCTIONS};
      ALTER TABLE public.organizations DROP COLUMN max_key_days;
      ALTER TABLE auth.api_keys DROP COLUMN minted_by;
      ALTER TABLE public.members DROP COLUMN sessions_revoked_at;
      ALTER TABLE auth.sessions DROP COLUMN ends_at;
    `);
  }
}
