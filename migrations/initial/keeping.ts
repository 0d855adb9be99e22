import { APP_ROLE, repoWall, tenantTable } from '../tenant-table.js';
import type { Area } from './area.js';

/** The audit log, jobs, retention, imports, and what an installation knows of itself. */
export const keeping: Area = {
  tables: `
    CREATE TABLE public.audit_log (
      org_id bigint NOT NULL REFERENCES public.organizations (id) ON DELETE CASCADE,
      id bigint GENERATED ALWAYS AS IDENTITY,
      at timestamptz NOT NULL DEFAULT now(),
      actor_type text NOT NULL,
      actor_id bigint,
      actor_name text NOT NULL,
      action text NOT NULL,
      target_type text NOT NULL,
      target_id bigint,
      repo_id bigint,
      old_values jsonb,
      new_values jsonb,
      address text,
      request_id text,
      client_request_id text,
      -- goes into the digest of personal values, so that they cannot be guessed from it; NULL once those are erased
      salt bytea,
      personal_digest bytea,
      hash bytea,
      PRIMARY KEY (org_id, id)
    );
    CREATE INDEX audit_log_age ON public.audit_log (at);
    CREATE INDEX audit_log_at ON public.audit_log (org_id, at);
    CREATE INDEX audit_log_of_person ON public.audit_log (target_id)
      WHERE target_type IN ('member', 'user');
    CREATE INDEX audit_log_person ON public.audit_log (actor_id) WHERE actor_type = 'user';
    CREATE INDEX audit_log_unsealed ON public.audit_log (org_id, id) WHERE hash IS NULL;
    ${tenantTable('public.audit_log')}
    ${repoWall('public.audit_log', 'repo_id', 'SELECT')}
    GRANT SELECT ON public.audit_log TO ${APP_ROLE};
    GRANT INSERT (org_id, id, at, actor_type, actor_id, actor_name, action, target_type, target_id, repo_id,
      old_values, new_values, address, request_id, client_request_id)
      ON public.audit_log TO ${APP_ROLE};

    CREATE TABLE public.audit_chains (
      org_id bigint PRIMARY KEY REFERENCES public.organizations (id) ON DELETE CASCADE,
      -- the last entry that retention removed; the chain begins behind it
      anchor_id bigint NOT NULL DEFAULT 0,
      anchor_hash bytea NOT NULL DEFAULT '\\x',
      -- the last entry that was sealed
      head_id bigint NOT NULL DEFAULT 0,
      head_hash bytea NOT NULL DEFAULT '\\x'
    );
    ${tenantTable('public.audit_chains')}
    GRANT SELECT ON public.audit_chains TO ${APP_ROLE};

    CREATE TABLE public.jobs (
      org_id bigint NOT NULL REFERENCES public.organizations (id) ON DELETE CASCADE,
      id bigint GENERATED ALWAYS AS IDENTITY,
      kind text NOT NULL,
      -- no foreign key: the job that deletes a repository outlives it; null where it is about the whole organization
      repo_id bigint,
      state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'done', 'failed')),
      done bigint NOT NULL DEFAULT 0,
      total bigint NOT NULL DEFAULT 0,
      -- where the next step goes on
      cursor jsonb NOT NULL DEFAULT '{}',
      -- in a row
      failures integer NOT NULL DEFAULT 0,
      created_by text NOT NULL,
      created_at timestamptz NOT NULL,
      finished_at timestamptz,
      -- rises with each claim: an earlier claimant writes nothing any more
      claim integer NOT NULL DEFAULT 0,
      claimed_at timestamptz,
      -- not claimed before that time: the end of a lease, or of a delay
      due_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (org_id, id)
    );
    CREATE INDEX jobs_due ON public.jobs (due_at) WHERE state IN ('queued', 'running');
    -- the same work is not queued twice
    CREATE UNIQUE INDEX jobs_unfinished ON public.jobs (org_id, kind, coalesce(repo_id, (0)::bigint))
      WHERE state IN ('queued', 'running') AND kind NOT IN ('mark-findings', 'undo-marks');
    ${tenantTable('public.jobs', { repo: 'repo_id' })}
    GRANT SELECT, INSERT, UPDATE, DELETE ON public.jobs TO ${APP_ROLE};

    CREATE TABLE public.data_migrations (
      name text PRIMARY KEY,
      finished_at timestamptz NOT NULL DEFAULT now()
    );

    CREATE TABLE public.secrets_key (
      -- at most one row
      is_only boolean DEFAULT true PRIMARY KEY CHECK (is_only),
      fingerprint text NOT NULL
    );

    CREATE TABLE public.installation (
      -- one row
      is_only boolean DEFAULT true PRIMARY KEY CHECK (is_only),
      id uuid NOT NULL DEFAULT gen_random_uuid(),
      -- tells a copy in another database
      database_oid oid NOT NULL
    );
    GRANT SELECT ON public.installation TO PUBLIC;

    CREATE TABLE public.schema_version (
      -- one row
      is_only boolean DEFAULT true PRIMARY KEY CHECK (is_only),
      number integer NOT NULL,
      -- a version whose own number is lower may not serve
      oldest_serving integer NOT NULL,
      CHECK (oldest_serving <= number)
    );
    GRANT SELECT ON public.schema_version TO PUBLIC;

    -- the id is in the name of the owner where that was made for this installation
    INSERT INTO public.installation (id, database_oid)
      SELECT coalesce(substring(current_user FROM '^qg_([0-9a-f]{32})_owner$')::uuid, gen_random_uuid()), oid
      FROM pg_database WHERE datname = current_database();
    INSERT INTO public.schema_version (number, oldest_serving) VALUES (2, 2);
    -- readiness compares what ran with what this version knows
    GRANT SELECT ON public.migrations TO ${APP_ROLE};
  `,

  functions: `
    -- Deletes some of the oldest entries, in the order of the ids: sealed ones alone, whose last hash the chain
    -- keeps as its
    -- anchor.
    CREATE OR REPLACE FUNCTION public.forget_audit_entries(older_than_days integer, at_most integer) RETURNS integer
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        DECLARE
          of_org bigint; removed integer; forgotten integer := 0;
          too_old timestamptz := now() - make_interval(days => greatest(older_than_days, 30));
        BEGIN
          FOR of_org IN SELECT DISTINCT a.org_id FROM public.audit_log a WHERE a.at < too_old LOOP
            EXIT WHEN forgotten >= at_most;
            PERFORM FROM public.audit_chains c WHERE c.org_id = of_org FOR UPDATE SKIP LOCKED;
            CONTINUE WHEN NOT FOUND;
            WITH oldest AS (
              SELECT a.id, a.at, a.hash FROM public.audit_log a
              WHERE a.org_id = of_org ORDER BY a.id LIMIT at_most - forgotten
            ), kept AS (
              SELECT min(o.id) AS id FROM oldest o WHERE o.at >= too_old OR o.hash IS NULL
            ), gone AS (
              DELETE FROM public.audit_log a USING oldest o, kept k
              WHERE a.org_id = of_org AND a.id = o.id AND (k.id IS NULL OR o.id < k.id) RETURNING a.id, a.hash
            ), anchored AS (
              UPDATE public.audit_chains c SET anchor_id = g.id, anchor_hash = g.hash
              FROM (SELECT id, hash FROM gone ORDER BY id DESC LIMIT 1) g WHERE c.org_id = of_org
            )
            SELECT count(*) INTO removed FROM gone;
            forgotten := forgotten + removed;
          END LOOP;
          RETURN forgotten;
      END $$;

    -- Claims one due job of any organization. The organization that waits longest comes first,
    -- however many jobs another one has; a job that another instance is claiming is passed over.
    CREATE OR REPLACE FUNCTION public.claim_job(known_kinds text[], lease_seconds integer)
      RETURNS TABLE (org_id bigint, id bigint, claim integer)
      LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        UPDATE public.jobs j
        SET state = 'running', claim = j.claim + 1, claimed_at = clock_timestamp(),
          due_at = now() + make_interval(secs => lease_seconds)
        FROM (
          SELECT w.org_id, w.id FROM public.jobs w
          WHERE w.state IN ('queued', 'running') AND w.due_at <= now() AND w.kind = ANY (known_kinds)
          ORDER BY
            (SELECT max(o.claimed_at) FROM public.jobs o
             WHERE o.org_id = w.org_id AND o.state IN ('queued', 'running')) NULLS FIRST,
            w.claimed_at NULLS FIRST, w.id
          LIMIT 1 FOR UPDATE OF w SKIP LOCKED
        ) AS due
        WHERE j.org_id = due.org_id AND j.id = due.id
        RETURNING j.org_id, j.id, j.claim
      $$;

    -- Queues a job for some organizations that are due, and returns for how many. Instances at the same moment take
    -- different ones.
    CREATE OR REPLACE FUNCTION public.queue_retention_jobs(kind text, at_most integer) RETURNS integer
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        DECLARE queued integer;
        BEGIN
          WITH due AS (
            SELECT o.id FROM public.organizations o WHERE o.retention_due_at <= now()
            ORDER BY o.retention_due_at LIMIT at_most FOR NO KEY UPDATE SKIP LOCKED
          ), postponed AS (
            UPDATE public.organizations o SET retention_due_at = now() + interval '1 day' FROM due WHERE o.id = due.id
          )
          INSERT INTO public.jobs (org_id, kind, total, created_by, created_at)
            SELECT due.id, $1, (SELECT count(*) FROM public.repos r WHERE r.org_id = due.id), 'service', now() FROM due
            ON CONFLICT DO NOTHING;
          GET DIAGNOSTICS queued = ROW_COUNT;
          RETURN queued;
      END $$;

    CREATE OR REPLACE FUNCTION public.claim_secrets_key(claimed text) RETURNS text
      LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        INSERT INTO public.secrets_key AS stored (fingerprint) VALUES (claimed)
        ON CONFLICT (is_only) DO UPDATE SET fingerprint = stored.fingerprint
        RETURNING fingerprint
      $$;

    -- Numbers the transaction before an entry has its id: once all transactions up to a number have ended, no lower id
    -- comes to the log any more.
    CREATE OR REPLACE FUNCTION public.number_transaction() RETURNS trigger
      LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
          PERFORM pg_current_xact_id();
          RETURN NULL;
      END $$;

    -- The digest of what may name a person; it goes into the hash in place of the values.
    CREATE OR REPLACE FUNCTION public.audit_personal_digest(entry public.audit_log) RETURNS bytea
      LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
        SELECT sha256(entry.salt || convert_to(jsonb_build_array(entry.actor_name, entry.old_values, entry.new_values,
          entry.address, entry.request_id, entry.client_request_id)::text, 'UTF8'))
      $$;

    -- SHA-256 of the hash before, the personal digest and the other values, one a line; '' for what is NULL.
    CREATE OR REPLACE FUNCTION public.audit_hash(previous bytea, entry public.audit_log) RETURNS bytea
      LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
        SELECT sha256(previous || entry.personal_digest || convert_to(concat_ws(E'\\n', entry.org_id, entry.id,
          to_char(entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), entry.actor_type,
          coalesce(entry.actor_id::text, ''), entry.action, entry.target_type, coalesce(entry.target_id::text, ''),
          coalesce(entry.repo_id::text, '')), 'UTF8'))
      $$;

    -- The highest id that is not sealed, and the number of the next transaction; NULL and 0 where all are sealed.
    CREATE OR REPLACE FUNCTION public.unsealed_audit_entries() RETURNS TABLE (up_to bigint, before xid8)
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT max(a.id), pg_snapshot_xmax(pg_current_snapshot()) FROM public.audit_log a WHERE a.hash IS NULL
      $$;

    -- Seals some of the entries up to an id and returns how many; NULL, and none, until all transactions below a number
    -- have ended.
    CREATE OR REPLACE FUNCTION public.seal_audit_entries(up_to bigint, before xid8, at_most integer) RETURNS integer
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        DECLARE of_org bigint; entry public.audit_log; previous bytea; last_id bigint; sealed integer := 0;
        BEGIN
          IF pg_snapshot_xmin(pg_current_snapshot()) < before THEN RETURN NULL; END IF;
          FOR of_org IN SELECT DISTINCT a.org_id FROM public.audit_log a WHERE a.hash IS NULL AND a.id <= up_to LOOP
            EXIT WHEN sealed >= at_most;
            INSERT INTO public.audit_chains (org_id) VALUES (of_org) ON CONFLICT DO NOTHING;
            SELECT c.head_hash, c.head_id INTO previous, last_id FROM public.audit_chains c
              WHERE c.org_id = of_org FOR UPDATE;
            FOR entry IN SELECT a.* FROM public.audit_log a
              WHERE a.org_id = of_org AND a.hash IS NULL AND a.id <= up_to ORDER BY a.id LIMIT at_most - sealed LOOP
              entry.salt := uuid_send(gen_random_uuid());
              entry.personal_digest := public.audit_personal_digest(entry);
              entry.hash := public.audit_hash(previous, entry);
              UPDATE public.audit_log a
                SET salt = entry.salt, personal_digest = entry.personal_digest, hash = entry.hash
                WHERE a.org_id = of_org AND a.id = entry.id;
              previous := entry.hash;
              last_id := entry.id;
              sealed := sealed + 1;
            END LOOP;
            UPDATE public.audit_chains c SET head_id = last_id, head_hash = previous WHERE c.org_id = of_org;
          END LOOP;
          RETURN sealed;
      END $$;

    -- Faults of the chains, none where all is well; of each chain the first alone, as all hashes behind it differ, too.
    CREATE OR REPLACE FUNCTION public.audit_faults() RETURNS TABLE (org_id bigint, id bigint, fault text)
      LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
        WITH links AS (
          SELECT a AS entry, a.org_id, a.id, a.hash, a.salt, a.personal_digest, c.anchor_id, c.head_id,
            coalesce(lag(a.hash) OVER chain, c.anchor_hash, '') AS previous
          FROM public.audit_log a LEFT JOIN public.audit_chains c ON c.org_id = a.org_id
          WHERE a.hash IS NOT NULL OR a.id <= c.head_id
          WINDOW chain AS (PARTITION BY a.org_id ORDER BY a.id)
        ), judged AS (
          SELECT l.org_id, l.id, CASE
            WHEN l.hash IS NULL THEN 'it lost its seal'
            WHEN l.id <= l.anchor_id THEN 'it is older than what retention removed'
            WHEN l.id > coalesce(l.head_id, 0) THEN 'it was added behind the last seal'
            WHEN l.salt IS NULL AND ((l.entry).actor_name <> '' OR (l.entry).address IS NOT NULL
              OR (l.entry).old_values IS NOT NULL OR (l.entry).new_values IS NOT NULL) THEN 'it lost its salt'
            WHEN l.salt IS NOT NULL AND public.audit_personal_digest(l.entry) IS DISTINCT FROM l.personal_digest
              THEN 'a name or a value was changed'
            WHEN public.audit_hash(l.previous, l.entry) IS DISTINCT FROM l.hash
              THEN 'it was changed, or an entry before it was removed or added'
          END AS fault FROM links l
        ), heads AS (
          SELECT c.org_id, c.head_id AS id, 'the last entries were removed' AS fault FROM public.audit_chains c
          WHERE c.head_id > c.anchor_id AND NOT EXISTS (
            SELECT FROM public.audit_log a WHERE a.org_id = c.org_id AND a.id = c.head_id AND a.hash = c.head_hash)
        )
        SELECT DISTINCT ON (f.org_id) f.org_id, f.id, f.fault
        FROM (SELECT * FROM judged j WHERE j.fault IS NOT NULL UNION ALL SELECT * FROM heads) f
        ORDER BY f.org_id, f.id
      $$;

    -- Deletes rows of the transaction's organization from one table, if it is deleted; returns how many. Of the table of
    -- organizations its own, with what is left.
    CREATE OR REPLACE FUNCTION auth.delete_rows(of_org bigint, of_table regclass, at_most integer) RETURNS integer
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        DECLARE ended integer; own_column text;
        BEGIN
          IF of_org IS DISTINCT FROM NULLIF(current_setting('app.org_id', true), '')::bigint
            OR auth.organization_deleted_at(of_org) IS NULL THEN RETURN 0; END IF;
          own_column := CASE of_table WHEN 'public.organizations'::regclass THEN 'id' ELSE 'org_id' END;
          EXECUTE format('DELETE FROM %1$s WHERE %2$I = $1 AND ctid = ANY (ARRAY(SELECT ctid FROM %1$s WHERE %2$I = $1 LIMIT $2))',
            of_table, own_column) USING of_org, at_most;
          GET DIAGNOSTICS ended = ROW_COUNT;
          RETURN ended;
      END $$;

    CREATE OR REPLACE FUNCTION auth.reserve_organization_id() RETURNS bigint
      LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT nextval(pg_get_serial_sequence('public.organizations', 'id'))
      $$;

    -- Creates the organization of an exported row under another id and slug; false where the slug is taken.
    CREATE OR REPLACE FUNCTION auth.import_organization(new_id bigint, new_slug text, exported json) RETURNS boolean
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        DECLARE imported public.organizations := json_populate_record(NULL::public.organizations, exported);
        BEGIN
          imported.id := new_id;
          imported.slug := new_slug;
          imported.retention_due_at := now() + interval '1 day';
          imported.deleted_at := NULL;
          -- rights that the staff of a service give
          imported.verified_domains := '{}';
          imported.sso_groups := '{}';
          imported.auto_join_domains := '{}';
          imported.sso_required := false;
          DELETE FROM auth.spent_slugs s WHERE s.slug = new_slug AND s.of_org = (exported ->> 'id')::bigint
            AND s.created_at = imported.created_at;
          INSERT INTO public.organizations OVERRIDING SYSTEM VALUE VALUES (imported.*) ON CONFLICT (slug) DO NOTHING;
          RETURN FOUND;
      END $$;

    -- Raises every sequence above the ids of an organization, so that its next rows get ids of their own. A raised
    -- one leaves
    -- a gap: ids that others take meanwhile never reach behind it.
    CREATE OR REPLACE FUNCTION public.raise_sequences(of_org bigint) RETURNS void
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        DECLARE numbered record; highest bigint; gap CONSTANT bigint := 1000000;
        BEGIN
          FOR numbered IN
            SELECT a.attrelid::regclass AS name, a.attname AS id,
              pg_get_serial_sequence(a.attrelid::regclass::text, a.attname)::regclass AS sequence
            FROM pg_attribute a JOIN pg_attribute o ON o.attrelid = a.attrelid AND o.attname = 'org_id'
            JOIN pg_class c ON c.oid = a.attrelid
            WHERE c.relnamespace IN ('public'::regnamespace, 'auth'::regnamespace) AND a.attidentity <> ''
          LOOP
            EXECUTE format('SELECT max(%I) FROM %s WHERE org_id = $1', numbered.id, numbered.name)
              INTO highest USING of_org;
            PERFORM public.refuse_high_id(highest);
            IF highest > coalesce(pg_sequence_last_value(numbered.sequence), 0) THEN
              PERFORM setval(numbered.sequence, highest + gap);
            END IF;
          END LOOP;
          SELECT max(b.first_id + b.id_count - 1) INTO highest FROM public.issue_blocks b WHERE b.org_id = of_org;
          PERFORM public.refuse_high_id(highest);
          -- as take_issue_ids does
          PERFORM pg_advisory_lock(1769173861);
          PERFORM setval('public.issue_ids', greatest(highest, pg_sequence_last_value('public.issue_ids'::regclass), 1));
          PERFORM pg_advisory_unlock(1769173861);
      END $$;

    -- Ids up to that number are exact in every program that reads them, and leave enough for all others.
    CREATE OR REPLACE FUNCTION public.refuse_high_id(id bigint) RETURNS void
      LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
          IF id > 1::bigint << 40 THEN
            RAISE EXCEPTION 'the id % is too high', id USING ERRCODE = 'numeric_value_out_of_range';
          END IF;
      END $$;

    GRANT EXECUTE ON FUNCTION
      public.forget_audit_entries, public.claim_job, public.queue_retention_jobs, public.claim_secrets_key,
      public.unsealed_audit_entries, public.seal_audit_entries, auth.delete_rows, auth.reserve_organization_id,
      auth.import_organization, public.raise_sequences
    TO ${APP_ROLE};
  `,

  triggers: `
    CREATE OR REPLACE TRIGGER number_transaction BEFORE INSERT ON public.audit_log FOR EACH STATEMENT
      EXECUTE FUNCTION public.number_transaction();
  `,
};
