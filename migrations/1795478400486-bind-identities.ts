import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE } from './tenant-table.js';

const DEFINER = `SECURITY DEFINER SET search_path = pg_catalog, pg_temp`;
const FUNCTIONS = `auth.resolve_identity(text, text, text), auth.link_identity(uuid, text, text, text),
  auth.begin_provider_session(bigint, bigint, bytea, interval, interval, text, text, text, text, text),
  auth.memberships_accepted_by(bigint), auth.end_provider_sessions(text, text, text, timestamptz)`;

/**
 * Identities at an identity provider, the users that they speak for, and the memberships that count for them (ADR 245).
 * Memberships of before count as they did.
 */
export class BindIdentities1795478400486 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE auth.identities (
        issuer text NOT NULL,
        subject text NOT NULL,
        user_id bigint NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
        -- bound by who the user is, not by a password that an organization set
        is_proven boolean NOT NULL,
        bound_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (issuer, subject)
      );
      CREATE INDEX identities_user ON auth.identities (user_id);

      -- made: by an administrator; accepted: by the person; mapped: by what the identity provider says of the person
      ALTER TABLE public.members ADD COLUMN origin text NOT NULL DEFAULT 'made'
        CHECK (origin IN ('made', 'accepted', 'mapped'));
      UPDATE public.members SET origin = 'accepted';

      -- of sessions that began at the identity provider; provider_sid is its own name of the session there
      ALTER TABLE auth.sessions ADD COLUMN issuer text, ADD COLUMN subject text, ADD COLUMN provider_sid text,
        ADD CHECK ((issuer IS NULL) = (subject IS NULL));
      CREATE INDEX sessions_identity ON auth.sessions (issuer, subject) WHERE issuer IS NOT NULL;

      ALTER TABLE public.organizations ADD COLUMN sso_required boolean NOT NULL DEFAULT false;

      -- Sessions that began by a password end where passwords are kept out from now on; not those of staff.
      CREATE FUNCTION auth.end_password_sessions() RETURNS trigger
        LANGUAGE plpgsql ${DEFINER} AS $$
        BEGIN
          UPDATE auth.sessions s SET revoked_at = now() FROM auth.users u
            WHERE s.org_id = NEW.id AND s.issuer IS NULL AND s.revoked_at IS NULL AND u.id = s.user_id
              AND NOT u.is_super_admin;
          RETURN NULL;
        END $$;
      REVOKE EXECUTE ON FUNCTION auth.end_password_sessions() FROM PUBLIC;
      CREATE TRIGGER end_password_sessions AFTER UPDATE ON public.organizations FOR EACH ROW
        WHEN (NEW.sso_required AND NOT OLD.sso_required) EXECUTE FUNCTION auth.end_password_sessions();

      -- The memberships that count for outside identities, the oldest first.
      CREATE FUNCTION auth.memberships_accepted_by(member bigint)
        RETURNS TABLE (org_id bigint, name text, slug text, role text)
        LANGUAGE sql STABLE ${DEFINER} AS $$
          SELECT o.id, o.name, o.slug, m.role FROM public.members m JOIN public.organizations o ON o.id = m.org_id
          WHERE m.user_id = member AND m.origin <> 'made' ORDER BY m.created_at, o.id
        $$;

      -- The user of an identity. An address that the provider verified binds a new one to the user who has it; the case of
      -- ASCII letters is open. outcome: 'known', 'bound', 'unverified' (no verified address), 'unknown' (nobody has it),
      -- 'link_required' (staff, or another identity of the provider has proven the address).
      CREATE FUNCTION auth.resolve_identity(of_issuer text, of_subject text, address text)
        RETURNS TABLE (outcome text, user_id bigint)
        LANGUAGE plpgsql ${DEFINER} AS $$
        DECLARE found auth.users;
        BEGIN
          RETURN QUERY SELECT 'known', i.user_id FROM auth.identities i
            WHERE i.issuer = of_issuer AND i.subject = of_subject;
          IF FOUND THEN RETURN; END IF;
          IF address IS NULL THEN RETURN QUERY SELECT 'unverified', NULL::bigint; RETURN; END IF;
          SELECT u.* INTO found FROM auth.users u
            WHERE lower(u.email) = lower(address) AND lower(u.email COLLATE "C") = lower(address COLLATE "C") FOR UPDATE;
          IF found.id IS NULL THEN RETURN QUERY SELECT 'unknown', NULL::bigint; RETURN; END IF;
          IF found.is_super_admin OR EXISTS (SELECT FROM auth.identities i
              WHERE i.user_id = found.id AND i.issuer = of_issuer AND i.is_proven) THEN
            RETURN QUERY SELECT 'link_required', NULL::bigint; RETURN;
          END IF;
          -- whoever bound an identity to the address without proof was not its owner
          UPDATE auth.sessions s SET revoked_at = now() FROM auth.identities i
            WHERE i.user_id = found.id AND NOT i.is_proven AND s.user_id = found.id AND s.revoked_at IS NULL
              AND s.issuer = i.issuer AND s.subject = i.subject;
          DELETE FROM auth.identities i WHERE i.user_id = found.id AND NOT i.is_proven;
          INSERT INTO auth.identities (issuer, subject, user_id, is_proven)
            VALUES (of_issuer, of_subject, found.id, true) ON CONFLICT DO NOTHING;
          RETURN QUERY SELECT 'bound', i.user_id FROM auth.identities i
            WHERE i.issuer = of_issuer AND i.subject = of_subject;
        END $$;

      -- Binds an identity to the user of a session, and accepts the memberships that the session's password opens. Answers
      -- 'linked', 'taken' (it is another user's), 'narrow' (a password of one organization does not speak for a user with
      -- more than that), 'over' (the session is).
      CREATE FUNCTION auth.link_identity(session uuid, of_issuer text, of_subject text, address text) RETURNS text
        LANGUAGE plpgsql ${DEFINER} AS $$
        DECLARE own auth.sessions; owner auth.users; bound bigint; proven boolean;
        BEGIN
          SELECT s.* INTO own FROM auth.sessions s
            WHERE s.id = session AND s.revoked_at IS NULL AND s.expires_at > now();
          IF own.id IS NULL THEN RETURN 'over'; END IF;
          SELECT u.* INTO owner FROM auth.users u WHERE u.id = own.user_id FOR UPDATE;
          IF own.issuer IS NULL AND owner.password_hash IS NULL AND (
            EXISTS (SELECT FROM auth.identities i
              WHERE i.user_id = owner.id AND (i.issuer, i.subject) IS DISTINCT FROM (of_issuer, of_subject))
            OR EXISTS (SELECT FROM public.members m WHERE m.user_id = owner.id
              AND m.org_id NOT IN (SELECT c.org_id FROM auth.organizations_open_to(owner.id, session) c))
          ) THEN RETURN 'narrow'; END IF;
          proven := coalesce(lower(owner.email COLLATE "C") = lower(address COLLATE "C"), false)
            OR owner.password_hash IS NOT NULL
            OR EXISTS (SELECT FROM auth.identities i
              WHERE i.issuer = own.issuer AND i.subject = own.subject AND i.is_proven);
          INSERT INTO auth.identities AS i (issuer, subject, user_id, is_proven)
            VALUES (of_issuer, of_subject, owner.id, proven)
            ON CONFLICT (issuer, subject) DO UPDATE SET is_proven = i.is_proven OR excluded.is_proven
              WHERE i.user_id = excluded.user_id
            RETURNING i.user_id INTO bound;
          IF bound IS NULL THEN RETURN 'taken'; END IF;
          UPDATE public.members m SET origin = 'accepted' WHERE m.user_id = owner.id AND m.origin = 'made'
            AND m.org_id IN (SELECT c.org_id FROM auth.organizations_open_to(owner.id, session) c);
          RETURN 'linked';
        END $$;

      CREATE FUNCTION auth.begin_provider_session(for_org bigint, for_user bigint, refresh_hash bytea, idle interval,
          longest interval, from_address text, agent text, by_issuer text, by_subject text, sid text) RETURNS uuid
        LANGUAGE plpgsql ${DEFINER} AS $$
        DECLARE made uuid := auth.begin_session(for_org, for_user, refresh_hash, idle, longest, from_address, agent);
        BEGIN
          UPDATE auth.sessions s SET issuer = by_issuer, subject = by_subject, provider_sid = sid WHERE s.id = made;
          RETURN made;
        END $$;

      -- Ends the sessions of an identity, or of one session at its provider, that began until then.
      CREATE FUNCTION auth.end_provider_sessions(of_issuer text, of_subject text, sid text, until timestamptz)
        RETURNS TABLE (session_id uuid, org_id bigint, user_id bigint)
        LANGUAGE sql ${DEFINER} AS $$
          UPDATE auth.sessions s SET revoked_at = now()
          WHERE s.issuer = of_issuer AND (of_subject IS NULL OR s.subject = of_subject)
            AND (sid IS NULL OR s.provider_sid = sid) AND coalesce(of_subject, sid) IS NOT NULL
            AND s.created_at <= until AND s.revoked_at IS NULL AND s.expires_at > now()
          RETURNING s.id, s.org_id, s.user_id
        $$;

      -- As before, with what keeps passwords out: the organization's members sign in at the identity provider.
      DROP FUNCTION auth.sign_in_choices(bigint);
      CREATE FUNCTION auth.sign_in_choices(of_user bigint)
        RETURNS TABLE (org_id bigint, name text, slug text, role text, password_hash text, sso_required boolean)
        LANGUAGE sql STABLE ${DEFINER} AS $$
          SELECT o.id, o.name, o.slug, m.role,
            CASE WHEN u.is_super_admin THEN u.password_hash ELSE coalesce(u.password_hash, p.password_hash) END,
            o.sso_required AND NOT u.is_super_admin
          FROM public.members m
          JOIN public.organizations o ON o.id = m.org_id
          JOIN auth.users u ON u.id = m.user_id
          LEFT JOIN auth.member_passwords p ON p.org_id = m.org_id AND p.user_id = m.user_id
          WHERE m.user_id = of_user ORDER BY m.created_at, o.id
        $$;
      REVOKE EXECUTE ON FUNCTION auth.sign_in_choices(bigint) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION auth.sign_in_choices(bigint) TO ${APP_ROLE};

      -- The oldest membership first: those that the session's password opens; of an outside identity, with a session or
      -- without, those that count for it.
      CREATE OR REPLACE FUNCTION auth.organizations_open_to(of_user bigint, session uuid)
        RETURNS TABLE (org_id bigint, name text, slug text, role text)
        LANGUAGE plpgsql STABLE ${DEFINER} AS $$
        BEGIN
          IF session IS NULL OR EXISTS (SELECT FROM auth.sessions s WHERE s.id = session AND s.issuer IS NOT NULL) THEN
            RETURN QUERY SELECT m.* FROM auth.memberships_accepted_by(of_user) m;
          ELSE
            RETURN QUERY SELECT c.org_id, c.name, c.slug, c.role FROM auth.sign_in_choices(of_user) c
              WHERE c.password_hash = auth.password_behind(session) AND NOT c.sso_required;
          END IF;
        END $$;

      -- As before, but for memberships that do not count for the identity, and passwords where they are kept out.
      CREATE OR REPLACE FUNCTION auth.find_session_holder(session uuid)
        RETURNS TABLE (session_id uuid, user_id bigint, email text, name text, is_super_admin boolean,
          org_id bigint, org_name text, org_slug text, role text, valid_for_ms double precision)
        LANGUAGE sql STABLE ${DEFINER} AS $$
          SELECT s.id, u.id, u.email, u.name, u.is_super_admin, o.id, o.name, o.slug, m.role,
            extract(epoch FROM s.expires_at - now())::float8 * 1000
          FROM auth.sessions s
          JOIN auth.users u ON u.id = s.user_id
          JOIN public.organizations o ON o.id = s.org_id
          LEFT JOIN public.members m ON m.org_id = s.org_id AND m.user_id = s.user_id
            AND (s.issuer IS NULL OR m.origin <> 'made')
          WHERE s.id = session AND s.revoked_at IS NULL AND s.expires_at > now()
            AND (m.role IS NOT NULL OR u.is_super_admin)
            AND (s.issuer IS NOT NULL OR u.is_super_admin OR NOT o.sso_required)
        $$;

      -- The sessions that began by one and the same credential: an identity, or a password as before.
      CREATE OR REPLACE FUNCTION auth.sessions_beside(session uuid) RETURNS SETOF auth.sessions
        LANGUAGE sql STABLE ${DEFINER} AS $$
          SELECT t.* FROM auth.sessions own JOIN auth.users u ON u.id = own.user_id
          JOIN auth.sessions t ON t.user_id = own.user_id
            AND (t.issuer, t.subject) IS NOT DISTINCT FROM (own.issuer, own.subject)
            AND (own.issuer IS NOT NULL OR u.password_hash IS NOT NULL OR t.org_id = own.org_id)
          WHERE own.id = session
        $$;

      REVOKE EXECUTE ON FUNCTION ${FUNCTIONS} FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION ${FUNCTIONS} TO ${APP_ROLE};
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE OR REPLACE FUNCTION auth.sessions_beside(session uuid) RETURNS SETOF auth.sessions
        LANGUAGE sql STABLE ${DEFINER} AS $$
          SELECT t.* FROM auth.sessions own JOIN auth.users u ON u.id = own.user_id
          JOIN auth.sessions t ON t.user_id = own.user_id AND (u.password_hash IS NOT NULL OR t.org_id = own.org_id)
          WHERE own.id = session
        $$;
      CREATE OR REPLACE FUNCTION auth.find_session_holder(session uuid)
        RETURNS TABLE (session_id uuid, user_id bigint, email text, name text, is_super_admin boolean,
          org_id bigint, org_name text, org_slug text, role text, valid_for_ms double precision)
        LANGUAGE sql STABLE ${DEFINER} AS $$
          SELECT s.id, u.id, u.email, u.name, u.is_super_admin, o.id, o.name, o.slug, m.role,
            extract(epoch FROM s.expires_at - now())::float8 * 1000
          FROM auth.sessions s
          JOIN auth.users u ON u.id = s.user_id
          JOIN public.organizations o ON o.id = s.org_id
          LEFT JOIN public.members m ON m.org_id = s.org_id AND m.user_id = s.user_id
          WHERE s.id = session AND s.revoked_at IS NULL AND s.expires_at > now()
            AND (m.role IS NOT NULL OR u.is_super_admin)
        $$;
      CREATE OR REPLACE FUNCTION auth.organizations_open_to(of_user bigint, session uuid)
        RETURNS TABLE (org_id bigint, name text, slug text, role text)
        LANGUAGE sql STABLE ${DEFINER} AS $$
          SELECT c.org_id, c.name, c.slug, c.role FROM auth.sign_in_choices(of_user) c
          WHERE session IS NULL OR c.password_hash = auth.password_behind(session)
        $$;
      DROP FUNCTION auth.sign_in_choices(bigint);
      CREATE FUNCTION auth.sign_in_choices(of_user bigint)
        RETURNS TABLE (org_id bigint, name text, slug text, role text, password_hash text)
        LANGUAGE sql STABLE ${DEFINER} AS $$
          SELECT o.id, o.name, o.slug, m.role,
            CASE WHEN u.is_super_admin THEN u.password_hash ELSE coalesce(u.password_hash, p.password_hash) END
          FROM public.members m
          JOIN public.organizations o ON o.id = m.org_id
          JOIN auth.users u ON u.id = m.user_id
          LEFT JOIN auth.member_passwords p ON p.org_id = m.org_id AND p.user_id = m.user_id
          WHERE m.user_id = of_user ORDER BY m.created_at, o.id
        $$;
      REVOKE EXECUTE ON FUNCTION auth.sign_in_choices(bigint) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION auth.sign_in_choices(bigint) TO ${APP_ROLE};
      DROP TRIGGER end_password_sessions ON public.organizations;
      DROP FUNCTION ${FUNCTIONS}, auth.end_password_sessions();
      -- sessions of the identity provider would be taken for those of a password
      UPDATE auth.sessions SET revoked_at = now() WHERE issuer IS NOT NULL AND revoked_at IS NULL;
      ALTER TABLE public.organizations DROP COLUMN sso_required;
      ALTER TABLE auth.sessions DROP COLUMN issuer, DROP COLUMN subject, DROP COLUMN provider_sid;
      ALTER TABLE public.members DROP COLUMN origin;
      DROP TABLE auth.identities;
    `);
  }
}
