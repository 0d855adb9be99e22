import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE } from './tenant-table.js';

const SEARCH_PATH = 'SET search_path = pg_catalog, pg_temp';
const DEFINER = `SECURITY DEFINER ${SEARCH_PATH}`;
const FUNCTIONS = `auth.queue_mail(text, text), auth.queue_invitation_mail(bigint, bigint),
  auth.claim_mails(integer, integer, timestamptz), auth.settle_mail(bigint, uuid, timestamptz),
  auth.make_own_password_reset(text, bytea, interval, boolean), auth.find_reset(bytea)`;

/** As the migration before made it. */
const RESET_BY_ADMINISTRATORS = `
  CREATE OR REPLACE FUNCTION auth.reset_password(hash bytea, new_hash text) RETURNS boolean
    LANGUAGE plpgsql ${DEFINER} AS $$
    DECLARE spent auth.password_resets;
    BEGIN
      DELETE FROM auth.password_resets r WHERE r.token_hash = hash RETURNING r.* INTO spent;
      IF NOT FOUND OR spent.expires_at <= now() OR NOT auth.is_member_of_one(spent.org_id, spent.user_id) THEN
        RETURN false;
      END IF;
      UPDATE auth.users u SET password_hash = new_hash, is_password_temporary = false
        WHERE u.id = spent.user_id AND u.password_hash IS NOT NULL;
      IF NOT FOUND THEN
        INSERT INTO auth.member_passwords (org_id, user_id, password_hash)
          VALUES (spent.org_id, spent.user_id, new_hash)
          ON CONFLICT (org_id, user_id) DO UPDATE SET password_hash = new_hash, is_temporary = false;
      END IF;
      UPDATE auth.sessions s SET revoked_at = now() WHERE s.user_id = spent.user_id AND s.revoked_at IS NULL;
      RETURN true;
    END $$;`;

/** Mails wait in the database until they are sent (ADR 238); people reset their own passwords by mail (ADR 239). */
export class SendMails1795478400501 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE public.invitations
        -- none: the service sends no mails; sent: at mailed_at
        ADD COLUMN mail_state text NOT NULL DEFAULT 'none' CHECK (mail_state IN ('none', 'waiting', 'sent', 'failed')),
        ADD COLUMN mailed_at timestamptz,
        -- sealed, until the mail is sent
        ADD COLUMN link bytea;
      GRANT UPDATE (mail_state, mailed_at, link) ON public.invitations TO ${APP_ROLE};

      CREATE TABLE auth.mails (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        kind text NOT NULL CHECK (kind IN ('invitation', 'password_reset', 'password_changed')),
        -- as requested, of anybody or nobody; null: that of the invitation
        address text,
        of_org bigint,
        invitation_id bigint,
        queued_at timestamptz NOT NULL DEFAULT now(),
        -- failed ones
        attempts integer NOT NULL DEFAULT 0,
        -- time of the next attempt; of a claimed one, the end of its lease
        due_at timestamptz NOT NULL DEFAULT now(),
        lease uuid,
        CHECK ((kind = 'invitation') = (address IS NULL) AND (kind = 'invitation') = (invitation_id IS NOT NULL)),
        FOREIGN KEY (of_org, invitation_id) REFERENCES public.invitations (org_id, id) ON DELETE CASCADE
      );
      CREATE INDEX mails_invitation ON auth.mails (of_org, invitation_id);
      -- however often it is requested
      CREATE UNIQUE INDEX mails_one_reset ON auth.mails (lower(address)) WHERE kind = 'password_reset';
      CREATE FUNCTION auth.announce_mail() RETURNS trigger LANGUAGE plpgsql ${SEARCH_PATH} AS $$
        BEGIN
          PERFORM pg_notify('quality_gate_changes', 'work:mails');
          RETURN NULL;
        END $$;
      REVOKE EXECUTE ON FUNCTION auth.announce_mail() FROM PUBLIC;
      CREATE TRIGGER announce_mail AFTER INSERT ON auth.mails FOR EACH STATEMENT EXECUTE FUNCTION auth.announce_mail();

      -- one a person: a new link replaces the one before
      CREATE TABLE auth.own_password_resets (
        user_id bigint PRIMARY KEY REFERENCES auth.users (id) ON DELETE CASCADE,
        token_hash bytea NOT NULL UNIQUE,
        expires_at timestamptz NOT NULL,
        -- of mails since counted_since, for at most an hour
        mails integer NOT NULL,
        counted_since timestamptz NOT NULL
      );

      -- Ends the link of who has another password by now; what was counted stays.
      CREATE FUNCTION auth.end_own_password_reset() RETURNS trigger LANGUAGE plpgsql ${SEARCH_PATH} AS $$
        BEGIN
          UPDATE auth.own_password_resets r SET expires_at = '-infinity'
            WHERE r.user_id = (to_jsonb(NEW) ->> TG_ARGV[0])::bigint;
          RETURN NULL;
        END $$;
      REVOKE EXECUTE ON FUNCTION auth.end_own_password_reset() FROM PUBLIC;
      CREATE TRIGGER end_own_password_reset AFTER UPDATE ON auth.users FOR EACH ROW
        WHEN (OLD.password_hash IS DISTINCT FROM NEW.password_hash)
        EXECUTE FUNCTION auth.end_own_password_reset('id');
      CREATE TRIGGER end_own_password_reset AFTER UPDATE ON auth.member_passwords FOR EACH ROW
        WHEN (OLD.password_hash IS DISTINCT FROM NEW.password_hash)
        EXECUTE FUNCTION auth.end_own_password_reset('user_id');

      -- The same work for every address, so that its time says nothing of who has an account.
      CREATE FUNCTION auth.queue_mail(of_kind text, to_address text) RETURNS void LANGUAGE sql ${DEFINER} AS $$
        INSERT INTO auth.mails (kind, address) VALUES (of_kind, to_address) ON CONFLICT DO NOTHING
      $$;

      CREATE FUNCTION auth.queue_invitation_mail(for_org bigint, invitation bigint) RETURNS void
        LANGUAGE sql ${DEFINER} AS $$
          INSERT INTO auth.mails (kind, of_org, invitation_id) SELECT 'invitation', for_org, invitation
            WHERE for_org = NULLIF(current_setting('app.org_id', true), '')::bigint
        $$;

      -- Claims due mails for so many seconds, of each organization in turn.
      CREATE FUNCTION auth.claim_mails(at_most integer, lease_seconds integer, at timestamptz)
        RETURNS TABLE (id bigint, kind text, address text, org_id bigint, invitation_id bigint, queued_at timestamptz,
          attempts integer, lease uuid)
        LANGUAGE sql ${DEFINER} AS $$
          WITH turns AS (
            SELECT m.id, row_number() OVER (PARTITION BY m.of_org ORDER BY m.due_at, m.id) AS turn
            FROM auth.mails m WHERE m.due_at <= at
          ), due AS (
            SELECT m.id FROM auth.mails m JOIN turns t USING (id) WHERE m.due_at <= at
            ORDER BY t.turn, m.due_at LIMIT at_most FOR UPDATE OF m SKIP LOCKED
          )
          UPDATE auth.mails m SET lease = gen_random_uuid(), due_at = at + make_interval(secs => lease_seconds)
          FROM due WHERE m.id = due.id
          RETURNING m.id, m.kind, m.address, m.of_org, m.invitation_id, m.queued_at, m.attempts, m.lease
        $$;

      -- Ends a claimed mail, or puts it off after a failed attempt; nothing where its lease is another's by now.
      CREATE FUNCTION auth.settle_mail(of_id bigint, of_lease uuid, next_at timestamptz) RETURNS void
        LANGUAGE plpgsql ${DEFINER} AS $$
        BEGIN
          IF next_at IS NULL THEN
            DELETE FROM auth.mails m WHERE m.id = of_id AND m.lease = of_lease;
          ELSE
            UPDATE auth.mails m SET attempts = m.attempts + 1, due_at = next_at, lease = NULL
              WHERE m.id = of_id AND m.lease = of_lease;
          END IF;
        END $$;

      -- True where the person may reset the password by mail: some organization lets passwords in, and who signs in at an
      -- identity provider without ever having had a password gains none.
      CREATE FUNCTION auth.may_reset_own_password(of_user bigint) RETURNS boolean
        LANGUAGE sql STABLE ${SEARCH_PATH} AS $$
          SELECT (u.is_super_admin OR EXISTS (
              SELECT FROM public.members m JOIN public.organizations o ON o.id = m.org_id
              WHERE m.user_id = u.id AND NOT o.sso_required AND o.deleted_at IS NULL))
            AND (u.password_hash IS NOT NULL
              OR EXISTS (SELECT FROM auth.member_passwords p WHERE p.user_id = u.id)
              OR NOT EXISTS (SELECT FROM auth.identities i WHERE i.user_id = u.id))
          FROM auth.users u WHERE u.id = of_user
        $$;

      -- Stores the token of a link that resets the password of who has the address. outcome: 'link'; 'sso', for who signs in
      -- at an identity provider alone; 'none', for an address of nobody; 'too_many' after 5 mails within an hour. Only what
      -- counts is counted: another attempt to send a mail does not.
      CREATE FUNCTION auth.make_own_password_reset(address text, hash bytea, lasts interval, counts boolean)
        RETURNS TABLE (outcome text, email text) LANGUAGE plpgsql ${DEFINER} AS $$
        DECLARE person auth.users;
        BEGIN
          SELECT u.* INTO person FROM auth.users u
            WHERE lower(u.email) = lower(address) AND lower(u.email COLLATE "C") = lower(address COLLATE "C") FOR UPDATE;
          IF person.id IS NULL OR NOT (person.is_super_admin OR EXISTS (
              SELECT FROM public.members m JOIN public.organizations o ON o.id = m.org_id
              WHERE m.user_id = person.id AND o.deleted_at IS NULL)) THEN
            RETURN QUERY SELECT 'none', NULL::text; RETURN;
          END IF;
          IF NOT auth.may_reset_own_password(person.id) THEN RETURN QUERY SELECT 'sso', person.email; RETURN; END IF;
          IF counts AND EXISTS (SELECT FROM auth.own_password_resets r
              WHERE r.user_id = person.id AND r.mails >= 5 AND r.counted_since > now() - interval '1 hour') THEN
            RETURN QUERY SELECT 'too_many', person.email; RETURN;
          END IF;
          INSERT INTO auth.own_password_resets AS r (user_id, token_hash, expires_at, mails, counted_since)
            VALUES (person.id, hash, now() + lasts, 1, now())
            ON CONFLICT (user_id) DO UPDATE SET token_hash = hash, expires_at = now() + lasts,
              mails = CASE WHEN r.counted_since <= now() - interval '1 hour' THEN 1 ELSE r.mails + counts::integer END,
              counted_since = CASE WHEN r.counted_since <= now() - interval '1 hour' THEN now() ELSE r.counted_since END;
          RETURN QUERY SELECT 'link', person.email;
        END $$;

      -- The person whose password a token resets, and the organizations that it opens; no row for one that is unknown, spent
      -- or expired.
      CREATE FUNCTION auth.find_reset(hash bytea)
        RETURNS TABLE (org_ids bigint[], user_id bigint, email text, expires_at timestamptz)
        LANGUAGE sql STABLE ${DEFINER} AS $$
          SELECT ARRAY[r.org_id], r.user_id, u.email, r.expires_at
          FROM auth.password_resets r JOIN auth.users u ON u.id = r.user_id
          WHERE r.token_hash = hash AND r.expires_at > now() AND auth.is_member_of_one(r.org_id, r.user_id)
          UNION ALL
          SELECT ARRAY(SELECT m.org_id FROM public.members m WHERE m.user_id = u.id ORDER BY m.org_id), u.id, u.email,
            r.expires_at
          FROM auth.own_password_resets r JOIN auth.users u ON u.id = r.user_id
          WHERE r.token_hash = hash AND r.expires_at > now() AND auth.may_reset_own_password(r.user_id)
        $$;

      ${RESET_BY_ADMINISTRATORS.replace('auth.reset_password', 'auth.reset_password_by_administrator').replace(DEFINER, SEARCH_PATH)}

      -- As before; a link of a mail sets the password that opens all organizations of the person, in place of any other. No
      -- other link resets it then.
      CREATE OR REPLACE FUNCTION auth.reset_password(hash bytea, new_hash text) RETURNS boolean
        LANGUAGE plpgsql ${DEFINER} AS $$
        DECLARE spent auth.own_password_resets;
        BEGIN
          SELECT r.* INTO spent FROM auth.own_password_resets r WHERE r.token_hash = hash FOR UPDATE;
          IF NOT FOUND THEN RETURN auth.reset_password_by_administrator(hash, new_hash); END IF;
          IF spent.expires_at <= now() OR NOT auth.may_reset_own_password(spent.user_id) THEN RETURN false; END IF;
          -- what was counted stays
          UPDATE auth.own_password_resets r SET expires_at = '-infinity' WHERE r.user_id = spent.user_id;
          UPDATE auth.users u SET password_hash = new_hash, is_password_temporary = false WHERE u.id = spent.user_id;
          DELETE FROM auth.member_passwords p WHERE p.user_id = spent.user_id;
          DELETE FROM auth.password_resets r WHERE r.user_id = spent.user_id;
          UPDATE auth.sessions s SET revoked_at = now() WHERE s.user_id = spent.user_id AND s.revoked_at IS NULL;
          RETURN true;
        END $$;

      REVOKE EXECUTE ON FUNCTION ${FUNCTIONS}, auth.may_reset_own_password(bigint),
        auth.reset_password_by_administrator(bytea, text) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION ${FUNCTIONS} TO ${APP_ROLE};
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      ${RESET_BY_ADMINISTRATORS}
      DROP FUNCTION ${FUNCTIONS}, auth.may_reset_own_password(bigint),
        auth.reset_password_by_administrator(bytea, text);
      DROP TRIGGER end_own_password_reset ON auth.users;
      DROP TRIGGER end_own_password_reset ON auth.member_passwords;
      DROP TABLE auth.mails, auth.own_password_resets;
      DROP FUNCTION auth.end_own_password_reset();
      DROP FUNCTION auth.announce_mail();
      ALTER TABLE public.invitations DROP COLUMN mail_state, DROP COLUMN mailed_at, DROP COLUMN link;
      REVOKE UPDATE ON public.invitations FROM ${APP_ROLE};
    `);
  }
}
