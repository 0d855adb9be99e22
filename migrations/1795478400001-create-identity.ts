import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE, tenantWall } from './tenant-table.js';

const DEFINER = `SECURITY DEFINER SET search_path = pg_catalog, pg_temp`;

/**
 * Users, memberships, sessions, keys. A login must look across tenants before a tenant is known: the serving role
 * has no right on users, sessions and refresh tokens at all and calls these few functions instead.
 */
export class CreateIdentity1795478400001 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE SCHEMA auth;
      GRANT USAGE ON SCHEMA auth TO ${APP_ROLE};

      CREATE TABLE auth.users (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        email text NOT NULL,
        name text NOT NULL,
        password_hash text,
        is_super_admin boolean NOT NULL DEFAULT false,
        created_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE UNIQUE INDEX users_email ON auth.users (lower(email));

      CREATE TABLE public.members (
        org_id bigint NOT NULL REFERENCES public.organizations (id) ON DELETE CASCADE,
        user_id bigint NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
        role text NOT NULL CHECK (role IN ('VIEWER', 'MEMBER', 'ORG_ADMIN', 'ORG_OWNER')),
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (org_id, user_id)
      );
      CREATE INDEX members_user ON public.members (user_id);
      ${tenantWall('public.members')}
      GRANT SELECT, INSERT, UPDATE, DELETE ON public.members TO ${APP_ROLE};

      CREATE TABLE auth.sessions (
        org_id bigint NOT NULL REFERENCES public.organizations (id) ON DELETE CASCADE,
        id uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE,
        user_id bigint NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
        address text,
        user_agent text,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        revoked_at timestamptz,
        PRIMARY KEY (org_id, id)
      );
      CREATE INDEX sessions_user ON auth.sessions (user_id);
      ${tenantWall('auth.sessions')}

      -- A refresh token is used once. All tokens of a session are its family: reuse of a spent one revokes them all.
      CREATE TABLE auth.refresh_tokens (
        token_hash bytea PRIMARY KEY,
        session_id uuid NOT NULL REFERENCES auth.sessions (id) ON DELETE CASCADE,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        used_at timestamptz
      );
      CREATE INDEX refresh_tokens_session ON auth.refresh_tokens (session_id);

      CREATE TABLE auth.api_keys (
        org_id bigint NOT NULL REFERENCES public.organizations (id) ON DELETE CASCADE,
        id bigint GENERATED ALWAYS AS IDENTITY,
        name text NOT NULL,
        prefix text NOT NULL,
        key_hash bytea NOT NULL UNIQUE,
        role text NOT NULL CHECK (role IN ('VIEWER', 'MEMBER', 'ORG_ADMIN', 'ORG_OWNER')),
        scopes text[] NOT NULL,
        created_by_user_id bigint NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz,
        last_used_at timestamptz,
        use_count bigint NOT NULL DEFAULT 0,
        revoked_at timestamptz,
        PRIMARY KEY (org_id, id)
      );
      ${tenantWall('auth.api_keys')}
      GRANT SELECT (org_id, id, name, prefix, role, scopes, created_by_user_id, created_at, expires_at, last_used_at,
        use_count, revoked_at), INSERT, UPDATE (revoked_at) ON auth.api_keys TO ${APP_ROLE};

      CREATE FUNCTION auth.find_user_by_email(wanted text)
        RETURNS TABLE (id bigint, email text, name text, password_hash text, is_super_admin boolean)
        LANGUAGE sql STABLE ${DEFINER} AS $$
          SELECT u.id, u.email, u.name, u.password_hash, u.is_super_admin
          FROM auth.users u WHERE lower(u.email) = lower(wanted)
        $$;

      CREATE FUNCTION auth.find_users(wanted bigint[])
        RETURNS TABLE (id bigint, email text, name text, is_super_admin boolean)
        LANGUAGE sql STABLE ${DEFINER} AS $$
          SELECT u.id, u.email, u.name, u.is_super_admin FROM auth.users u WHERE u.id = ANY (wanted)
        $$;

      -- The user with that address, made when there is none; an existing user keeps name and password.
      CREATE FUNCTION auth.ensure_user(new_email text, new_name text, new_password_hash text)
        RETURNS bigint LANGUAGE plpgsql ${DEFINER} AS $$
        DECLARE found bigint;
        BEGIN
          INSERT INTO auth.users (email, name, password_hash) VALUES (new_email, new_name, new_password_hash)
            ON CONFLICT ((lower(email))) DO NOTHING RETURNING id INTO found;
          IF found IS NULL THEN
            SELECT u.id INTO found FROM auth.users u WHERE lower(u.email) = lower(new_email);
          END IF;
          RETURN found;
        END $$;

      CREATE FUNCTION auth.memberships_of(member bigint)
        RETURNS TABLE (org_id bigint, name text, slug text, role text)
        LANGUAGE sql STABLE ${DEFINER} AS $$
          SELECT o.id, o.name, o.slug, m.role
          FROM public.members m JOIN public.organizations o ON o.id = m.org_id
          WHERE m.user_id = member ORDER BY m.created_at, o.id
        $$;

      CREATE FUNCTION auth.list_organizations(after_id bigint, max_rows integer)
        RETURNS TABLE (id bigint, name text, slug text, created_at timestamptz)
        LANGUAGE sql STABLE ${DEFINER} AS $$
          SELECT o.id, o.name, o.slug, o.created_at FROM public.organizations o
          WHERE o.id > after_id ORDER BY o.id LIMIT max_rows
        $$;

      -- NULL when the slug is taken.
      CREATE FUNCTION auth.create_organization(new_name text, new_slug text) RETURNS bigint
        LANGUAGE sql ${DEFINER} AS $$
          INSERT INTO public.organizations (name, slug) VALUES (new_name, new_slug)
          ON CONFLICT (slug) DO NOTHING RETURNING id
        $$;

      CREATE FUNCTION auth.create_session(for_org bigint, for_user bigint, refresh_hash bytea, expires timestamptz,
          from_address text, agent text) RETURNS uuid
        LANGUAGE plpgsql ${DEFINER} AS $$
        DECLARE made uuid;
        BEGIN
          DELETE FROM auth.sessions s WHERE s.user_id = for_user AND s.expires_at < now() - interval '30 days';
          INSERT INTO auth.sessions (org_id, user_id, expires_at, address, user_agent)
            VALUES (for_org, for_user, expires, from_address, agent) RETURNING id INTO made;
          INSERT INTO auth.refresh_tokens (token_hash, session_id, expires_at) VALUES (refresh_hash, made, expires);
          RETURN made;
        END $$;

      -- Who a session's token speaks for, read at each request; no row when the session is over or the membership gone.
      CREATE FUNCTION auth.resolve_session(session uuid)
        RETURNS TABLE (session_id uuid, user_id bigint, email text, name text, is_super_admin boolean,
          org_id bigint, org_name text, org_slug text, role text)
        LANGUAGE sql STABLE ${DEFINER} AS $$
          SELECT s.id, u.id, u.email, u.name, u.is_super_admin, o.id, o.name, o.slug, m.role
          FROM auth.sessions s
          JOIN auth.users u ON u.id = s.user_id
          JOIN public.organizations o ON o.id = s.org_id
          LEFT JOIN public.members m ON m.org_id = s.org_id AND m.user_id = s.user_id
          WHERE s.id = session AND s.revoked_at IS NULL AND s.expires_at > now()
            AND (m.role IS NOT NULL OR u.is_super_admin)
        $$;

      -- Spends a refresh token. outcome: 'rotated', 'reused' (the family is revoked), 'unknown'.
      CREATE FUNCTION auth.rotate_refresh_token(spent bytea, fresh bytea, expires timestamptz)
        RETURNS TABLE (outcome text, session_id uuid)
        LANGUAGE plpgsql ${DEFINER} AS $$
        DECLARE token auth.refresh_tokens; family auth.sessions;
        BEGIN
          SELECT t.* INTO token FROM auth.refresh_tokens t WHERE t.token_hash = spent FOR UPDATE;
          IF NOT FOUND THEN RETURN QUERY SELECT 'unknown', NULL::uuid; RETURN; END IF;
          SELECT s.* INTO family FROM auth.sessions s WHERE s.id = token.session_id FOR UPDATE;
          IF token.used_at IS NOT NULL THEN
            UPDATE auth.sessions s SET revoked_at = coalesce(s.revoked_at, now()) WHERE s.id = token.session_id;
            RETURN QUERY SELECT 'reused', token.session_id; RETURN;
          END IF;
          IF token.expires_at <= now() OR family.revoked_at IS NOT NULL OR family.expires_at <= now() THEN
            RETURN QUERY SELECT 'unknown', NULL::uuid; RETURN;
          END IF;
          UPDATE auth.refresh_tokens t SET used_at = now() WHERE t.token_hash = spent;
          INSERT INTO auth.refresh_tokens (token_hash, session_id, expires_at) VALUES (fresh, token.session_id, expires);
          UPDATE auth.sessions s SET expires_at = greatest(s.expires_at, expires) WHERE s.id = token.session_id;
          RETURN QUERY SELECT 'rotated', token.session_id;
        END $$;

      -- When a user's own session ended; NULL when the user has no such session.
      CREATE FUNCTION auth.revoke_session(session uuid, of_user bigint) RETURNS timestamptz
        LANGUAGE sql ${DEFINER} AS $$
          UPDATE auth.sessions SET revoked_at = coalesce(revoked_at, now())
          WHERE id = session AND user_id = of_user RETURNING revoked_at
        $$;

      -- A new password ends all sessions of the user but one.
      CREATE FUNCTION auth.change_password(of_user bigint, new_hash text, kept_session uuid) RETURNS void
        LANGUAGE sql ${DEFINER} AS $$
          UPDATE auth.users SET password_hash = new_hash WHERE id = of_user;
          UPDATE auth.sessions SET revoked_at = now()
          WHERE user_id = of_user AND revoked_at IS NULL AND id <> kept_session
        $$;

      CREATE FUNCTION auth.list_sessions(of_user bigint)
        RETURNS TABLE (id uuid, org_id bigint, address text, user_agent text, created_at timestamptz, expires_at timestamptz)
        LANGUAGE sql STABLE ${DEFINER} AS $$
          SELECT s.id, s.org_id, s.address, s.user_agent, s.created_at, s.expires_at FROM auth.sessions s
          WHERE s.user_id = of_user AND s.revoked_at IS NULL AND s.expires_at > now() ORDER BY s.created_at DESC
        $$;

      -- Who a key speaks for; maker_role is what its maker may do now: a key never outranks its maker.
      CREATE FUNCTION auth.resolve_api_key(wanted bytea)
        RETURNS TABLE (key_id bigint, key_name text, role text, scopes text[], org_id bigint, org_name text, org_slug text,
          maker_id bigint, maker_role text, maker_is_super_admin boolean)
        LANGUAGE sql STABLE ${DEFINER} AS $$
          SELECT k.id, k.name, k.role, k.scopes, o.id, o.name, o.slug, u.id, m.role, u.is_super_admin
          FROM auth.api_keys k
          JOIN public.organizations o ON o.id = k.org_id
          JOIN auth.users u ON u.id = k.created_by_user_id
          LEFT JOIN public.members m ON m.org_id = k.org_id AND m.user_id = k.created_by_user_id
          WHERE k.key_hash = wanted AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())
            AND (m.role IS NOT NULL OR u.is_super_admin)
        $$;

      -- Adds an instance's counts since its last call: one element of each list per key.
      CREATE FUNCTION auth.record_key_uses(orgs bigint[], keys bigint[], uses bigint[], last_uses timestamptz[])
        RETURNS void
        LANGUAGE sql ${DEFINER} AS $$
          UPDATE auth.api_keys k
          SET use_count = k.use_count + told.uses, last_used_at = greatest(k.last_used_at, told.last_use)
          FROM unnest(orgs, keys, uses, last_uses) AS told (org, key, uses, last_use)
          WHERE k.org_id = told.org AND k.id = told.key
        $$;

      -- A membership is over: what was made under it does not come back to life with a later one.
      CREATE FUNCTION auth.end_access(to_org bigint, of_user bigint) RETURNS void
        LANGUAGE sql ${DEFINER} AS $$
          UPDATE auth.sessions SET revoked_at = now()
          WHERE org_id = to_org AND user_id = of_user AND revoked_at IS NULL;
          UPDATE auth.api_keys SET revoked_at = now()
          WHERE org_id = to_org AND created_by_user_id = of_user AND revoked_at IS NULL
        $$;

      CREATE FUNCTION auth.has_users() RETURNS boolean
        LANGUAGE sql STABLE ${DEFINER} AS $$ SELECT EXISTS (SELECT FROM auth.users) $$;

      -- The organization and the administrator of a first start; no row when there already is a user.
      CREATE FUNCTION auth.bootstrap(org_name text, org_slug text, admin_email text, admin_name text, admin_hash text)
        RETURNS TABLE (org_id bigint, user_id bigint)
        LANGUAGE plpgsql ${DEFINER} AS $$
        DECLARE made_org bigint; made_user bigint;
        BEGIN
          LOCK TABLE auth.users IN EXCLUSIVE MODE;
          IF EXISTS (SELECT FROM auth.users) THEN RETURN; END IF;
          INSERT INTO public.organizations (name, slug) VALUES (org_name, org_slug) RETURNING id INTO made_org;
          INSERT INTO auth.users (email, name, password_hash, is_super_admin)
            VALUES (admin_email, admin_name, admin_hash, true) RETURNING id INTO made_user;
          INSERT INTO public.members (org_id, user_id, role) VALUES (made_org, made_user, 'ORG_OWNER');
          RETURN QUERY SELECT made_org, made_user;
        END $$;

      REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA auth FROM PUBLIC;
      GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA auth TO ${APP_ROLE};
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE public.members;
      DROP SCHEMA auth CASCADE;
    `);
  }
}
