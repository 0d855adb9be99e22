import { APP_ROLE, BOUND, likely, tenantTable } from '../tenant-table.js';
import type { Area } from './area.js';

/** Organizations, people, memberships, and what they and their programs sign in with. The serving role reads no table of schema `auth` whole. */
export const identity: Area = {
  tables: `
    CREATE SCHEMA auth;
    GRANT USAGE ON SCHEMA auth TO ${APP_ROLE};

    CREATE TABLE public.organizations (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      name text NOT NULL,
      slug text NOT NULL UNIQUE,
      waiver_max_days integer CHECK (waiver_max_days > 0),
      coverage_gap_medium_pct double precision NOT NULL DEFAULT 60,
      coverage_gap_high_pct double precision NOT NULL DEFAULT 30,
      classification_overrides jsonb NOT NULL DEFAULT '[]',
      created_at timestamptz NOT NULL DEFAULT now(),
      repo_policy text NOT NULL DEFAULT 'tighten_only' CHECK (repo_policy IN ('ignored', 'tighten_only', 'any')),
      untested_files text NOT NULL DEFAULT 'count' CHECK (untested_files IN ('count', 'warn', 'ignore')),
      tolerate_inherited boolean NOT NULL DEFAULT true,
      on_tool_failure text NOT NULL DEFAULT 'fail' CHECK (on_tool_failure IN ('fail', 'warn')),
      on_missing_tool text NOT NULL DEFAULT 'warn' CHECK (on_missing_tool IN ('warn', 'fail')),
      switches_revision integer NOT NULL DEFAULT 0,
      retention_change_details_days double precision NOT NULL DEFAULT 30,
      retention_branch_scans integer NOT NULL DEFAULT 50,
      retention_branch_daily_days double precision NOT NULL DEFAULT 365,
      retention_due_at timestamptz NOT NULL DEFAULT now() + '1 day',
      reevaluate_on_change boolean NOT NULL DEFAULT false,
      stale_after_days integer NOT NULL DEFAULT 7 CHECK (stale_after_days >= 1 AND stale_after_days <= 3650),
      -- the longest time for which a new key works; NULL: without end
      max_key_days integer CHECK (max_key_days > 0),
      deleted_at timestamptz,
      sso_required boolean NOT NULL DEFAULT false,
      -- granted by the staff of the service, since an organization cannot prove them itself
      verified_domains text[] NOT NULL DEFAULT '{}',
      sso_groups text[] NOT NULL DEFAULT '{}',
      -- domains whose people become members; of these, verified ones count
      auto_join_domains text[] NOT NULL DEFAULT '{}',
      require_second_factor boolean NOT NULL DEFAULT false,
      -- periods with the time from which each is in force, and what they delete then
      retention_pending jsonb,
      -- tokens that were issued before count for nothing; null: all count
      tokens_from timestamptz
    );
    CREATE INDEX organizations_retention ON public.organizations (retention_due_at);
    ${tenantTable('public.organizations', { org: 'id' })}
    GRANT SELECT ON public.organizations TO ${APP_ROLE};
    GRANT UPDATE (name, waiver_max_days, coverage_gap_medium_pct, coverage_gap_high_pct, classification_overrides,
      repo_policy, untested_files, tolerate_inherited, on_tool_failure, on_missing_tool, switches_revision,
      retention_change_details_days, retention_branch_scans, retention_branch_daily_days, retention_due_at,
      reevaluate_on_change, stale_after_days, max_key_days, deleted_at, sso_required, verified_domains,
      sso_groups, auto_join_domains, require_second_factor, retention_pending)
      ON public.organizations TO ${APP_ROLE};

    CREATE TABLE public.organization_quotas (
      org_id bigint NOT NULL REFERENCES public.organizations (id) ON DELETE CASCADE,
      quota text NOT NULL,
      max_amount bigint NOT NULL CHECK (max_amount >= 0),
      PRIMARY KEY (org_id, quota)
    );
    ${tenantTable('public.organization_quotas')}
    GRANT SELECT, INSERT, DELETE ON public.organization_quotas TO ${APP_ROLE};
    GRANT UPDATE (max_amount) ON public.organization_quotas TO ${APP_ROLE};

    -- One amount in several rows, one for each transaction that adds to it at the same time, so that none waits.
    CREATE TABLE public.organization_usage (
      org_id bigint NOT NULL REFERENCES public.organizations (id) ON DELETE CASCADE,
      quota text NOT NULL,
      slot integer NOT NULL,
      -- the day in UTC that the amount belongs to; null for one without a day
      day date,
      -- below zero where what another row counts was deleted
      amount bigint NOT NULL,
      PRIMARY KEY (org_id, quota, slot)
    );
    ${tenantTable('public.organization_usage')}
    GRANT SELECT, INSERT ON public.organization_usage TO ${APP_ROLE};
    GRANT UPDATE (day, amount) ON public.organization_usage TO ${APP_ROLE};

    CREATE TABLE auth.spent_slugs (
      slug text PRIMARY KEY,
      -- the deleted organization, whose own export takes the slug back
      of_org bigint NOT NULL,
      created_at timestamptz NOT NULL
    );

    CREATE TABLE auth.users (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      email text NOT NULL,
      name text NOT NULL,
      password_hash text,
      is_super_admin boolean NOT NULL DEFAULT false,
      created_at timestamptz NOT NULL DEFAULT now(),
      is_password_temporary boolean NOT NULL DEFAULT false
    );
    CREATE UNIQUE INDEX users_email ON auth.users (lower(email));
    CREATE INDEX users_staff ON auth.users (id) WHERE is_super_admin;

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
      repo_ids bigint[],
      may_write_baseline boolean NOT NULL DEFAULT true,
      minted_by bigint,
      PRIMARY KEY (org_id, id),
      FOREIGN KEY (org_id, minted_by) REFERENCES auth.api_keys (org_id, id) ON DELETE CASCADE
    );
    CREATE INDEX api_keys_minted_by ON auth.api_keys (org_id, minted_by) WHERE minted_by IS NOT NULL;
    ${tenantTable('auth.api_keys')}
    CREATE POLICY repo_wall ON auth.api_keys AS RESTRICTIVE FOR ALL TO ${APP_ROLE}
      USING (${likely(`(SELECT ${BOUND}) IS NULL OR repo_ids <@ (SELECT ${BOUND})`)});
    GRANT INSERT ON auth.api_keys TO ${APP_ROLE};
    GRANT SELECT (org_id, id, name, prefix, role, scopes, created_by_user_id, created_at, expires_at,
      last_used_at, use_count, revoked_at, repo_ids, may_write_baseline, minted_by)
      ON auth.api_keys TO ${APP_ROLE};
    GRANT UPDATE (revoked_at) ON auth.api_keys TO ${APP_ROLE};

    CREATE TABLE public.members (
      org_id bigint NOT NULL REFERENCES public.organizations (id) ON DELETE CASCADE,
      user_id bigint NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
      role text NOT NULL CHECK (role IN ('VIEWER', 'MEMBER', 'ORG_ADMIN', 'ORG_OWNER')),
      created_at timestamptz NOT NULL DEFAULT now(),
      -- sessions that began before do not come back into the organization (move_session)
      sessions_revoked_at timestamptz,
      -- made: by an administrator; accepted: by the person; mapped: by what the identity provider says of the person
      origin text NOT NULL DEFAULT 'made' CHECK (origin IN ('made', 'accepted', 'mapped')),
      -- as the organization calls the person; NULL: as the person's user is called
      name text,
      minted_by bigint,
      PRIMARY KEY (org_id, user_id),
      FOREIGN KEY (org_id, minted_by) REFERENCES auth.api_keys (org_id, id) ON DELETE SET NULL (minted_by)
    );
    CREATE INDEX members_minted_by ON public.members (org_id, minted_by) WHERE minted_by IS NOT NULL;
    CREATE INDEX members_user ON public.members (user_id);
    ${tenantTable('public.members')}
    GRANT SELECT, INSERT, UPDATE, DELETE ON public.members TO ${APP_ROLE};

    -- Only of users who have no password of their own in auth.users.
    CREATE TABLE auth.member_passwords (
      org_id bigint NOT NULL,
      user_id bigint NOT NULL,
      password_hash text NOT NULL,
      is_temporary boolean NOT NULL DEFAULT false,
      PRIMARY KEY (org_id, user_id),
      FOREIGN KEY (org_id, user_id) REFERENCES public.members (org_id, user_id) ON DELETE CASCADE
    );
    ${tenantTable('auth.member_passwords')}

    CREATE TABLE auth.sessions (
      org_id bigint NOT NULL REFERENCES public.organizations (id) ON DELETE CASCADE,
      id uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE,
      user_id bigint NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
      address text,
      user_agent text,
      created_at timestamptz NOT NULL DEFAULT now(),
      expires_at timestamptz NOT NULL,
      revoked_at timestamptz,
      -- expires_at moves with the session's use, up to this time
      ends_at timestamptz NOT NULL DEFAULT now() + '90 days',
      -- of sessions that began at the identity provider; provider_sid is its own name of the session there
      issuer text,
      subject text,
      provider_sid text,
      -- when the session's person last proved a second factor; NULL: never
      second_factor_at timestamptz,
      -- when the person signed in at the identity provider, by its word; NULL: by password, or the provider did not say
      signed_in_at timestamptz,
      PRIMARY KEY (org_id, id),
      CHECK ((issuer IS NULL) = (subject IS NULL))
    );
    CREATE INDEX sessions_identity ON auth.sessions (issuer, subject) WHERE issuer IS NOT NULL;
    CREATE INDEX sessions_user ON auth.sessions (user_id);
    ${tenantTable('auth.sessions')}

    -- A refresh token is used once. All tokens of a session are its family: reuse of a spent one revokes them all.
    CREATE TABLE auth.refresh_tokens (
      token_hash bytea PRIMARY KEY,
      session_id uuid NOT NULL REFERENCES auth.sessions (id) ON DELETE CASCADE,
      created_at timestamptz NOT NULL DEFAULT now(),
      expires_at timestamptz NOT NULL,
      used_at timestamptz
    );
    CREATE INDEX refresh_tokens_session ON auth.refresh_tokens (session_id);

    -- identity tokens that were exchanged, until they are too old anyway
    CREATE TABLE auth.used_token_ids (
      issuer text NOT NULL,
      jti text NOT NULL,
      expires_at timestamptz NOT NULL,
      PRIMARY KEY (issuer, jti)
    );
    CREATE INDEX used_token_ids_end ON auth.used_token_ids (expires_at);

    -- A lane is a hash of the account and the address. It belongs to no organization.
    CREATE TABLE auth.password_attempts (
      lane bytea PRIMARY KEY,
      in_a_row integer NOT NULL,
      next_at timestamptz NOT NULL,
      last_at timestamptz NOT NULL
    );
    CREATE INDEX password_attempts_last ON auth.password_attempts (last_at);

    CREATE TABLE auth.identities (
      issuer text NOT NULL,
      subject text NOT NULL,
      user_id bigint NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
      -- bound by who the user is, not by a password that an organization set
      is_proven boolean NOT NULL,
      bound_at timestamptz NOT NULL DEFAULT now(),
      id uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE,
      PRIMARY KEY (issuer, subject)
    );
    CREATE INDEX identities_user ON auth.identities (user_id);

    -- identities that a verified address does not bind again until then
    CREATE TABLE auth.unbound_identities (
      issuer text NOT NULL,
      subject text NOT NULL,
      user_id bigint NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
      until timestamptz NOT NULL,
      PRIMARY KEY (issuer, subject)
    );
    CREATE INDEX unbound_identities_user ON auth.unbound_identities (user_id);

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
      -- none: the service sends no mails; sent: at mailed_at
      mail_state text NOT NULL DEFAULT 'none' CHECK (mail_state IN ('none', 'waiting', 'sent', 'failed')),
      mailed_at timestamptz,
      -- sealed, until the mail is sent
      link bytea,
      minted_by bigint,
      PRIMARY KEY (org_id, id),
      FOREIGN KEY (org_id, minted_by) REFERENCES auth.api_keys (org_id, id) ON DELETE CASCADE
    );
    CREATE INDEX invitations_invited_by ON public.invitations (invited_by_user_id);
    CREATE INDEX invitations_minted_by ON public.invitations (org_id, minted_by) WHERE minted_by IS NOT NULL;
    CREATE UNIQUE INDEX invitations_token_hash_key ON public.invitations (token_hash);
    ${tenantTable('public.invitations')}
    GRANT SELECT, INSERT, DELETE ON public.invitations TO ${APP_ROLE};
    GRANT UPDATE (mail_state, mailed_at, link) ON public.invitations TO ${APP_ROLE};

    CREATE TABLE public.made_invitations (
      org_id bigint NOT NULL REFERENCES public.organizations (id) ON DELETE CASCADE,
      id bigint GENERATED ALWAYS AS IDENTITY,
      -- keyed: the address cannot be found by it
      address_digest bytea NOT NULL,
      made_at timestamptz NOT NULL,
      PRIMARY KEY (org_id, id)
    );
    CREATE INDEX made_invitations_by_time ON public.made_invitations (org_id, made_at);
    ${tenantTable('public.made_invitations')}
    GRANT SELECT, INSERT, DELETE ON public.made_invitations TO ${APP_ROLE};

    -- one a member: a new link replaces the one before
    CREATE TABLE auth.password_resets (
      org_id bigint NOT NULL,
      user_id bigint NOT NULL,
      token_hash bytea NOT NULL UNIQUE,
      expires_at timestamptz NOT NULL,
      -- of links that administrators make: their use unbinds the member's identities
      unbinds_identities boolean NOT NULL DEFAULT true,
      minted_by bigint,
      made_by bigint REFERENCES auth.users (id) ON DELETE CASCADE,
      PRIMARY KEY (org_id, user_id),
      FOREIGN KEY (org_id, minted_by) REFERENCES auth.api_keys (org_id, id) ON DELETE CASCADE,
      FOREIGN KEY (org_id, user_id) REFERENCES public.members (org_id, user_id) ON DELETE CASCADE
    );
    CREATE INDEX password_resets_made_by ON auth.password_resets (made_by);
    CREATE INDEX password_resets_minted_by ON auth.password_resets (org_id, minted_by)
      WHERE minted_by IS NOT NULL;
    ${tenantTable('auth.password_resets')}

    -- one a person: a new link replaces the one before
    CREATE TABLE auth.own_password_resets (
      user_id bigint PRIMARY KEY REFERENCES auth.users (id) ON DELETE CASCADE,
      token_hash bytea NOT NULL UNIQUE,
      expires_at timestamptz NOT NULL,
      -- of mails since counted_since, for at most an hour
      mails integer NOT NULL,
      counted_since timestamptz NOT NULL
    );

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

    CREATE TABLE auth.recovery_codes (
      user_id bigint NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
      realm bigint NOT NULL,
      code_hash bytea NOT NULL,
      PRIMARY KEY (user_id, realm, code_hash)
    );

    -- realm: as of auth.totp_secrets
    CREATE TABLE auth.passkeys (
      user_id bigint NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
      realm bigint NOT NULL,
      id uuid NOT NULL DEFAULT gen_random_uuid(),
      name text NOT NULL,
      credential_id bytea NOT NULL UNIQUE,
      -- as COSE encodes it
      public_key bytea NOT NULL,
      -- signatures that the authenticator has counted; 0 where it counts none
      sign_count bigint NOT NULL,
      transports text[] NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(),
      last_used_at timestamptz,
      PRIMARY KEY (user_id, realm, id)
    );

    CREATE TABLE auth.mails (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      kind text NOT NULL CHECK (kind IN ('invitation', 'password_reset', 'password_changed', 'security_notice')),
      -- as requested, whether an account has it or not; null: that of the invitation
      address text,
      of_org bigint,
      invitation_id bigint,
      queued_at timestamptz NOT NULL DEFAULT now(),
      -- failed ones
      attempts integer NOT NULL DEFAULT 0,
      -- time of the next attempt; of a claimed one, the end of its lease
      due_at timestamptz NOT NULL DEFAULT now(),
      lease uuid,
      -- facts of a notice: event, address, user_agent, by
      details jsonb,
      CHECK (((kind = 'invitation') = (address IS NULL)) AND ((kind = 'invitation') = (invitation_id IS NOT NULL))),
      FOREIGN KEY (of_org, invitation_id) REFERENCES public.invitations (org_id, id) ON DELETE CASCADE
    );
    CREATE INDEX mails_invitation ON auth.mails (of_org, invitation_id);
    -- however often it is requested
    CREATE UNIQUE INDEX mails_one_reset ON auth.mails (lower(address)) WHERE kind = 'password_reset';

    CREATE TABLE auth.counted_notices (
      user_id bigint NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
      event text NOT NULL,
      notices integer NOT NULL,
      counted_since timestamptz NOT NULL,
      PRIMARY KEY (user_id, event)
    );
  `,

  functions: `
    CREATE OR REPLACE FUNCTION auth.find_user_by_email(wanted text)
      RETURNS TABLE (id bigint, email text, name text, password_hash text, is_super_admin boolean)
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT u.id, u.email, u.name, u.password_hash, u.is_super_admin
        FROM auth.users u WHERE lower(u.email) = lower(wanted)
      $$;

    CREATE OR REPLACE FUNCTION auth.find_users(wanted bigint[])
      RETURNS TABLE (id bigint, email text, name text, is_super_admin boolean)
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT u.id, u.email, u.name, u.is_super_admin FROM auth.users u WHERE u.id = ANY (wanted)
      $$;

    -- The user of an address, made where there is none yet.
    CREATE OR REPLACE FUNCTION auth.ensure_user(new_email text, new_name text, new_password_hash text, temporary boolean)
      RETURNS bigint
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        DECLARE found bigint;
        BEGIN
          INSERT INTO auth.users (email, name, password_hash, is_password_temporary)
            VALUES (new_email, new_name, new_password_hash, temporary AND new_password_hash IS NOT NULL)
            ON CONFLICT ((lower(email))) DO NOTHING RETURNING id INTO found;
          IF found IS NULL THEN
            SELECT u.id INTO found FROM auth.users u WHERE lower(u.email) = lower(new_email);
          END IF;
          RETURN found;
      END $$;

    CREATE OR REPLACE FUNCTION auth.memberships_of(member bigint)
      RETURNS TABLE (org_id bigint, name text, slug text, role text)
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT o.id, o.name, o.slug, m.role
        FROM public.members m JOIN public.organizations o ON o.id = m.org_id
        WHERE m.user_id = member ORDER BY m.created_at, o.id
      $$;

    CREATE OR REPLACE FUNCTION auth.list_organizations(after_id bigint, max_rows integer)
      RETURNS TABLE (id bigint, name text, slug text, created_at timestamptz)
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT o.id, o.name, o.slug, o.created_at FROM public.organizations o
        WHERE o.id > after_id ORDER BY o.id LIMIT max_rows
      $$;

    -- NULL when the slug is taken.
    CREATE OR REPLACE FUNCTION auth.create_organization(new_name text, new_slug text) RETURNS bigint
      LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        INSERT INTO public.organizations (name, slug) VALUES (new_name, new_slug)
        ON CONFLICT (slug) DO NOTHING RETURNING id
      $$;

    -- Adds an instance's counts since its last call: one element of each list per key.
    CREATE OR REPLACE FUNCTION auth.record_key_uses(orgs bigint[], keys bigint[], uses bigint[], last_uses timestamptz[])
      RETURNS void
      LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        UPDATE auth.api_keys k
        SET use_count = k.use_count + told.uses, last_used_at = greatest(k.last_used_at, told.last_use)
        FROM unnest(orgs, keys, uses, last_uses) AS told (org, key, uses, last_use)
        WHERE k.org_id = told.org AND k.id = told.key
      $$;

    -- A membership is over: what was made under it does not come back to life with a later one.
    CREATE OR REPLACE FUNCTION auth.end_access(to_org bigint, of_user bigint) RETURNS void
      LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        UPDATE auth.sessions SET revoked_at = now()
        WHERE org_id = to_org AND user_id = of_user AND revoked_at IS NULL;
        UPDATE auth.api_keys SET revoked_at = now()
        WHERE org_id = to_org AND created_by_user_id = of_user AND revoked_at IS NULL
      $$;

    CREATE OR REPLACE FUNCTION auth.has_users() RETURNS boolean
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$ SELECT EXISTS (SELECT
        FROM auth.users) $$;

    -- The organization and the administrator of a first start; no row when there already is a user.
    CREATE OR REPLACE FUNCTION auth.bootstrap(org_name text, org_slug text, admin_email text, admin_name text, admin_hash
        text)
      RETURNS TABLE (org_id bigint, user_id bigint)
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
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

    -- kind, then the columns that name the row, e.g. announce_change('scan', 'org_id', 'id'): "scan:12/345".
    -- A transaction announces each tag once, and only when it commits.
    CREATE OR REPLACE FUNCTION public.announce_change() RETURNS trigger
      LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
        DECLARE changed jsonb := to_jsonb(coalesce(NEW, OLD));
        BEGIN
          PERFORM pg_notify('quality_gate_changes',
            TG_ARGV[0] || ':' || concat_ws('/', changed ->> TG_ARGV[1], changed ->> TG_ARGV[2]));
          RETURN NULL;
      END $$;

    -- Takes an attempt, which counts as failed until it is cleared, and answers 0; or takes none and answers the
    -- milliseconds until the next one is. After the free ones the wait doubles from a second to the longest one.
    CREATE OR REPLACE FUNCTION auth.take_password_attempt(of_lane bytea, free integer, longest_s integer, forget_after
        interval)
      RETURNS double precision
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        DECLARE at timestamptz := clock_timestamp(); opens timestamptz;
        BEGIN
          DELETE FROM auth.password_attempts WHERE lane IN (
            SELECT a.lane FROM auth.password_attempts a WHERE a.last_at < at - forget_after
            ORDER BY a.last_at LIMIT 20 FOR UPDATE SKIP LOCKED);
          INSERT INTO auth.password_attempts AS a (lane, in_a_row, next_at, last_at) VALUES (of_lane, 1, at, at)
            ON CONFLICT (lane) DO UPDATE SET
              in_a_row = least(a.in_a_row + 1, 1000000),
              next_at = clock_timestamp() + CASE WHEN a.in_a_row + 1 < free THEN interval '0'
                ELSE make_interval(secs => least(longest_s, 2.0 ^ least(a.in_a_row + 1 - free, 30))) END,
              last_at = clock_timestamp()
            WHERE a.next_at <= clock_timestamp();
          IF FOUND THEN RETURN 0; END IF;
          SELECT a.next_at INTO opens FROM auth.password_attempts a WHERE a.lane = of_lane;
          RETURN greatest(1, extract(epoch FROM opens - at) * 1000);
      END $$;

    CREATE OR REPLACE FUNCTION auth.clear_password_attempts(of_lane bytea) RETURNS void
      LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$ DELETE FROM auth.password_attempts
        WHERE lane = of_lane $$;

    -- Where the user with that address has signed in from lately.
    CREATE OR REPLACE FUNCTION auth.sign_in_addresses(of_email text) RETURNS SETOF text
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT DISTINCT s.address FROM auth.sessions s JOIN auth.users u ON u.id = s.user_id
        WHERE lower(u.email) = lower(of_email) AND s.address IS NOT NULL AND s.expires_at > now() - interval '30 days'
        LIMIT 1000
      $$;

    -- For a new member; nothing where there is a password already, or one that opens all organizations, and never for a
    -- SUPER_ADMIN, whose every session crosses organizations.
    CREATE OR REPLACE FUNCTION auth.set_member_password(to_org bigint, of_user bigint, new_hash text, temporary boolean)
      RETURNS void
      LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        INSERT INTO auth.member_passwords (org_id, user_id, password_hash, is_temporary)
          SELECT to_org, u.id, new_hash, temporary FROM auth.users u
          WHERE u.id = of_user AND u.password_hash IS NULL AND NOT u.is_super_admin
        ON CONFLICT (org_id, user_id) DO NOTHING
      $$;

    -- Where a user may sign in, the oldest membership first, each with the password that opens it.
    CREATE OR REPLACE FUNCTION auth.sign_in_choices(of_user bigint)
      RETURNS TABLE (org_id bigint, name text, slug text, role text, password_hash text, sso_required boolean)
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT o.id, o.name, o.slug, m.role,
          CASE WHEN u.is_super_admin THEN u.password_hash ELSE coalesce(p.password_hash, u.password_hash) END,
          o.sso_required AND NOT u.is_super_admin
        FROM public.members m
        JOIN public.organizations o ON o.id = m.org_id
        JOIN auth.users u ON u.id = m.user_id
        LEFT JOIN auth.member_passwords p ON p.org_id = m.org_id AND p.user_id = m.user_id
        WHERE m.user_id = of_user ORDER BY m.created_at, o.id
      $$;

    -- The sessions that began by one and the same credential: an identity, or a password as before.
    CREATE OR REPLACE FUNCTION auth.sessions_beside(session uuid) RETURNS SETOF auth.sessions
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT t.* FROM auth.sessions own JOIN auth.users u ON u.id = own.user_id
        JOIN auth.sessions t ON t.user_id = own.user_id
          AND (t.issuer, t.subject) IS NOT DISTINCT FROM (own.issuer, own.subject)
          AND (own.issuer IS NOT NULL OR auth.has_own_password(u.id, own.org_id) OR t.org_id = own.org_id)
        WHERE own.id = session
      $$;

    -- The password that opened a session, as a hash.
    CREATE OR REPLACE FUNCTION auth.password_behind(session uuid) RETURNS text
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT auth.password_of(s.user_id, s.org_id) FROM auth.sessions s WHERE s.id = session
      $$;

    -- Replaces the password behind a session; the new one is not temporary.
    CREATE OR REPLACE FUNCTION auth.change_password_behind(session uuid, new_hash text) RETURNS void
      LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
          -- a sign-in that checked the password of before has begun its session by now, or waits
          PERFORM FROM auth.users u JOIN auth.sessions s ON s.user_id = u.id WHERE s.id = session FOR NO KEY UPDATE OF u;
          UPDATE auth.users u SET password_hash = new_hash, is_password_temporary = false
            FROM auth.sessions s WHERE s.id = session AND u.id = s.user_id AND auth.has_own_password(u.id, s.org_id);
          IF NOT FOUND THEN
            UPDATE auth.member_passwords p SET password_hash = new_hash, is_temporary = false
              FROM auth.sessions s WHERE s.id = session AND p.org_id = s.org_id AND p.user_id = s.user_id;
          END IF;
          UPDATE auth.sessions t SET revoked_at = now()
            WHERE t.revoked_at IS NULL AND t.id <> session AND t.id IN (SELECT s.id FROM auth.sessions_beside(session) s);
      END $$;

    -- The holder of a key by its hash, with the repositories that the key is bound to; no row once it ended.
    CREATE OR REPLACE FUNCTION auth.find_bound_key_holder(wanted bytea)
      RETURNS TABLE (key_id bigint, key_name text, role text, scopes text[], repo_ids bigint[], may_write_baseline
        boolean, org_id bigint, maker_id bigint, maker_role text, valid_for_ms double precision)
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT k.id, k.name, k.role, k.scopes, k.repo_ids, k.may_write_baseline, k.org_id, u.id, m.role,
          extract(epoch FROM k.expires_at - now())::float8 * 1000
        FROM auth.api_keys k
        JOIN auth.users u ON u.id = k.created_by_user_id
        LEFT JOIN public.members m ON m.org_id = k.org_id AND m.user_id = k.created_by_user_id
        WHERE k.key_hash = wanted AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())
          AND (m.role IS NOT NULL OR u.is_super_admin)
      $$;

    CREATE OR REPLACE FUNCTION auth.count_api_keys(wanted_org bigint, at_time timestamptz) RETURNS bigint
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT count(*) FROM auth.api_keys
        WHERE org_id = wanted_org AND org_id = NULLIF(current_setting('app.org_id', true), '')::bigint
          AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > at_time)
      $$;

    -- The oldest membership first: those that the session's password opens; of an outside identity, with a session or
    -- without, those that count for it.
    CREATE OR REPLACE FUNCTION auth.organizations_open_to(of_user bigint, session uuid)
      RETURNS TABLE (org_id bigint, name text, slug text, role text)
      LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
          IF session IS NULL OR EXISTS (SELECT FROM auth.sessions s WHERE s.id = session AND s.issuer IS NOT NULL) THEN
            RETURN QUERY SELECT m.* FROM auth.memberships_accepted_by(of_user) m;
          ELSE
            RETURN QUERY SELECT c.org_id, c.name, c.slug, c.role FROM auth.sign_in_choices(of_user) c
              WHERE c.password_hash = auth.password_behind(session) AND NOT c.sso_required;
          END IF;
      END $$;

    -- Moves a session to another organization of its person, unless it began before that organization revoked the member's.
    CREATE OR REPLACE FUNCTION auth.move_session(session uuid, to_org bigint) RETURNS boolean
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
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

    -- Takes an id of a token; false when it was taken before. Removes some that have ended.
    CREATE OR REPLACE FUNCTION auth.use_token_id(of_issuer text, wanted text, ends timestamptz, at timestamptz)
      RETURNS boolean
      LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        WITH ended AS (
          DELETE FROM auth.used_token_ids WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM auth.used_token_ids WHERE expires_at < at LIMIT 100 FOR UPDATE SKIP LOCKED))
        ), taken AS (
          INSERT INTO auth.used_token_ids VALUES (of_issuer, wanted, ends) ON CONFLICT DO NOTHING RETURNING jti
        )
        SELECT EXISTS (SELECT FROM taken)
      $$;

    CREATE OR REPLACE FUNCTION auth.begin_session(for_org bigint, for_user bigint, refresh_hash bytea, idle interval,
        longest interval, from_address text, agent text)
      RETURNS uuid
      LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
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
    CREATE OR REPLACE FUNCTION auth.refresh_session(spent bytea, fresh bytea, idle interval)
      RETURNS TABLE (outcome text, session_id uuid, org_id bigint, user_id bigint, email text, first_reuse boolean)
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
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
    CREATE OR REPLACE FUNCTION auth.extend_session(session uuid, idle interval) RETURNS void
      LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        UPDATE auth.sessions s SET expires_at = least(s.ends_at, now() + idle)
        WHERE s.id = session AND s.revoked_at IS NULL AND s.expires_at > now()
          AND least(s.ends_at, now() + idle) > s.expires_at + idle / 20
      $$;

    -- Ends the sessions that a member has in the transaction's organization, and keeps those elsewhere from entering it.
    -- Returns how many ended.
    CREATE OR REPLACE FUNCTION auth.revoke_member_sessions(of_org bigint, of_user bigint) RETURNS integer
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
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

    -- Revokes what a key made, and what that made, in the transaction's organization. Returns how many keys ended.
    CREATE OR REPLACE FUNCTION auth.revoke_minted_keys(of_org bigint, by_key bigint, at_time timestamptz) RETURNS integer
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
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

    -- Null for one that is not deleted.
    CREATE OR REPLACE FUNCTION auth.organization_deleted_at(of_org bigint) RETURNS timestamptz
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT o.deleted_at FROM public.organizations o WHERE o.id = of_org
      $$;

    -- False for a deleted organization, but to a SUPER_ADMIN.
    CREATE OR REPLACE FUNCTION auth.is_open_to(of_org bigint, of_user bigint) RETURNS boolean
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT auth.organization_deleted_at(of_org) IS NULL
          OR EXISTS (SELECT FROM auth.users u WHERE u.id = of_user AND u.is_super_admin)
      $$;

    -- True for the only SUPER_ADMIN. Where it is called of a SUPER_ADMIN, none goes before the transaction ends.
    CREATE OR REPLACE FUNCTION auth.is_last_super_admin(of_user bigint) RETURNS boolean
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
          IF NOT EXISTS (SELECT FROM auth.users u WHERE u.id = of_user AND u.is_super_admin) THEN RETURN false; END IF;
          PERFORM FROM auth.users u WHERE u.is_super_admin ORDER BY u.id FOR NO KEY UPDATE;
          RETURN NOT EXISTS (SELECT FROM auth.users u WHERE u.id <> of_user AND u.is_super_admin);
      END $$;

    -- Deletes a person, and the names and values that the history of organizations has of them: it keeps the ids.
    -- False where there is none.
    CREATE OR REPLACE FUNCTION auth.delete_user(of_user bigint) RETURNS boolean
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
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
    CREATE OR REPLACE FUNCTION auth.delete_lone_members(of_org bigint, at_most integer) RETURNS integer
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
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

    -- Sessions that began by a password end where passwords are kept out from now on; not those of staff.
    CREATE OR REPLACE FUNCTION auth.end_password_sessions() RETURNS trigger
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
          UPDATE auth.sessions s SET revoked_at = now() FROM auth.users u
            WHERE s.org_id = NEW.id AND s.issuer IS NULL AND s.revoked_at IS NULL AND u.id = s.user_id
              AND NOT u.is_super_admin;
          RETURN NULL;
      END $$;

    -- The memberships that count for outside identities, the oldest first.
    CREATE OR REPLACE FUNCTION auth.memberships_accepted_by(member bigint)
      RETURNS TABLE (org_id bigint, name text, slug text, role text)
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT o.id, o.name, o.slug, m.role FROM public.members m JOIN public.organizations o ON o.id = m.org_id
        WHERE m.user_id = member AND m.origin <> 'made' ORDER BY m.created_at, o.id
      $$;

    -- The user of an identity. An address that the provider verified binds a new one to the user who has it; the case of
    -- ASCII letters is open. outcome: 'known', 'bound', 'unverified' (no verified address), 'unknown' (no user has it),
    -- 'link_required' (staff, or another identity of the provider has proven the address).
    CREATE OR REPLACE FUNCTION auth.resolve_identity(of_issuer text, of_subject text, address text)
      RETURNS TABLE (outcome text, user_id bigint)
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        DECLARE found auth.users;
        BEGIN
          RETURN QUERY SELECT 'known', i.user_id FROM auth.identities i
            WHERE i.issuer = of_issuer AND i.subject = of_subject;
          IF FOUND THEN RETURN; END IF;
          IF address IS NULL THEN RETURN QUERY SELECT 'unverified', NULL::bigint; RETURN; END IF;
          SELECT u.* INTO found FROM auth.users u
            WHERE lower(u.email) = lower(address) AND lower(u.email COLLATE "C") = lower(address COLLATE "C") FOR UPDATE;
          IF found.id IS NULL THEN RETURN QUERY SELECT 'unknown', NULL::bigint; RETURN; END IF;
          IF EXISTS (SELECT FROM auth.unbound_identities b
              WHERE b.issuer = of_issuer AND b.subject = of_subject AND b.until > now())
            OR found.is_super_admin OR EXISTS (SELECT FROM auth.totp_secrets t
              WHERE t.user_id = found.id AND t.confirmed_at IS NOT NULL)
            OR EXISTS (SELECT FROM auth.passkeys p WHERE p.user_id = found.id)
            OR EXISTS (SELECT FROM auth.identities i
              WHERE i.user_id = found.id AND i.issuer = of_issuer AND i.is_proven) THEN
            RETURN QUERY SELECT 'link_required', NULL::bigint; RETURN;
          END IF;
          -- identities that were bound to the address without proof were not its owner's
          UPDATE auth.sessions s SET revoked_at = now() FROM auth.identities i
            WHERE i.user_id = found.id AND NOT i.is_proven AND s.user_id = found.id AND s.revoked_at IS NULL
              AND s.issuer = i.issuer AND s.subject = i.subject;
          DELETE FROM auth.identities i WHERE i.user_id = found.id AND NOT i.is_proven;
          IF FOUND THEN
            INSERT INTO public.audit_log (org_id, at, actor_type, actor_name, action, target_type, target_id, new_values)
              SELECT m.org_id, now(), 'service', 'quality-gate', 'auth.identity_unlinked', 'user', found.id,
                '{"by": "verified_address"}'
              FROM public.members m WHERE m.user_id = found.id;
          END IF;
          INSERT INTO auth.identities (issuer, subject, user_id, is_proven)
            VALUES (of_issuer, of_subject, found.id, true) ON CONFLICT DO NOTHING;
          RETURN QUERY SELECT 'bound', i.user_id FROM auth.identities i
            WHERE i.issuer = of_issuer AND i.subject = of_subject;
      END $$;

    -- Binds an identity to the user of a session, and accepts the memberships that the session's password opens. Answers
    -- 'linked', 'taken' (it is another user's), 'narrow' (a password of one organization does not speak for a user with
    -- more than that), 'over' (the session is).
    CREATE OR REPLACE FUNCTION auth.link_identity(session uuid, of_issuer text, of_subject text, address text)
      RETURNS text
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        DECLARE own auth.sessions; owner auth.users; bound bigint; proven boolean;
        BEGIN
          SELECT s.* INTO own FROM auth.sessions s
            WHERE s.id = session AND s.revoked_at IS NULL AND s.expires_at > now();
          IF own.id IS NULL THEN RETURN 'over'; END IF;
          SELECT u.* INTO owner FROM auth.users u WHERE u.id = own.user_id FOR UPDATE;
          IF own.issuer IS NULL AND NOT auth.has_own_password(owner.id, own.org_id) AND (
            EXISTS (SELECT FROM auth.identities i
              WHERE i.user_id = owner.id AND (i.issuer, i.subject) IS DISTINCT FROM (of_issuer, of_subject))
            OR EXISTS (SELECT FROM public.members m WHERE m.user_id = owner.id
              AND m.org_id NOT IN (SELECT c.org_id FROM auth.organizations_open_to(owner.id, session) c))
          ) THEN RETURN 'narrow'; END IF;
          proven := coalesce(lower(owner.email COLLATE "C") = lower(address COLLATE "C"), false)
            OR own.issuer IS NULL AND auth.has_own_password(owner.id, own.org_id)
            OR EXISTS (SELECT FROM auth.identities i
              WHERE i.issuer = own.issuer AND i.subject = own.subject AND i.is_proven);
          INSERT INTO auth.identities AS i (issuer, subject, user_id, is_proven)
            VALUES (of_issuer, of_subject, owner.id, proven)
            ON CONFLICT (issuer, subject) DO UPDATE SET is_proven = i.is_proven OR excluded.is_proven
              WHERE i.user_id = excluded.user_id
            RETURNING i.user_id INTO bound;
          IF bound IS NULL THEN RETURN 'taken'; END IF;
          DELETE FROM auth.unbound_identities b WHERE b.issuer = of_issuer AND b.subject = of_subject;
          UPDATE public.members m SET origin = 'accepted' WHERE m.user_id = owner.id AND m.origin = 'made'
            AND m.org_id IN (SELECT c.org_id FROM auth.organizations_open_to(owner.id, session) c);
          RETURN 'linked';
      END $$;

    CREATE OR REPLACE FUNCTION auth.begin_provider_session(for_org bigint, for_user bigint, refresh_hash bytea, idle
        interval, longest interval, from_address text, agent text, by_issuer text, by_subject text, sid text)
      RETURNS uuid
      LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
        DECLARE made uuid := auth.begin_session(for_org, for_user, refresh_hash, idle, longest, from_address, agent);
        BEGIN
          UPDATE auth.sessions s SET issuer = by_issuer, subject = by_subject, provider_sid = sid WHERE s.id = made;
          RETURN made;
      END $$;

    -- Ends the sessions of an identity, or of one session at its provider, that began until then.
    CREATE OR REPLACE FUNCTION auth.end_provider_sessions(of_issuer text, of_subject text, sid text, until timestamptz)
      RETURNS TABLE (session_id uuid, org_id bigint, user_id bigint)
      LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        UPDATE auth.sessions s SET revoked_at = now()
        WHERE s.issuer = of_issuer AND (of_subject IS NULL OR s.subject = of_subject)
          AND (sid IS NULL OR s.provider_sid = sid) AND coalesce(of_subject, sid) IS NOT NULL
          AND date_trunc('second', s.created_at) <= until AND s.revoked_at IS NULL AND s.expires_at > now()
        RETURNING s.id, s.org_id, s.user_id
      $$;

    -- An invitation by its token, before its organization is known.
    CREATE OR REPLACE FUNCTION auth.find_invitation(wanted bytea) RETURNS TABLE (org_id bigint, id bigint)
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT i.org_id, i.id FROM public.invitations i WHERE i.token_hash = wanted
      $$;

    -- Memberships that differ from what the provider's claims call for: organizations with the role to have, NULL where a
    -- membership of that origin is to end. of_user NULL: a person without a user.
    CREATE OR REPLACE FUNCTION auth.find_mappings(of_user bigint, domain text, groups text[])
      RETURNS TABLE (org_id bigint, role text)
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        WITH named AS (
          SELECT g.org_id, g.joins, coalesce(g.role, 'VIEWER') AS role
          FROM public.mapped_groups g JOIN public.organizations o ON o.id = g.org_id
          WHERE g.group_name = ANY (groups) AND g.group_name = ANY (o.sso_groups)
          UNION ALL
          SELECT o.id, true, 'VIEWER' FROM public.organizations o
          WHERE domain = ANY (o.auto_join_domains) AND domain = ANY (o.verified_domains)
        ), called AS (
          SELECT n.org_id, (array_agg(n.role
            ORDER BY array_position(ARRAY['VIEWER', 'MEMBER', 'ORG_ADMIN', 'ORG_OWNER'],  n.role) DESC))[1] AS role
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

    -- Applies one of them, in the transaction's organization. A membership that an administrator made is accepted by it
    -- and keeps its role; the last owner stays one. Returns what was done, NULL for nothing.
    CREATE OR REPLACE FUNCTION auth.apply_mapping(of_org bigint, of_user bigint, new_role text) RETURNS text
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
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

    -- A user for an identity with a verified address that no user has. NULL where another transaction was first.
    CREATE OR REPLACE FUNCTION auth.admit_identity(of_issuer text, of_subject text, address text, called text)
      RETURNS bigint
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        DECLARE made bigint;
        BEGIN
          IF EXISTS (SELECT FROM auth.unbound_identities b
            WHERE b.issuer = of_issuer AND b.subject = of_subject AND b.until > now()) THEN RETURN NULL; END IF;
          INSERT INTO auth.users (email, name) VALUES (address, called)
            ON CONFLICT ((lower(email))) DO NOTHING RETURNING id INTO made;
          IF made IS NULL THEN RETURN NULL; END IF;
          INSERT INTO auth.identities (issuer, subject, user_id, is_proven) VALUES (of_issuer, of_subject, made, true);
          RETURN made;
      END $$;

    -- True for a member of this organization alone who is not of the platform's staff. The organization resets no other
    -- password.
    CREATE OR REPLACE FUNCTION auth.is_member_of_one(of_org bigint, of_user bigint) RETURNS boolean
      LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
        SELECT coalesce(bool_and(m.org_id = of_org), false)
          AND NOT (SELECT u.is_super_admin FROM auth.users u WHERE u.id = of_user)
        FROM public.members m WHERE m.user_id = of_user
      $$;

    -- When the reset expires; NULL where the password is not the organization's to reset.
    CREATE OR REPLACE FUNCTION auth.store_password_reset(of_org bigint, of_user bigint, hash bytea, lasts interval)
      RETURNS timestamptz
      LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
        DECLARE expires timestamptz := now() + lasts;
        BEGIN
          IF of_org IS DISTINCT FROM NULLIF(current_setting('app.org_id', true), '')::bigint
            OR NOT auth.is_member_of_one(of_org, of_user) THEN RETURN NULL; END IF;
          INSERT INTO auth.password_resets (org_id, user_id, token_hash, expires_at)
            VALUES (of_org, of_user, hash, expires)
            ON CONFLICT (org_id, user_id) DO UPDATE SET token_hash = hash, expires_at = expires;
          RETURN expires;
      END $$;

    -- Spends the token of a reset. A link of a mail sets the password that opens all organizations of the person,
    -- in place of any other. No
    -- other link resets it then.
    CREATE OR REPLACE FUNCTION auth.reset_password(hash bytea, new_hash text) RETURNS boolean
      LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
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

    -- For the operator alone: a temporary password that opens all organizations of the person in place of any other.
    -- Ends all sessions. False for an unknown address.
    CREATE OR REPLACE FUNCTION auth.reset_password_of(address text, new_hash text) RETURNS boolean
      LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
        DECLARE person auth.users;
        BEGIN
          UPDATE auth.users u SET password_hash = new_hash, is_password_temporary = true
            WHERE lower(u.email) = lower(address) RETURNING u.* INTO person;
          IF NOT FOUND THEN RETURN false; END IF;
          DELETE FROM auth.member_passwords p WHERE p.user_id = person.id;
          DELETE FROM auth.password_resets r WHERE r.user_id = person.id;
          UPDATE auth.sessions s SET revoked_at = now() WHERE s.user_id = person.id AND s.revoked_at IS NULL;
          INSERT INTO public.audit_log (org_id, at, actor_type, actor_name, action, target_type, target_id)
            SELECT m.org_id, now(), 'service', 'qgate-admin', 'auth.password_reset', 'user', person.id
            FROM public.members m WHERE m.user_id = person.id;
          RETURN true;
      END $$;

    -- Second factors of an organization's password end with the membership, as the password does.
    CREATE OR REPLACE FUNCTION auth.forget_second_factors() RETURNS trigger
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
          DELETE FROM auth.totp_secrets t WHERE t.user_id = OLD.user_id AND t.realm = OLD.org_id;
          DELETE FROM auth.passkeys p WHERE p.user_id = OLD.user_id AND p.realm = OLD.org_id;
          DELETE FROM auth.recovery_codes c WHERE c.user_id = OLD.user_id AND c.realm = OLD.org_id;
          RETURN NULL;
      END $$;

    -- Whose second factors a session manages: those of one realm, or all of a person whose password opens everything.
    -- is_fresh: signed in, or proved a second factor, within the last minutes.
    CREATE OR REPLACE FUNCTION auth.second_factor_owner(session uuid)
      RETURNS TABLE (user_id bigint, realm bigint, is_whole boolean, is_fresh boolean, is_proven boolean)
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT u.id,
          CASE WHEN auth.proves_person(s.id) THEN 0 ELSE s.org_id END,
          u.password_hash IS NOT NULL AND auth.proves_person(s.id),
          coalesce(greatest(CASE WHEN s.issuer IS NULL
            THEN s.created_at ELSE s.signed_in_at END, s.second_factor_at) > now() - interval '15 minutes', false),
          s.second_factor_at IS NOT NULL
        FROM auth.sessions s JOIN auth.users u ON u.id = s.user_id
        WHERE s.id = session AND s.revoked_at IS NULL AND s.expires_at > now()
      $$;

    -- Stores a secret that counts for nothing until it is confirmed; false where there is a confirmed one, or another
    -- second factor that the session did not prove.
    CREATE OR REPLACE FUNCTION auth.store_totp_secret(session uuid, sealed bytea) RETURNS boolean
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        DECLARE own record;
        BEGIN
          SELECT o.* INTO own FROM auth.second_factor_owner(session) o;
          IF EXISTS (SELECT FROM auth.totp_secrets t WHERE t.user_id = own.user_id AND t.confirmed_at IS NOT NULL
              AND (own.is_whole OR t.realm = own.realm)) THEN RETURN false; END IF;
          IF NOT own.is_proven AND EXISTS (SELECT FROM auth.passkeys p WHERE p.user_id = own.user_id
              AND (own.is_whole OR p.realm = own.realm)) THEN RETURN false; END IF;
          INSERT INTO auth.totp_secrets AS t (user_id, realm, secret) VALUES (own.user_id, own.realm, sealed)
            ON CONFLICT (user_id, realm) DO UPDATE SET secret = sealed WHERE t.confirmed_at IS NULL;
          RETURN FOUND;
      END $$;

    CREATE OR REPLACE FUNCTION auth.find_pending_totp(session uuid)
      RETURNS TABLE (user_id bigint, realm bigint, secret bytea)
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT t.user_id, t.realm, t.secret FROM auth.second_factor_owner(session) o
        JOIN auth.totp_secrets t ON t.user_id = o.user_id AND t.realm = o.realm AND t.confirmed_at IS NULL
      $$;

    -- Confirms the secret that is pending. The session has proved it; others of the same credential end, and those that
    -- a password began without it. False where nothing is pending.
    CREATE OR REPLACE FUNCTION auth.confirm_totp(session uuid, step bigint, code_hashes bytea[]) RETURNS boolean
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
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

    -- Removes the secret. With the last second factor go the recovery codes, and sessions that began with them have no
    -- second factor any more. False where there is none.
    CREATE OR REPLACE FUNCTION auth.remove_totp(session uuid) RETURNS boolean
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        DECLARE own record; removed integer;
        BEGIN
          SELECT o.* INTO own FROM auth.second_factor_owner(session) o;
          DELETE FROM auth.totp_secrets t WHERE t.user_id = own.user_id AND t.confirmed_at IS NOT NULL
            AND (own.is_whole OR t.realm = own.realm);
          GET DIAGNOSTICS removed = ROW_COUNT;
          DELETE FROM auth.recovery_codes c WHERE c.user_id = own.user_id AND (own.is_whole OR c.realm = own.realm)
            AND NOT EXISTS (SELECT FROM auth.passkeys k WHERE k.user_id = own.user_id AND (own.is_whole
              OR k.realm = own.realm));
          UPDATE auth.sessions s SET second_factor_at = NULL WHERE s.second_factor_at IS NOT NULL
            AND s.id IN (SELECT b.id FROM auth.sessions_beside(session) b)
            AND NOT EXISTS (SELECT FROM auth.passkeys k WHERE k.user_id = own.user_id AND (own.is_whole
              OR k.realm = own.realm));
          RETURN removed > 0;
      END $$;

    -- The confirmed secrets that a sign-in to an organization by a password requires one of.
    CREATE OR REPLACE FUNCTION auth.find_totp_secrets(of_user bigint, of_org bigint)
      RETURNS TABLE (realm bigint, secret bytea)
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT t.realm, t.secret FROM auth.totp_secrets t JOIN auth.users u ON u.id = t.user_id
        WHERE t.user_id = of_user AND t.confirmed_at IS NOT NULL
          AND (auth.has_own_password(of_user, of_org) OR t.realm IN (0, of_org))
      $$;

    -- Spends the code of a time step, and those before it; false where it was spent.
    CREATE OR REPLACE FUNCTION auth.take_totp_step(of_user bigint, of_realm bigint, step bigint) RETURNS boolean
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
          UPDATE auth.totp_secrets t SET last_step = step WHERE t.user_id = of_user AND t.realm = of_realm
            AND t.confirmed_at IS NOT NULL AND coalesce(t.last_step < step, true);
          RETURN FOUND;
      END $$;

    CREATE OR REPLACE FUNCTION auth.count_recovery_codes(of_user bigint, of_org bigint) RETURNS integer
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT count(*)::integer FROM auth.recovery_codes c JOIN auth.users u ON u.id = c.user_id
        WHERE c.user_id = of_user AND (auth.has_own_password(of_user, of_org) OR c.realm IN (0, of_org))
      $$;

    -- Spends a recovery code; false for one that is unknown or was spent.
    CREATE OR REPLACE FUNCTION auth.take_recovery_code(of_user bigint, of_org bigint, hash bytea) RETURNS boolean
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
          DELETE FROM auth.recovery_codes c USING auth.users u
            WHERE c.user_id = of_user AND u.id = of_user AND c.code_hash = hash
              AND (auth.has_own_password(of_user, of_org) OR c.realm IN (0, of_org));
          RETURN FOUND;
      END $$;

    CREATE OR REPLACE FUNCTION auth.prove_second_factor(session uuid) RETURNS void
      LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        UPDATE auth.sessions s SET second_factor_at = now() WHERE s.id = session AND s.revoked_at IS NULL
      $$;

    CREATE OR REPLACE FUNCTION auth.forget_second_factors_of(of_user bigint) RETURNS integer
      LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
        DECLARE removed integer; passkeys integer;
        BEGIN
          DELETE FROM auth.totp_secrets t WHERE t.user_id = of_user;
          GET DIAGNOSTICS removed = ROW_COUNT;
          DELETE FROM auth.passkeys p WHERE p.user_id = of_user;
          GET DIAGNOSTICS passkeys = ROW_COUNT;
          removed := removed + passkeys;
          DELETE FROM auth.recovery_codes c WHERE c.user_id = of_user;
          UPDATE auth.sessions s SET revoked_at = now() WHERE s.user_id = of_user AND s.revoked_at IS NULL;
          RETURN removed;
      END $$;

    -- Removes the second factors of a member of this organization alone, and ends all sessions; answers how many there
    -- were. NULL where they are not the organization's to reset.
    CREATE OR REPLACE FUNCTION auth.reset_second_factors(of_org bigint, of_user bigint) RETURNS integer
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
          IF of_org IS DISTINCT FROM NULLIF(current_setting('app.org_id', true), '')::bigint
            OR NOT auth.is_member_of_one(of_org, of_user) THEN RETURN NULL; END IF;
          RETURN auth.forget_second_factors_of(of_user);
      END $$;

    -- For the operator alone. NULL for an unknown address.
    CREATE OR REPLACE FUNCTION auth.reset_second_factors_of(address text) RETURNS integer
      LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
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

    CREATE OR REPLACE FUNCTION auth.requires_second_factor(of_org bigint) RETURNS boolean
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT o.require_second_factor FROM public.organizations o WHERE o.id = of_org
      $$;

    -- The person behind a session in its organization. A session that a password began without the second factor is over
    -- where one is required. second_factor_required: the organization requires one that the session
    -- did not prove; staff who are no members are exempt.
    CREATE OR REPLACE FUNCTION auth.find_signed_in_person(session uuid)
      RETURNS TABLE (session_id uuid, user_id bigint, email text, name text, is_super_admin boolean, org_id bigint,
        org_name text, org_slug text, role text, valid_for_ms double precision, must_change_password boolean,
        second_factor_required boolean)
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT s.id, u.id, u.email, u.name, u.is_super_admin, o.id, o.name, o.slug, m.role,
          extract(epoch FROM s.expires_at - now())::float8 * 1000,
          s.issuer IS NULL
            AND CASE WHEN u.is_super_admin
              THEN u.is_password_temporary ELSE coalesce(p.is_temporary, u.is_password_temporary) END,
          o.require_second_factor AND s.second_factor_at IS NULL
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
              AND (u.password_hash IS NOT NULL AND (u.is_super_admin OR p.user_id IS NULL) OR t.realm IN (0, s.org_id)))
            AND NOT EXISTS (SELECT FROM auth.passkeys k WHERE k.user_id = u.id
              AND (u.password_hash IS NOT NULL AND (u.is_super_admin OR p.user_id IS NULL) OR k.realm IN (0, s.org_id))))
      $$;

    CREATE OR REPLACE FUNCTION auth.announce_mail() RETURNS trigger
      LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
          PERFORM pg_notify('quality_gate_changes', 'work:mails');
          RETURN NULL;
      END $$;

    -- Ends the reset link of a person whose password has changed; what was counted stays.
    CREATE OR REPLACE FUNCTION auth.end_own_password_reset() RETURNS trigger
      LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
          UPDATE auth.own_password_resets r SET expires_at = '-infinity'
            WHERE r.user_id = (to_jsonb(NEW) ->> TG_ARGV[0])::bigint;
          RETURN NULL;
      END $$;

    -- The same work for every address, so that its duration does not tell which have an account.
    CREATE OR REPLACE FUNCTION auth.queue_mail(of_kind text, to_address text) RETURNS void
      LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        INSERT INTO auth.mails (kind, address) VALUES (of_kind, to_address) ON CONFLICT DO NOTHING
      $$;

    CREATE OR REPLACE FUNCTION auth.queue_invitation_mail(for_org bigint, invitation bigint) RETURNS void
      LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        INSERT INTO auth.mails (kind, of_org, invitation_id) SELECT 'invitation', for_org, invitation
          WHERE for_org = NULLIF(current_setting('app.org_id', true), '')::bigint
      $$;

    -- Ends a claimed mail, or puts it off after a failed attempt; nothing where its lease is another's by now.
    CREATE OR REPLACE FUNCTION auth.settle_mail(of_id bigint, of_lease uuid, next_at timestamptz) RETURNS void
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
          IF next_at IS NULL THEN
            DELETE FROM auth.mails m WHERE m.id = of_id AND m.lease = of_lease;
          ELSE
            UPDATE auth.mails m SET attempts = m.attempts + 1, due_at = next_at, lease = NULL
              WHERE m.id = of_id AND m.lease = of_lease;
          END IF;
      END $$;

    -- True where the person may reset the password by mail: some organization allows passwords, and the person
    -- has had one. People of an identity provider gain none.
    CREATE OR REPLACE FUNCTION auth.may_reset_own_password(of_user bigint) RETURNS boolean
      LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
        SELECT (u.is_super_admin OR EXISTS (
            SELECT FROM public.members m JOIN public.organizations o ON o.id = m.org_id
            WHERE m.user_id = u.id AND NOT o.sso_required AND o.deleted_at IS NULL))
          AND (u.password_hash IS NOT NULL
            OR EXISTS (SELECT FROM auth.member_passwords p WHERE p.user_id = u.id)
            OR NOT EXISTS (SELECT FROM auth.identities i WHERE i.user_id = u.id))
        FROM auth.users u WHERE u.id = of_user
      $$;

    -- Stores the token of a link that resets the password of an address. outcome: 'link'; 'sso', for a person who
    -- signs in at an identity provider alone; 'none', for an unknown address; 'too_many' after 5 mails within an
    -- hour. Only what
    -- counts is counted: another attempt to send a mail does not.
    CREATE OR REPLACE FUNCTION auth.make_own_password_reset(address text, hash bytea, lasts interval, counts boolean)
      RETURNS TABLE (outcome text, email text)
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
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
    CREATE OR REPLACE FUNCTION auth.find_reset(hash bytea)
      RETURNS TABLE (org_ids bigint[], user_id bigint, email text, expires_at timestamptz)
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT ARRAY[r.org_id], r.user_id, u.email, r.expires_at
        FROM auth.password_resets r JOIN auth.users u ON u.id = r.user_id
        WHERE r.token_hash = hash AND r.expires_at > now() AND auth.is_reset_allowed(r)
        UNION ALL
        SELECT ARRAY(SELECT m.org_id FROM public.members m WHERE m.user_id = u.id ORDER BY m.org_id), u.id, u.email,
          r.expires_at
        FROM auth.own_password_resets r JOIN auth.users u ON u.id = r.user_id
        WHERE r.token_hash = hash AND r.expires_at > now() AND auth.may_reset_own_password(r.user_id)
      $$;

    CREATE OR REPLACE FUNCTION auth.reset_password_by_administrator(hash bytea, new_hash text) RETURNS boolean
      LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
        DECLARE spent auth.password_resets;
        BEGIN
          DELETE FROM auth.password_resets r WHERE r.token_hash = hash RETURNING r.* INTO spent;
          IF NOT FOUND OR spent.expires_at <= now() OR NOT auth.is_reset_allowed(spent) THEN
            RETURN false;
          END IF;
          PERFORM FROM auth.users u WHERE u.id = spent.user_id FOR NO KEY UPDATE;
          INSERT INTO auth.member_passwords (org_id, user_id, password_hash)
            VALUES (spent.org_id, spent.user_id, new_hash)
            ON CONFLICT (org_id, user_id) DO UPDATE SET password_hash = new_hash, is_temporary = false;
          UPDATE auth.sessions s SET revoked_at = now() WHERE s.user_id = spent.user_id AND s.revoked_at IS NULL;
          RETURN true;
      END $$;

    -- A notice to a person, from the program of a session where the facts name none.
    CREATE OR REPLACE FUNCTION auth.queue_notice(to_user bigint, by_session uuid, facts jsonb) RETURNS void
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
          INSERT INTO auth.counted_notices AS c (user_id, event, notices, counted_since)
            SELECT u.id, facts ->> 'event', 1, now() FROM auth.users u WHERE u.id = to_user
            ON CONFLICT (user_id, event) DO UPDATE
              SET notices = CASE WHEN c.counted_since <= now() - interval '1 hour' THEN 1 ELSE c.notices + 1 END,
                counted_since = CASE WHEN c.counted_since <= now() - interval '1 hour' THEN now() ELSE c.counted_since END
              WHERE c.notices < 5 OR c.counted_since <= now() - interval '1 hour';
          IF NOT FOUND THEN RETURN; END IF;
          INSERT INTO auth.mails (kind, address, details)
          SELECT 'security_notice', u.email, jsonb_build_object('user_agent', s.user_agent) || facts
          FROM auth.users u LEFT JOIN auth.sessions s ON s.id = by_session WHERE u.id = to_user;
      END $$;

    CREATE OR REPLACE FUNCTION auth.claim_waiting_mails(at_most integer, lease_seconds integer, at timestamptz)
      RETURNS TABLE (id bigint, kind text, address text, org_id bigint, invitation_id bigint, queued_at timestamptz,
        attempts integer, lease uuid, details jsonb)
      LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        WITH turns AS (
          SELECT m.id, row_number() OVER (PARTITION BY m.of_org ORDER BY m.due_at, m.id) AS turn
          FROM auth.mails m WHERE m.due_at <= at
        ), due AS (
          SELECT m.id FROM auth.mails m JOIN turns t USING (id) WHERE m.due_at <= at
          ORDER BY t.turn, m.due_at LIMIT at_most FOR UPDATE OF m SKIP LOCKED
        )
        UPDATE auth.mails m SET lease = gen_random_uuid(), due_at = at + make_interval(secs => lease_seconds)
        FROM due WHERE m.id = due.id
        RETURNING m.id, m.kind, m.address, m.of_org, m.invitation_id, m.queued_at, m.attempts, m.lease, m.details
      $$;

    -- Begins a session of an identity. A second factor of the provider was proved when the person signed in there:
    -- second_factor_at is -infinity where that is not known. No time is later than now.
    CREATE OR REPLACE FUNCTION auth.begin_session_by_provider(for_org bigint, for_user bigint, refresh_hash bytea, idle
        interval, longest interval, from_address text, agent text, by_issuer text, by_subject text, sid text, at_provider
        timestamptz, has_second_factor boolean)
      RETURNS uuid
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        DECLARE made uuid := auth.begin_provider_session(for_org, for_user, refresh_hash, idle, longest, from_address,
          agent,
          by_issuer, by_subject, sid);
          known timestamptz := CASE WHEN at_provider IS NOT NULL THEN least(at_provider, now()) END;
        BEGIN
          -- who unbinds an identity holds the user's row before its sessions end
          PERFORM FROM auth.users u WHERE u.id = for_user FOR SHARE;
          UPDATE auth.sessions s SET revoked_at = now() WHERE s.id = made AND NOT EXISTS (SELECT FROM auth.identities i
            WHERE i.issuer = by_issuer AND i.subject = by_subject AND i.user_id = for_user);
          UPDATE auth.sessions s SET signed_in_at = known,
              second_factor_at = CASE WHEN has_second_factor THEN coalesce(known, '-infinity') END
            WHERE s.id = made;
          RETURN made;
      END $$;

    -- The passkey of a credential, and the address of its user.
    CREATE OR REPLACE FUNCTION auth.find_passkey(credential bytea)
      RETURNS TABLE (id uuid, user_id bigint, email text, realm bigint, public_key bytea)
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT p.id, p.user_id, u.email, p.realm, p.public_key
        FROM auth.passkeys p JOIN auth.users u ON u.id = p.user_id WHERE p.credential_id = credential
      $$;

    -- The passkeys that a session manages, the oldest first.
    CREATE OR REPLACE FUNCTION auth.list_passkeys(session uuid)
      RETURNS TABLE (id uuid, name text, credential_id bytea, transports text[], created_at timestamptz, last_used_at
        timestamptz)
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT p.id, p.name, p.credential_id, p.transports, p.created_at, p.last_used_at
        FROM auth.second_factor_owner(session) o
        JOIN auth.passkeys p ON p.user_id = o.user_id AND (o.is_whole OR p.realm = o.realm)
        ORDER BY p.created_at, p.id
      $$;

    -- The passkeys one of which is a second factor at a sign-in to an organization by a password.
    CREATE OR REPLACE FUNCTION auth.count_passkeys(of_user bigint, of_org bigint) RETURNS integer
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT count(*)::integer FROM auth.passkeys p JOIN auth.users u ON u.id = p.user_id
        WHERE p.user_id = of_user AND (auth.has_own_password(of_user, of_org) OR p.realm IN (0, of_org))
      $$;

    -- Adds a passkey to those that a session manages. The first second factor brings the recovery codes; the session has
    -- proved it, and others end as in confirm_totp. outcome: added; over, stale (not fresh), unproven (there is a second
    -- factor that the session did not prove), full, taken (the credential is registered).
    CREATE OR REPLACE FUNCTION auth.add_passkey(session uuid, called text, credential bytea, key bytea, signatures bigint,
        ways text[], code_hashes bytea[])
      RETURNS TABLE (outcome text, id uuid, created_at timestamptz, is_first boolean)
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        DECLARE own record; made auth.passkeys; has_other boolean;
        BEGIN
          SELECT o.* INTO own FROM auth.second_factor_owner(session) o;
          IF own.user_id IS NULL THEN RETURN QUERY SELECT 'over', NULL::uuid, NULL::timestamptz, false; RETURN; END IF;
          -- one at a time, so that one alone is the first and the limit holds
          PERFORM FROM auth.users u WHERE u.id = own.user_id FOR UPDATE;
          SELECT o.* INTO own FROM auth.second_factor_owner(session) o;
          has_other := EXISTS (SELECT FROM auth.totp_secrets t WHERE t.user_id = own.user_id
              AND t.confirmed_at IS NOT NULL AND (own.is_whole OR t.realm = own.realm))
            OR EXISTS (SELECT FROM auth.passkeys p WHERE p.user_id = own.user_id
              AND (own.is_whole OR p.realm = own.realm));
          IF NOT own.is_fresh THEN
            RETURN QUERY SELECT 'stale', NULL::uuid, NULL::timestamptz, false; RETURN;
          ELSIF has_other AND NOT own.is_proven THEN
            RETURN QUERY SELECT 'unproven', NULL::uuid, NULL::timestamptz, false; RETURN;
          ELSIF (SELECT count(*) FROM auth.passkeys p WHERE p.user_id = own.user_id AND p.realm = own.realm)
              >= 20 THEN
            RETURN QUERY SELECT 'full', NULL::uuid, NULL::timestamptz, false; RETURN;
          END IF;
          INSERT INTO auth.passkeys (user_id, realm, name, credential_id, public_key, sign_count, transports)
            VALUES (own.user_id, own.realm, called, credential, key, add_passkey.signatures, ways)
            ON CONFLICT (credential_id) DO NOTHING RETURNING * INTO made;
          IF made.id IS NULL THEN
            RETURN QUERY SELECT 'taken', NULL::uuid, NULL::timestamptz, false; RETURN;
          END IF;
          IF NOT has_other THEN
            -- a secret that waits for its first code was made without a second factor
            DELETE FROM auth.totp_secrets t WHERE t.user_id = own.user_id AND t.confirmed_at IS NULL;
            DELETE FROM auth.recovery_codes c WHERE c.user_id = own.user_id AND c.realm = own.realm;
            INSERT INTO auth.recovery_codes (user_id, realm, code_hash)
              SELECT own.user_id, own.realm, h FROM unnest(code_hashes) h;
            UPDATE auth.sessions s SET second_factor_at = now() WHERE s.id = session;
            UPDATE auth.sessions s SET revoked_at = now()
              WHERE s.revoked_at IS NULL AND s.id <> session AND s.user_id = own.user_id
                AND (s.id IN (SELECT b.id FROM auth.sessions_beside(session) b)
                  OR s.issuer IS NULL AND (own.realm = 0 OR s.org_id = own.realm));
          END IF;
          RETURN QUERY SELECT 'added', made.id, made.created_at, NOT has_other;
      END $$;

    -- Notes a signature with its count; false where an authenticator that counts did not count on.
    CREATE OR REPLACE FUNCTION auth.use_passkey(credential bytea, signatures bigint) RETURNS boolean
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
          UPDATE auth.passkeys p SET sign_count = use_passkey.signatures, last_used_at = now()
            WHERE p.credential_id = credential
              AND (use_passkey.signatures > p.sign_count OR use_passkey.signatures = 0 AND p.sign_count = 0);
          RETURN FOUND;
      END $$;

    -- Removes one of the passkeys that a session manages, as remove_totp does; answers its name, NULL for another one.
    CREATE OR REPLACE FUNCTION auth.remove_passkey(session uuid, passkey uuid) RETURNS text
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        DECLARE own record; called text;
        BEGIN
          SELECT o.* INTO own FROM auth.second_factor_owner(session) o;
          DELETE FROM auth.passkeys p WHERE p.user_id = own.user_id AND p.id = passkey
            AND (own.is_whole OR p.realm = own.realm) RETURNING p.name INTO called;
          IF called IS NULL OR EXISTS (SELECT FROM auth.passkeys p WHERE p.user_id = own.user_id
                AND (own.is_whole OR p.realm = own.realm))
              OR EXISTS (SELECT FROM auth.totp_secrets t WHERE t.user_id = own.user_id AND t.confirmed_at IS NOT NULL
                AND (own.is_whole OR t.realm = own.realm)) THEN RETURN called; END IF;
          DELETE FROM auth.recovery_codes c WHERE c.user_id = own.user_id AND (own.is_whole OR c.realm = own.realm);
          UPDATE auth.sessions s SET second_factor_at = NULL WHERE s.second_factor_at IS NOT NULL
            AND s.id IN (SELECT b.id FROM auth.sessions_beside(session) b);
          RETURN called;
      END $$;

    -- True where the session speaks for its person in all organizations: by a password that opens them all, by an identity
    -- that is the person's for sure, or because there are no memberships beside those that it opens.
    CREATE OR REPLACE FUNCTION auth.is_of_whole_person(session uuid) RETURNS boolean
      LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
        SELECT CASE
            WHEN s.issuer IS NOT NULL THEN EXISTS (SELECT FROM auth.identities i
              WHERE i.issuer = s.issuer AND i.subject = s.subject AND i.user_id = s.user_id AND i.is_proven)
            ELSE auth.has_own_password(u.id, s.org_id) OR NOT EXISTS (SELECT FROM public.members m
              WHERE m.user_id = s.user_id
              AND m.org_id NOT IN (SELECT c.org_id FROM auth.organizations_open_to(s.user_id, s.id) c))
          END
        FROM auth.sessions s JOIN auth.users u ON u.id = s.user_id WHERE s.id = session
      $$;

    -- The sessions of every origin that a session may list and end: all of the person's; by a password of one organization
    -- alone, those in that organization.
    CREATE OR REPLACE FUNCTION auth.own_sessions(session uuid) RETURNS SETOF auth.sessions
      LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
        SELECT t.* FROM auth.sessions own JOIN auth.sessions t ON t.user_id = own.user_id
          AND (t.org_id = own.org_id OR t.issuer = own.issuer AND t.subject = own.subject
            OR auth.is_of_whole_person(session))
        WHERE own.id = session
      $$;

    -- The open sessions of own_sessions, the newest first.
    CREATE OR REPLACE FUNCTION auth.list_own_sessions(session uuid)
      RETURNS TABLE (id uuid, org_id bigint, issuer text, address text, user_agent text, created_at timestamptz,
        expires_at timestamptz)
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT s.id, s.org_id, s.issuer, s.address, s.user_agent, s.created_at, s.expires_at
        FROM auth.own_sessions(session) s
        WHERE s.revoked_at IS NULL AND s.expires_at > now() ORDER BY s.created_at DESC
      $$;

    -- When it ended; NULL when it is none of those.
    CREATE OR REPLACE FUNCTION auth.revoke_own_session(ended uuid, session uuid) RETURNS timestamptz
      LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        UPDATE auth.sessions t SET revoked_at = coalesce(t.revoked_at, now())
        WHERE t.id = ended AND t.id IN (SELECT s.id FROM auth.own_sessions(session) s) RETURNING t.revoked_at
      $$;

    -- Replaces the password behind a session, and ends the person's other sessions; those of identities unless they
    -- are kept.
    CREATE OR REPLACE FUNCTION auth.change_own_password(session uuid, new_hash text, keeps_identities boolean)
      RETURNS void
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
          PERFORM auth.change_password_behind(session, new_hash);
          UPDATE auth.sessions t SET revoked_at = now()
            WHERE t.revoked_at IS NULL AND t.id <> session AND (t.issuer IS NULL OR NOT keeps_identities)
              AND t.id IN (SELECT s.id FROM auth.own_sessions(session) s);
      END $$;

    -- Until the absolute end of a session.
    CREATE OR REPLACE FUNCTION auth.session_lasts_ms(session uuid) RETURNS double precision
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT extract(epoch FROM s.ends_at - now())::float8 * 1000 FROM auth.sessions s WHERE s.id = session
      $$;

    -- Unbinds an identity of a person, or all (NULL), with the sessions that began by them.
    CREATE OR REPLACE FUNCTION auth.unbind_identities(of_user bigint, wanted uuid) RETURNS TABLE (id uuid, issuer text)
      LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
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
    CREATE OR REPLACE FUNCTION auth.unbind_identities_of(address text, wanted uuid) RETURNS integer
      LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
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
    CREATE OR REPLACE FUNCTION auth.list_identities(session uuid)
      RETURNS TABLE (id uuid, issuer text, subject text, bound_at timestamptz, last_used_at timestamptz, is_current
        boolean)
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
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
    CREATE OR REPLACE FUNCTION auth.unbind_identity(session uuid, wanted uuid) RETURNS TABLE (outcome text, issuer text)
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
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

    -- Stores the token of a link that an administrator makes, and whether its use unbinds the member's identities.
    CREATE OR REPLACE FUNCTION auth.make_member_reset(of_org bigint, of_user bigint, hash bytea, lasts interval, unbinds
        boolean, by_key bigint DEFAULT NULL::bigint, key_ends timestamptz DEFAULT NULL, by_user bigint DEFAULT
        NULL::bigint)
      RETURNS timestamptz
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        DECLARE expires timestamptz := auth.store_password_reset(of_org, of_user, hash, lasts);
        BEGIN
          expires := CASE WHEN expires IS NOT NULL THEN least(expires, key_ends) END;
          UPDATE auth.password_resets r SET unbinds_identities = unbinds
              , minted_by = by_key, expires_at = expires, made_by = by_user
            WHERE r.org_id = of_org AND r.user_id = of_user AND r.token_hash = hash;
          RETURN expires;
      END $$;

    -- Deletes what a revoked key made, which the audit log then has.
    CREATE OR REPLACE FUNCTION auth.end_minted_publishers() RETURNS trigger
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
          WITH ended AS (
            DELETE FROM public.trusted_publishers p WHERE p.org_id = NEW.org_id AND p.minted_by = NEW.id RETURNING p.*
          )
          INSERT INTO public.audit_log (org_id, at, actor_type, actor_name, action, target_type, target_id, repo_id,
            old_values)
            SELECT e.org_id, NEW.revoked_at, 'service', 'quality-gate', 'trusted_publisher.deleted', 'trusted_publisher',
              e.id,
              e.repo_id, jsonb_build_object('kind', e.kind, 'issuer', e.issuer, 'claims', e.claims, 'repo_id', e.repo_id,
                'scopes', e.scopes, 'minted_by', e.minted_by)
            FROM ended e ORDER BY e.id;
          RETURN NULL;
      END $$;

    CREATE OR REPLACE FUNCTION auth.keep_spent_slug() RETURNS trigger
      LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
          INSERT INTO auth.spent_slugs VALUES (OLD.slug, OLD.id, OLD.created_at) ON CONFLICT DO NOTHING;
          RETURN NULL;
      END $$;

    -- Leaves the row out, as ON CONFLICT does for a slug that is in use.
    CREATE OR REPLACE FUNCTION auth.refuse_spent_slug() RETURNS trigger
      LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
          RETURN CASE WHEN EXISTS (SELECT FROM auth.spent_slugs s WHERE s.slug = NEW.slug) THEN NULL ELSE NEW END;
      END $$;

    -- required: what the operator decided; NULL: staff need a second factor once one of them has one
    CREATE OR REPLACE FUNCTION auth.staff_need_second_factor(required boolean) RETURNS boolean
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT coalesce(required, EXISTS (SELECT FROM auth.users u WHERE u.is_super_admin AND (
          EXISTS (SELECT FROM auth.totp_secrets t WHERE t.user_id = u.id AND t.confirmed_at IS NOT NULL)
          OR EXISTS (SELECT FROM auth.passkeys p WHERE p.user_id = u.id))))
      $$;

    -- The second factor of one of the staff is a duty of the others: what is cached of them is read again.
    CREATE OR REPLACE FUNCTION auth.announce_staff() RETURNS trigger
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        DECLARE changed bigint := to_jsonb(coalesce(NEW, OLD)) ->> TG_ARGV[0];
        BEGIN
          IF TG_TABLE_NAME = 'users' OR EXISTS (SELECT FROM auth.users u WHERE u.id = changed AND u.is_super_admin) THEN
            PERFORM pg_notify('quality_gate_changes', 'user:' || u.id) FROM auth.users u WHERE u.is_super_admin;
          END IF;
          RETURN NULL;
      END $$;

    -- Deletes what a revoked key made, which the audit log then has. Nobody has accepted a membership whose person has no
    -- password but a temporary one. The last owner stays.
    CREATE OR REPLACE FUNCTION auth.end_minted() RETURNS trigger
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
          DELETE FROM auth.password_resets r WHERE r.org_id = NEW.org_id AND r.minted_by = NEW.id;
          WITH invitations AS (
            DELETE FROM public.invitations i WHERE i.org_id = NEW.org_id AND i.minted_by = NEW.id
            RETURNING i.id, jsonb_build_object('email', i.email, 'role', i.role, 'minted_by', i.minted_by) AS was
          ), members AS (
            DELETE FROM public.members m USING auth.users u
            WHERE m.org_id = NEW.org_id AND m.minted_by = NEW.id AND m.origin = 'made' AND u.id = m.user_id
              AND u.password_hash IS NULL
              AND NOT EXISTS (SELECT FROM auth.member_passwords p
                WHERE p.org_id = m.org_id AND p.user_id = m.user_id AND NOT p.is_temporary)
              AND (m.role <> 'ORG_OWNER' OR EXISTS (SELECT FROM public.members o
                WHERE o.org_id = m.org_id AND o.role = 'ORG_OWNER' AND o.minted_by IS DISTINCT FROM NEW.id))
            RETURNING m.user_id AS id, jsonb_build_object('email', u.email, 'name', coalesce(m.name, u.name),
              'role', m.role, 'minted_by', m.minted_by) AS was
          ), ended AS (
            SELECT 'invitation.withdrawn' AS action, 'invitation' AS kind, i.* FROM invitations i
            UNION ALL SELECT 'member.removed', 'member', m.* FROM members m
          )
          INSERT INTO public.audit_log (org_id, at, actor_type, actor_name, action, target_type, target_id, old_values)
            SELECT NEW.org_id, NEW.revoked_at, 'service', 'quality-gate', e.action, e.kind, e.id, e.was
            FROM ended e ORDER BY e.kind, e.id;
          RETURN NULL;
      END $$;

    -- The hash that opens an organization: that of the organization's own password for the person, else the person's own.
    CREATE OR REPLACE FUNCTION auth.password_of(of_user bigint, of_org bigint) RETURNS text
      LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
        SELECT CASE WHEN u.is_super_admin THEN u.password_hash ELSE coalesce(p.password_hash, u.password_hash) END
        FROM auth.users u LEFT JOIN auth.member_passwords p ON p.org_id = of_org AND p.user_id = u.id
        WHERE u.id = of_user
      $$;

    -- The person's own password opens the organization.
    CREATE OR REPLACE FUNCTION auth.has_own_password(of_user bigint, of_org bigint) RETURNS boolean
      LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
        SELECT u.password_hash IS NOT NULL AND (u.is_super_admin OR NOT EXISTS (
          SELECT FROM auth.member_passwords p WHERE p.org_id = of_org AND p.user_id = u.id))
        FROM auth.users u WHERE u.id = of_user
      $$;

    -- The session began by what is the person's alone: the own password, or an identity whose address was verified.
    CREATE OR REPLACE FUNCTION auth.proves_person(session uuid) RETURNS boolean
      LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
        SELECT CASE WHEN s.issuer IS NULL THEN auth.has_own_password(s.user_id, s.org_id)
          ELSE EXISTS (SELECT FROM auth.identities i
            WHERE i.issuer = s.issuer AND i.subject = s.subject AND i.user_id = s.user_id AND i.is_proven) END
        FROM auth.sessions s WHERE s.id = session
      $$;

    -- As begin_session, by a password whose hash was opened. NULL where it has been replaced since: who replaces it holds
    -- the user's row before sessions end.
    CREATE OR REPLACE FUNCTION auth.begin_session_by_password(for_org bigint, for_user bigint, opened text, refresh_hash
        bytea, idle interval, longest interval, from_address text, agent text)
      RETURNS uuid
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
          PERFORM FROM auth.users u WHERE u.id = for_user FOR SHARE;
          IF opened IS DISTINCT FROM auth.password_of(for_user, for_org) THEN RETURN NULL; END IF;
          RETURN auth.begin_session(for_org, for_user, refresh_hash, idle, longest, from_address, agent);
      END $$;

    -- Holds off the end of a membership until the transaction ends; false where there is none.
    CREATE OR REPLACE FUNCTION auth.hold_membership(of_org bigint, of_user bigint) RETURNS boolean
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
          PERFORM FROM public.members m WHERE m.org_id = of_org AND m.user_id = of_user FOR KEY SHARE;
          RETURN FOUND;
      END $$;

    -- The one who made the link could make it now: the person, and the key where a key made it.
    CREATE OR REPLACE FUNCTION auth.is_reset_allowed(made auth.password_resets) RETURNS boolean
      LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
        SELECT auth.is_member_of_one(made.org_id, made.user_id) AND made.made_by <> made.user_id AND EXISTS (
          SELECT FROM public.members t
          JOIN public.organizations o ON o.id = t.org_id AND o.deleted_at IS NULL
          JOIN auth.users u ON u.id = made.made_by
          LEFT JOIN public.members m ON m.org_id = t.org_id AND m.user_id = u.id
          LEFT JOIN auth.api_keys k ON k.org_id = t.org_id AND k.id = made.minted_by AND k.revoked_at IS NULL
            AND (k.expires_at IS NULL OR k.expires_at > now())
          WHERE t.org_id = made.org_id AND t.user_id = made.user_id
            AND (u.is_super_admin OR m.role = 'ORG_OWNER' OR m.role = 'ORG_ADMIN' AND t.role <> 'ORG_OWNER')
            AND (made.minted_by IS NULL OR k.role = 'ORG_OWNER' OR k.role = 'ORG_ADMIN' AND t.role <> 'ORG_OWNER'))
      $$;

    -- Unbinds the identities of a person that were bound without proof of the address, but for the one that a session began
    -- by. Answers how many.
    CREATE OR REPLACE FUNCTION auth.end_unproven_identities(of_user bigint, but_of uuid) RETURNS integer
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        DECLARE unproven uuid[] := ARRAY(SELECT i.id FROM auth.identities i
          WHERE i.user_id = of_user AND NOT i.is_proven AND NOT EXISTS (SELECT FROM auth.sessions s
            WHERE s.id = but_of AND s.user_id = of_user AND s.issuer = i.issuer AND s.subject = i.subject));
        BEGIN
          PERFORM auth.unbind_identities(of_user, u.id) FROM unnest(unproven) u (id);
          RETURN cardinality(unproven);
      END $$;

    -- Sets the password that the token of a link resets. Answers how many identities and second factors
    -- ended; no row for a token that find_reset does not find.
    CREATE OR REPLACE FUNCTION auth.reset_password_by_token(hash bytea, new_hash text)
      RETURNS TABLE (identities integer, factors integer)
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        DECLARE made auth.password_resets; person bigint; apps integer := 0;
        BEGIN
          SELECT r.* INTO made FROM auth.password_resets r WHERE r.token_hash = hash;
          SELECT r.user_id INTO person FROM auth.own_password_resets r WHERE r.token_hash = hash;
          IF NOT auth.reset_password(hash, new_hash) THEN RETURN; END IF;
          identities := 0;
          factors := 0;
          IF person IS NOT NULL THEN
            -- the mail proves the address: what is of a password that an organization set was set up without that
            identities := auth.end_unproven_identities(person, NULL);
            DELETE FROM auth.totp_secrets t WHERE t.user_id = person AND t.realm <> 0;
            GET DIAGNOSTICS apps = ROW_COUNT;
          ELSIF made.unbinds_identities THEN
            person := made.user_id;
            SELECT count(*) INTO identities FROM auth.unbind_identities(person, NULL);
          END IF;
          DELETE FROM auth.passkeys k WHERE k.user_id = person;
          GET DIAGNOSTICS factors = ROW_COUNT;
          factors := factors + apps;
          DELETE FROM auth.recovery_codes c WHERE c.user_id = person AND NOT EXISTS (
            SELECT FROM auth.totp_secrets t WHERE t.user_id = person AND t.realm = c.realm AND t.confirmed_at IS NOT NULL);
          RETURN NEXT;
      END $$;

    GRANT EXECUTE ON FUNCTION
      auth.find_user_by_email, auth.find_users, auth.ensure_user, auth.memberships_of, auth.list_organizations,
      auth.create_organization, auth.record_key_uses, auth.end_access, auth.has_users, auth.bootstrap,
      auth.take_password_attempt, auth.clear_password_attempts, auth.sign_in_addresses, auth.set_member_password,
      auth.sign_in_choices, auth.sessions_beside, auth.password_behind, auth.find_bound_key_holder,
      auth.count_api_keys, auth.organizations_open_to, auth.move_session, auth.use_token_id, auth.refresh_session,
      auth.extend_session, auth.revoke_member_sessions, auth.revoke_minted_keys, auth.organization_deleted_at,
      auth.is_open_to, auth.is_last_super_admin, auth.delete_user, auth.delete_lone_members,
      auth.memberships_accepted_by, auth.resolve_identity, auth.link_identity, auth.end_provider_sessions,
      auth.find_invitation, auth.find_mappings, auth.apply_mapping, auth.admit_identity, auth.second_factor_owner,
      auth.store_totp_secret, auth.find_pending_totp, auth.confirm_totp, auth.remove_totp, auth.find_totp_secrets,
      auth.take_totp_step, auth.count_recovery_codes, auth.take_recovery_code, auth.prove_second_factor,
      auth.reset_second_factors, auth.requires_second_factor, auth.find_signed_in_person, auth.queue_mail,
      auth.queue_invitation_mail, auth.settle_mail, auth.make_own_password_reset, auth.find_reset,
      auth.queue_notice, auth.claim_waiting_mails, auth.begin_session_by_provider, auth.find_passkey,
      auth.list_passkeys, auth.count_passkeys, auth.add_passkey, auth.use_passkey, auth.remove_passkey,
      auth.list_own_sessions, auth.revoke_own_session, auth.change_own_password, auth.session_lasts_ms,
      auth.list_identities, auth.unbind_identity, auth.make_member_reset, auth.staff_need_second_factor,
      auth.begin_session_by_password, auth.hold_membership, auth.end_unproven_identities,
      auth.reset_password_by_token
    TO ${APP_ROLE};
  `,

  triggers: `
    CREATE OR REPLACE TRIGGER announce_change AFTER INSERT OR DELETE ON auth.passkeys FOR EACH ROW
      EXECUTE FUNCTION public.announce_change('user', 'user_id');
    CREATE OR REPLACE TRIGGER announce_change AFTER INSERT OR DELETE OR UPDATE ON public.members FOR EACH ROW
      EXECUTE FUNCTION public.announce_change('user', 'user_id');
    CREATE OR REPLACE TRIGGER announce_change AFTER DELETE OR UPDATE ON auth.users FOR EACH ROW
      EXECUTE FUNCTION public.announce_change('user', 'id');
    CREATE OR REPLACE TRIGGER announce_change AFTER DELETE OR UPDATE ON auth.sessions FOR EACH ROW
      EXECUTE FUNCTION public.announce_change('session', 'id');
    -- not each time that its use is counted
    CREATE OR REPLACE TRIGGER announce_change AFTER UPDATE ON auth.api_keys FOR EACH ROW
      WHEN (old.name IS DISTINCT FROM new.name
        OR old.role IS DISTINCT FROM new.role
        OR old.scopes IS DISTINCT FROM new.scopes
        OR old.created_by_user_id IS DISTINCT FROM new.created_by_user_id
        OR old.key_hash IS DISTINCT FROM new.key_hash
        OR old.expires_at IS DISTINCT FROM new.expires_at
        OR old.revoked_at IS DISTINCT FROM new.revoked_at)
      EXECUTE FUNCTION public.announce_change('api_key', 'id');
    CREATE OR REPLACE TRIGGER announce_change AFTER UPDATE ON public.organizations FOR EACH ROW
      WHEN (old.switches_revision IS DISTINCT FROM new.switches_revision)
      EXECUTE FUNCTION public.announce_change('gate', 'id');
    CREATE OR REPLACE TRIGGER announce_change AFTER INSERT OR DELETE OR UPDATE ON public.organization_quotas FOR EACH ROW
      EXECUTE FUNCTION public.announce_change('quota', 'org_id');
    CREATE OR REPLACE TRIGGER announce_change AFTER INSERT OR DELETE OR UPDATE ON auth.member_passwords FOR EACH ROW
      EXECUTE FUNCTION public.announce_change('user', 'user_id');
    CREATE OR REPLACE TRIGGER announce_change AFTER UPDATE ON auth.totp_secrets FOR EACH ROW
      WHEN (old.confirmed_at IS DISTINCT FROM new.confirmed_at)
      EXECUTE FUNCTION public.announce_change('user', 'user_id');
    -- callers that are cached are looked up again
    CREATE OR REPLACE TRIGGER announce_deletion AFTER UPDATE ON public.organizations FOR EACH ROW
      WHEN (old.deleted_at IS DISTINCT FROM new.deleted_at)
      EXECUTE FUNCTION public.announce_change('org', 'id');
    CREATE OR REPLACE TRIGGER announce_end AFTER DELETE ON auth.totp_secrets FOR EACH ROW
      EXECUTE FUNCTION public.announce_change('user', 'user_id');
    CREATE OR REPLACE TRIGGER announce_end AFTER DELETE ON auth.api_keys FOR EACH ROW
      EXECUTE FUNCTION public.announce_change('api_key', 'id');
    CREATE OR REPLACE TRIGGER announce_mail AFTER INSERT ON auth.mails FOR EACH STATEMENT
      EXECUTE FUNCTION auth.announce_mail();
    CREATE OR REPLACE TRIGGER announce_second_factor AFTER UPDATE ON public.organizations FOR EACH ROW
      WHEN (old.require_second_factor IS DISTINCT FROM new.require_second_factor)
      EXECUTE FUNCTION public.announce_change('org', 'id');
    CREATE OR REPLACE TRIGGER announce_staff AFTER INSERT OR DELETE ON auth.passkeys FOR EACH ROW
      EXECUTE FUNCTION auth.announce_staff('user_id');
    CREATE OR REPLACE TRIGGER announce_staff AFTER UPDATE OF is_super_admin ON auth.users FOR EACH ROW
      EXECUTE FUNCTION auth.announce_staff('id');
    CREATE OR REPLACE TRIGGER announce_staff AFTER INSERT OR DELETE OR UPDATE OF confirmed_at
      ON auth.totp_secrets FOR EACH ROW
      EXECUTE FUNCTION auth.announce_staff('user_id');
    CREATE OR REPLACE TRIGGER end_minted AFTER UPDATE OF revoked_at ON auth.api_keys FOR EACH ROW
      WHEN ((old.revoked_at IS NULL) AND (new.revoked_at IS NOT NULL))
      EXECUTE FUNCTION auth.end_minted();
    CREATE OR REPLACE TRIGGER end_minted_publishers AFTER UPDATE OF revoked_at ON auth.api_keys FOR EACH ROW
      WHEN ((old.revoked_at IS NULL) AND (new.revoked_at IS NOT NULL))
      EXECUTE FUNCTION auth.end_minted_publishers();
    CREATE OR REPLACE TRIGGER end_own_password_reset AFTER UPDATE ON auth.member_passwords FOR EACH ROW
      WHEN (old.password_hash IS DISTINCT FROM new.password_hash)
      EXECUTE FUNCTION auth.end_own_password_reset('user_id');
    CREATE OR REPLACE TRIGGER end_own_password_reset AFTER UPDATE ON auth.users FOR EACH ROW
      WHEN (old.password_hash IS DISTINCT FROM new.password_hash)
      EXECUTE FUNCTION auth.end_own_password_reset('id');
    CREATE OR REPLACE TRIGGER end_password_sessions AFTER UPDATE ON public.organizations FOR EACH ROW
      WHEN (new.sso_required AND (NOT old.sso_required))
      EXECUTE FUNCTION auth.end_password_sessions();
    CREATE OR REPLACE TRIGGER end_tokens BEFORE UPDATE ON public.organizations FOR EACH ROW
      WHEN ((old.deleted_at IS NULL) AND (new.deleted_at IS NOT NULL))
      EXECUTE FUNCTION auth.end_tokens();
    CREATE OR REPLACE TRIGGER forget_second_factors AFTER DELETE ON public.members FOR EACH ROW
      EXECUTE FUNCTION auth.forget_second_factors();
    CREATE OR REPLACE TRIGGER keep_spent_slug AFTER DELETE ON public.organizations FOR EACH ROW
      EXECUTE FUNCTION auth.keep_spent_slug();
    CREATE OR REPLACE TRIGGER refuse_spent_slug BEFORE INSERT ON public.organizations FOR EACH ROW
      EXECUTE FUNCTION auth.refuse_spent_slug();
  `,
};
