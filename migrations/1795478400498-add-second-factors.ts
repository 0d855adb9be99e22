import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE } from './tenant-table.js';

const SEARCH_PATH = 'SET search_path = pg_catalog, pg_temp';
const DEFINER = `SECURITY DEFINER ${SEARCH_PATH}`;
const FUNCTIONS = `auth.second_factor_owner(uuid), auth.store_totp_secret(uuid, bytea), auth.find_pending_totp(uuid),
  auth.confirm_totp(uuid, bigint, bytea[]), auth.remove_totp(uuid), auth.find_totp_secrets(bigint, bigint),
  auth.take_totp_step(bigint, bigint, bigint), auth.count_recovery_codes(bigint, bigint),
  auth.take_recovery_code(bigint, bigint, bytea), auth.prove_second_factor(uuid),
  auth.reset_second_factors(bigint, bigint), auth.requires_second_factor(bigint), auth.find_signed_in_person(uuid)`;

/** Statement that defines `auth.resolve_identity`, with another condition under which an identity has to be linked. */
const resolveIdentity = (condition: string): string => `
      CREATE OR REPLACE FUNCTION auth.resolve_identity(of_issuer text, of_subject text, address text)
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
          IF found.is_super_admin ${condition} OR EXISTS (SELECT FROM auth.identities i
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
        END $$;`;

/** Second factors of people who sign in by a password, and organizations that require one (ADR 242). */
export class AddSecondFactors1795478400498 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE public.organizations ADD COLUMN require_second_factor boolean NOT NULL DEFAULT false;
      CREATE TRIGGER announce_second_factor AFTER UPDATE ON public.organizations FOR EACH ROW
        WHEN (OLD.require_second_factor IS DISTINCT FROM NEW.require_second_factor)
        EXECUTE FUNCTION public.announce_change('org', 'id');

      -- when the session's person last proved a second factor; NULL: never
      ALTER TABLE auth.sessions ADD COLUMN second_factor_at timestamptz;

      -- realm: the organization that set the password beside which it is required; 0: the person's own
      CREATE TABLE auth.totp_secrets (
        user_id bigint NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
        realm bigint NOT NULL,
        secret bytea NOT NULL,
        confirmed_at timestamptz,
        -- the time step of the last code that was accepted
        last_step bigint,
        PRIMARY KEY (user_id, realm)
      );
      CREATE TRIGGER announce_end AFTER DELETE ON auth.totp_secrets FOR EACH ROW
        EXECUTE FUNCTION public.announce_change('user', 'user_id');
      CREATE TRIGGER announce_change AFTER UPDATE ON auth.totp_secrets FOR EACH ROW
        WHEN (OLD.confirmed_at IS DISTINCT FROM NEW.confirmed_at)
        EXECUTE FUNCTION public.announce_change('user', 'user_id');

      CREATE TABLE auth.recovery_codes (
        user_id bigint NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
        realm bigint NOT NULL,
        code_hash bytea NOT NULL,
        PRIMARY KEY (user_id, realm, code_hash)
      );

      -- Second factors of an organization's password end with the membership, as the password does.
      CREATE FUNCTION auth.forget_second_factors() RETURNS trigger
        LANGUAGE plpgsql ${DEFINER} AS $$
        BEGIN
          DELETE FROM auth.totp_secrets t WHERE t.user_id = OLD.user_id AND t.realm = OLD.org_id;
          DELETE FROM auth.recovery_codes c WHERE c.user_id = OLD.user_id AND c.realm = OLD.org_id;
          RETURN NULL;
        END $$;
      CREATE TRIGGER forget_second_factors AFTER DELETE ON public.members FOR EACH ROW
        EXECUTE FUNCTION auth.forget_second_factors();

      -- Whose second factors a session manages: those of one realm, or all of who has a password that opens everything.
      -- is_fresh: signed in, or proved a second factor, a short while ago.
      CREATE FUNCTION auth.second_factor_owner(session uuid)
        RETURNS TABLE (user_id bigint, realm bigint, is_whole boolean, is_fresh boolean, is_proven boolean)
        LANGUAGE sql STABLE ${DEFINER} AS $$
          SELECT u.id,
            CASE WHEN u.password_hash IS NOT NULL OR EXISTS (SELECT FROM auth.identities i
                WHERE i.issuer = s.issuer AND i.subject = s.subject AND i.is_proven) THEN 0 ELSE s.org_id END,
            u.password_hash IS NOT NULL,
            greatest(s.created_at, s.second_factor_at) > now() - interval '15 minutes',
            s.second_factor_at IS NOT NULL
          FROM auth.sessions s JOIN auth.users u ON u.id = s.user_id
          WHERE s.id = session AND s.revoked_at IS NULL AND s.expires_at > now()
        $$;

      -- Stores a secret that counts for nothing until it is confirmed; false where there is a confirmed one.
      CREATE FUNCTION auth.store_totp_secret(session uuid, sealed bytea) RETURNS boolean
        LANGUAGE plpgsql ${DEFINER} AS $$
        DECLARE own record;
        BEGIN
          SELECT o.* INTO own FROM auth.second_factor_owner(session) o;
          IF EXISTS (SELECT FROM auth.totp_secrets t WHERE t.user_id = own.user_id AND t.confirmed_at IS NOT NULL
              AND (own.is_whole OR t.realm = own.realm)) THEN RETURN false; END IF;
          INSERT INTO auth.totp_secrets AS t (user_id, realm, secret) VALUES (own.user_id, own.realm, sealed)
            ON CONFLICT (user_id, realm) DO UPDATE SET secret = sealed WHERE t.confirmed_at IS NULL;
          RETURN FOUND;
        END $$;

      CREATE FUNCTION auth.find_pending_totp(session uuid) RETURNS TABLE (user_id bigint, realm bigint, secret bytea)
        LANGUAGE sql STABLE ${DEFINER} AS $$
          SELECT t.user_id, t.realm, t.secret FROM auth.second_factor_owner(session) o
          JOIN auth.totp_secrets t ON t.user_id = o.user_id AND t.realm = o.realm AND t.confirmed_at IS NULL
        $$;

      -- Confirms the secret that is pending. The session has proved it; others of the same credential end, and those that
      -- a password began without it. False where nothing is pending.
      CREATE FUNCTION auth.confirm_totp(session uuid, step bigint, code_hashes bytea[]) RETURNS boolean
        LANGUAGE plpgsql ${DEFINER} AS $$
        DECLARE own record;
        BEGIN
          SELECT o.* INTO own FROM auth.second_factor_owner(session) o;
          UPDATE auth.totp_secrets t SET confirmed_at = now(), last_step = step
            WHERE t.user_id = own.user_id AND t.realm = own.realm AND t.confirmed_at IS NULL;
          IF NOT FOUND THEN RETURN false; END IF;
          DELETE FROM auth.recovery_codes c WHERE c.user_id = own.user_id AND c.realm = own.realm;
          INSERT INTO auth.recovery_codes (user_id, realm, code_hash)
            SELECT own.user_id, own.realm, h FROM unnest(code_hashes) h;
          UPDATE auth.sessions s SET second_factor_at = now() WHERE s.id = session;
          UPDATE auth.sessions s SET revoked_at = now()
            WHERE s.revoked_at IS NULL AND s.id <> session AND s.user_id = own.user_id
              AND (s.id IN (SELECT b.id FROM auth.sessions_beside(session) b)
                OR s.issuer IS NULL AND (own.realm = 0 OR s.org_id = own.realm));
          RETURN true;
        END $$;

      -- Removes the secret with its recovery codes; sessions that began with them have no second factor any more. False
      -- where there is none.
      CREATE FUNCTION auth.remove_totp(session uuid) RETURNS boolean
        LANGUAGE plpgsql ${DEFINER} AS $$
        DECLARE own record; removed integer;
        BEGIN
          SELECT o.* INTO own FROM auth.second_factor_owner(session) o;
          DELETE FROM auth.totp_secrets t WHERE t.user_id = own.user_id AND t.confirmed_at IS NOT NULL
            AND (own.is_whole OR t.realm = own.realm);
          GET DIAGNOSTICS removed = ROW_COUNT;
          DELETE FROM auth.recovery_codes c WHERE c.user_id = own.user_id AND (own.is_whole OR c.realm = own.realm);
          UPDATE auth.sessions s SET second_factor_at = NULL WHERE s.second_factor_at IS NOT NULL
            AND s.id IN (SELECT b.id FROM auth.sessions_beside(session) b);
          RETURN removed > 0;
        END $$;

      -- The confirmed secrets that a sign-in to an organization by a password requires one of.
      CREATE FUNCTION auth.find_totp_secrets(of_user bigint, of_org bigint)
        RETURNS TABLE (realm bigint, secret bytea)
        LANGUAGE sql STABLE ${DEFINER} AS $$
          SELECT t.realm, t.secret FROM auth.totp_secrets t JOIN auth.users u ON u.id = t.user_id
          WHERE t.user_id = of_user AND t.confirmed_at IS NOT NULL
            AND (u.password_hash IS NOT NULL OR t.realm IN (0, of_org))
        $$;

      -- Spends the code of a time step, and those before it; false where it was spent.
      CREATE FUNCTION auth.take_totp_step(of_user bigint, of_realm bigint, step bigint) RETURNS boolean
        LANGUAGE plpgsql ${DEFINER} AS $$
        BEGIN
          UPDATE auth.totp_secrets t SET last_step = step WHERE t.user_id = of_user AND t.realm = of_realm
            AND t.confirmed_at IS NOT NULL AND coalesce(t.last_step < step, true);
          RETURN FOUND;
        END $$;

      CREATE FUNCTION auth.count_recovery_codes(of_user bigint, of_org bigint) RETURNS integer
        LANGUAGE sql STABLE ${DEFINER} AS $$
          SELECT count(*)::integer FROM auth.recovery_codes c JOIN auth.users u ON u.id = c.user_id
          WHERE c.user_id = of_user AND (u.password_hash IS NOT NULL OR c.realm IN (0, of_org))
        $$;

      -- Spends a recovery code; false for one that is unknown or was spent.
      CREATE FUNCTION auth.take_recovery_code(of_user bigint, of_org bigint, hash bytea) RETURNS boolean
        LANGUAGE plpgsql ${DEFINER} AS $$
        BEGIN
          DELETE FROM auth.recovery_codes c USING auth.users u
            WHERE c.user_id = of_user AND u.id = of_user AND c.code_hash = hash
              AND (u.password_hash IS NOT NULL OR c.realm IN (0, of_org));
          RETURN FOUND;
        END $$;

      CREATE FUNCTION auth.prove_second_factor(session uuid) RETURNS void
        LANGUAGE sql ${DEFINER} AS $$
          UPDATE auth.sessions s SET second_factor_at = now() WHERE s.id = session AND s.revoked_at IS NULL
        $$;

      CREATE FUNCTION auth.forget_second_factors_of(of_user bigint) RETURNS integer
        LANGUAGE plpgsql ${SEARCH_PATH} AS $$
        DECLARE removed integer;
        BEGIN
          DELETE FROM auth.totp_secrets t WHERE t.user_id = of_user;
          GET DIAGNOSTICS removed = ROW_COUNT;
          DELETE FROM auth.recovery_codes c WHERE c.user_id = of_user;
          UPDATE auth.sessions s SET revoked_at = now() WHERE s.user_id = of_user AND s.revoked_at IS NULL;
          RETURN removed;
        END $$;

      -- Removes the second factors of a member of this organization alone, and ends all sessions; answers how many there
      -- were. NULL where they are not the organization's to reset.
      CREATE FUNCTION auth.reset_second_factors(of_org bigint, of_user bigint) RETURNS integer
        LANGUAGE plpgsql ${DEFINER} AS $$
        BEGIN
          IF of_org IS DISTINCT FROM NULLIF(current_setting('app.org_id', true), '')::bigint
            OR NOT auth.is_member_of_one(of_org, of_user) THEN RETURN NULL; END IF;
          RETURN auth.forget_second_factors_of(of_user);
        END $$;

      -- For the operator alone. NULL for an unknown address.
      CREATE FUNCTION auth.reset_second_factors_of(address text) RETURNS integer
        LANGUAGE plpgsql ${SEARCH_PATH} AS $$
        DECLARE person bigint; removed integer;
        BEGIN
          SELECT u.id INTO person FROM auth.users u WHERE lower(u.email) = lower(address);
          IF person IS NULL THEN RETURN NULL; END IF;
          removed := auth.forget_second_factors_of(person);
          INSERT INTO public.audit_log (org_id, at, actor_type, actor_name, action, target_type, target_id)
            SELECT m.org_id, now(), 'service', 'qgate-admin', 'auth.second_factor_reset', 'user', person
            FROM public.members m WHERE m.user_id = person;
          RETURN removed;
        END $$;

      CREATE FUNCTION auth.requires_second_factor(of_org bigint) RETURNS boolean
        LANGUAGE sql STABLE ${DEFINER} AS $$
          SELECT o.require_second_factor FROM public.organizations o WHERE o.id = of_org
        $$;

      -- As find_person_behind, which instances of the version before call, but a session that a password began without the
      -- second factor is over where one is required. second_factor_required: the organization requires one that the session
      -- did not prove; staff who are no members are exempt.
      CREATE FUNCTION auth.find_signed_in_person(session uuid)
        RETURNS TABLE (session_id uuid, user_id bigint, email text, name text, is_super_admin boolean, org_id bigint,
          org_name text, org_slug text, role text, valid_for_ms double precision, must_change_password boolean,
          second_factor_required boolean)
        LANGUAGE sql STABLE ${DEFINER} AS $$
          SELECT s.id, u.id, u.email, u.name, u.is_super_admin, o.id, o.name, o.slug, m.role,
            extract(epoch FROM s.expires_at - now())::float8 * 1000,
            s.issuer IS NULL
              AND CASE WHEN u.password_hash IS NULL THEN coalesce(p.is_temporary, false) ELSE u.is_password_temporary END,
            o.require_second_factor AND s.second_factor_at IS NULL AND m.role IS NOT NULL
          FROM auth.sessions s
          JOIN auth.users u ON u.id = s.user_id
          JOIN public.organizations o ON o.id = s.org_id
          LEFT JOIN public.members m ON m.org_id = s.org_id AND m.user_id = s.user_id
            AND (s.issuer IS NULL OR m.origin <> 'made')
          LEFT JOIN auth.member_passwords p ON p.org_id = s.org_id AND p.user_id = s.user_id
          WHERE s.id = session AND s.revoked_at IS NULL AND s.expires_at > now()
            AND (m.role IS NOT NULL OR u.is_super_admin)
            AND (s.issuer IS NOT NULL OR u.is_super_admin OR NOT o.sso_required)
            AND (s.issuer IS NOT NULL OR s.second_factor_at IS NOT NULL OR NOT EXISTS (
              SELECT FROM auth.totp_secrets t WHERE t.user_id = u.id AND t.confirmed_at IS NOT NULL
                AND (u.password_hash IS NOT NULL OR t.realm IN (0, s.org_id))))
        $$;

      ${resolveIdentity(`OR EXISTS (SELECT FROM auth.totp_secrets t
              WHERE t.user_id = found.id AND t.confirmed_at IS NOT NULL)`)}

      REVOKE EXECUTE ON FUNCTION ${FUNCTIONS}, auth.forget_second_factors(), auth.forget_second_factors_of(bigint),
        auth.reset_second_factors_of(text) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION ${FUNCTIONS} TO ${APP_ROLE};
      GRANT UPDATE (require_second_factor) ON public.organizations TO ${APP_ROLE};
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      ${resolveIdentity('')}
      DROP TRIGGER forget_second_factors ON public.members;
      DROP FUNCTION ${FUNCTIONS}, auth.forget_second_factors(), auth.reset_second_factors_of(text),
        auth.forget_second_factors_of(bigint);
      DROP TABLE auth.recovery_codes, auth.totp_secrets;
      ALTER TABLE auth.sessions DROP COLUMN second_factor_at;
      DROP TRIGGER announce_second_factor ON public.organizations;
      ALTER TABLE public.organizations DROP COLUMN require_second_factor;
    `);
  }
}
