import { APP_ROLE, BOUND, likely, repoWall, tenantTable } from '../tenant-table.js';
import type { Area } from './area.js';

/** Events, webhooks and forges: what leaves the service, and what wakes it. */
export const reach: Area = {
  tables: `
    CREATE TABLE public.events (
      org_id bigint NOT NULL REFERENCES public.organizations (id) ON DELETE CASCADE,
      id bigint GENERATED ALWAYS AS IDENTITY,
      uid uuid NOT NULL,
      type text NOT NULL,
      repo_id bigint,
      -- no foreign key: the event outlives its scan
      scan_id bigint,
      -- json keeps the text as it was written: what is signed does not change from one delivery to the next
      data json NOT NULL,
      -- by the server's clock, so that ids and times rise together, as the time of transactions does not
      created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
      -- its deliveries are queued
      is_spread boolean NOT NULL DEFAULT false,
      PRIMARY KEY (org_id, id),
      FOREIGN KEY (org_id, repo_id) REFERENCES public.repos (org_id, id) ON DELETE CASCADE
    );
    CREATE INDEX events_age ON public.events (created_at);
    CREATE INDEX events_repo ON public.events (org_id, repo_id, id);
    CREATE INDEX events_unspread ON public.events (org_id, id) WHERE NOT is_spread;
    ${tenantTable('public.events')}
    ${repoWall('public.events', 'repo_id', 'SELECT')}
    GRANT SELECT, INSERT ON public.events TO ${APP_ROLE};

    CREATE TABLE public.webhooks (
      org_id bigint NOT NULL REFERENCES public.organizations (id) ON DELETE CASCADE,
      id bigint GENERATED ALWAYS AS IDENTITY,
      url text NOT NULL,
      description text,
      format text NOT NULL CHECK (format IN ('standard', 'slack', 'teams')),
      -- types, or {*}
      events text[] NOT NULL,
      -- null: all, and events of no repository
      repo_ids bigint[],
      -- sealed, like both secrets; null for a moment, as the row's id takes part in sealing
      headers bytea,
      header_names text[] NOT NULL,
      secret bytea,
      previous_secret bytea,
      previous_until timestamptz,
      disabled_reason text CHECK (disabled_reason IN ('gone', 'failures', 'person', 'secret_unreadable')),
      -- in a row
      failures integer NOT NULL DEFAULT 0,
      failing_since timestamptz,
      paused_until timestamptz,
      created_by text NOT NULL,
      created_at timestamptz NOT NULL,
      -- a deleted one is kept as long as its deliveries are
      deleted_at timestamptz,
      PRIMARY KEY (org_id, id)
    );
    ${tenantTable('public.webhooks')}
    CREATE POLICY repo_wall ON public.webhooks AS RESTRICTIVE FOR ALL TO ${APP_ROLE}
      USING (${likely(`(SELECT ${BOUND}) IS NULL OR repo_ids <@ (SELECT ${BOUND})`)});
    GRANT SELECT, INSERT, UPDATE ON public.webhooks TO ${APP_ROLE};

    CREATE TABLE public.deliveries (
      org_id bigint NOT NULL,
      id bigint GENERATED ALWAYS AS IDENTITY,
      webhook_id bigint NOT NULL,
      event_id bigint NOT NULL,
      state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'delivered', 'failed', 'cancelled')),
      -- sent once, by the instance that was requested to
      is_ping boolean NOT NULL DEFAULT false,
      -- failed ones since the retries began
      attempts integer NOT NULL DEFAULT 0,
      -- not before that time; of a claimed one, the end of its lease
      next_attempt_at timestamptz NOT NULL DEFAULT now(),
      -- of the instance that has claimed it
      lease uuid,
      created_at timestamptz NOT NULL DEFAULT now(),
      finished_at timestamptz,
      PRIMARY KEY (org_id, id),
      UNIQUE (org_id, webhook_id, event_id),
      FOREIGN KEY (org_id, event_id) REFERENCES public.events (org_id, id) ON DELETE CASCADE,
      FOREIGN KEY (org_id, webhook_id) REFERENCES public.webhooks (org_id, id) ON DELETE CASCADE
    ) WITH (fillfactor=70);
    CREATE INDEX deliveries_claimed ON public.deliveries (org_id, webhook_id, next_attempt_at)
      WHERE lease IS NOT NULL;
    CREATE INDEX deliveries_due ON public.deliveries (org_id, webhook_id, next_attempt_at, id)
      WHERE state = 'pending' AND NOT is_ping;
    CREATE INDEX deliveries_event ON public.deliveries (org_id, event_id);
    ${tenantTable('public.deliveries')}
    GRANT SELECT, INSERT, UPDATE ON public.deliveries TO ${APP_ROLE};

    CREATE TABLE public.delivery_attempts (
      org_id bigint NOT NULL,
      id bigint GENERATED ALWAYS AS IDENTITY,
      delivery_id bigint NOT NULL,
      at timestamptz NOT NULL,
      duration_ms integer NOT NULL,
      status integer,
      error text,
      response_headers jsonb,
      response_body bytea,
      PRIMARY KEY (org_id, id),
      FOREIGN KEY (org_id, delivery_id) REFERENCES public.deliveries (org_id, id) ON DELETE CASCADE
    );
    CREATE INDEX delivery_attempts_delivery ON public.delivery_attempts (org_id, delivery_id, id);
    ${tenantTable('public.delivery_attempts')}
    GRANT SELECT, INSERT, DELETE ON public.delivery_attempts TO ${APP_ROLE};

    CREATE TABLE public.forges (
      org_id bigint NOT NULL REFERENCES public.organizations (id) ON DELETE CASCADE,
      id bigint GENERATED ALWAYS AS IDENTITY,
      kind text NOT NULL CHECK (kind IN ('github', 'gitlab', 'bitbucket', 'azure', 'gitea')),
      name text NOT NULL,
      -- the site, without a slash at the end
      base_url text NOT NULL,
      -- sealed; null for a moment, as the row's id takes part in sealing
      credentials bytea,
      credentials_type text NOT NULL CHECK (credentials_type IN ('app', 'token', 'basic', 'oauth_client')),
      credentials_hint text NOT NULL,
      credentials_set_at timestamptz NOT NULL,
      credentials_expires_at timestamptz,
      -- name of the status
      context text NOT NULL,
      report jsonb NOT NULL,
      -- where it shows verdicts: status, check, comment
      surfaces text[] NOT NULL,
      state text NOT NULL DEFAULT 'ok' CHECK (state IN ('ok', 'needs_credentials', 'unreachable')),
      -- nothing is sent before
      paused_until timestamptz,
      -- requests that the forge still allows, as it said last
      budget jsonb,
      hook_public_id uuid NOT NULL UNIQUE,
      -- sealed
      hook_secret bytea,
      created_by text NOT NULL,
      created_at timestamptz NOT NULL,
      -- time of the first delivery that was signed; null: the forge has no hook
      hook_received_at timestamptz,
      -- reports at once, after which one a second is sent; null: no such bound
      burst integer,
      -- a refusal for limits is not long ago: the burst is one
      throttled_until timestamptz,
      -- when the reports sent so far have taken their second each
      paced_until timestamptz,
      PRIMARY KEY (org_id, id)
    );
    ${tenantTable('public.forges')}
    GRANT SELECT, INSERT, UPDATE, DELETE ON public.forges TO ${APP_ROLE};

    CREATE TABLE public.project_proofs (
      org_id bigint NOT NULL,
      -- of the identity tokens of its pipelines, and its id in their claims
      issuer text NOT NULL,
      project_id text NOT NULL,
      forge_id bigint NOT NULL,
      proven_at timestamptz NOT NULL,
      PRIMARY KEY (org_id, issuer, project_id),
      FOREIGN KEY (org_id, forge_id) REFERENCES public.forges (org_id, id) ON DELETE CASCADE
    );
    CREATE INDEX project_proofs_forge ON public.project_proofs (org_id, forge_id);
    ${tenantTable('public.project_proofs')}
    GRANT SELECT, INSERT, UPDATE, DELETE ON public.project_proofs TO ${APP_ROLE};

    CREATE TABLE public.repo_forges (
      org_id bigint NOT NULL,
      repo_id bigint NOT NULL,
      -- null: linked to none, and not guessed again
      forge_id bigint,
      -- as the forge names it, e.g. acme/web
      project text,
      -- id at the forge, which outlives its name
      project_id text,
      -- null: that of the forge, like the keys that report leaves out
      context text,
      report jsonb NOT NULL DEFAULT '{}',
      surfaces text[],
      is_guessed boolean NOT NULL DEFAULT false,
      PRIMARY KEY (org_id, repo_id),
      CHECK ((forge_id IS NULL) = (project IS NULL)),
      FOREIGN KEY (org_id, forge_id) REFERENCES public.forges (org_id, id) ON DELETE CASCADE,
      FOREIGN KEY (org_id, repo_id) REFERENCES public.repos (org_id, id) ON DELETE CASCADE
    );
    CREATE INDEX repo_forges_forge ON public.repo_forges (org_id, forge_id);
    ${tenantTable('public.repo_forges', { repo: 'repo_id' })}
    GRANT SELECT, INSERT, UPDATE, DELETE ON public.repo_forges TO ${APP_ROLE};

    CREATE TABLE public.forge_reports (
      org_id bigint NOT NULL,
      id bigint GENERATED ALWAYS AS IDENTITY,
      repo_id bigint NOT NULL,
      forge_id bigint NOT NULL,
      surface text NOT NULL CHECK (surface IN ('status', 'check', 'comment')),
      -- of a status and a check
      commit_sha text,
      -- of a comment
      pr_number bigint,
      -- scan id x 2^20 + evaluation: what is to be shown; 0 evaluations while the scan is pending
      wanted bigint NOT NULL,
      scan_id bigint NOT NULL GENERATED ALWAYS AS (wanted >> 20) STORED,
      -- the wanted number that is shown, and a digest of all that was sent
      shown bigint,
      shown_digest bytea,
      -- ids at the forge
      remote_id text,
      pipeline_id text,
      -- page of what is shown
      url text,
      state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'shown', 'skipped', 'failed')),
      -- time of the next attempt, or of the next look; null where nothing is to be done
      due_at timestamptz,
      -- failed ones since the retries began
      attempts integer NOT NULL DEFAULT 0,
      error text,
      failing_since timestamptz,
      -- of the instance that has claimed it
      lease uuid,
      lease_until timestamptz,
      -- the answer to the last request of an expired lease is unknown
      is_unclear boolean NOT NULL DEFAULT false,
      -- of a commit that was pushed and that no scan has: the forge shows "pending" until then
      awaits_scan_until timestamptz,
      PRIMARY KEY (org_id, id),
      CONSTRAINT forge_reports_org_id_forge_id_repo_id_surface_commit_sha_pr_key UNIQUE NULLS NOT DISTINCT (org_id,
        forge_id, repo_id, surface, commit_sha, pr_number),
      CONSTRAINT forge_reports_place CHECK (((surface = 'comment') = (commit_sha IS NULL)) AND (commit_sha IS NOT NULL
        OR pr_number IS NOT NULL)),
      FOREIGN KEY (org_id, forge_id) REFERENCES public.forges (org_id, id) ON DELETE CASCADE,
      FOREIGN KEY (org_id, repo_id) REFERENCES public.repos (org_id, id) ON DELETE CASCADE,
      FOREIGN KEY (org_id, scan_id) REFERENCES public.scans (org_id, id) ON DELETE CASCADE
    ) WITH (fillfactor=70);
    CREATE INDEX forge_reports_claimed ON public.forge_reports (org_id, forge_id, repo_id)
      WHERE lease IS NOT NULL;
    CREATE INDEX forge_reports_commit ON public.forge_reports (org_id, repo_id, commit_sha);
    CREATE INDEX forge_reports_due ON public.forge_reports (org_id, forge_id, repo_id, due_at)
      WHERE due_at IS NOT NULL;
    CREATE INDEX forge_reports_scan ON public.forge_reports (org_id, scan_id);
    ${tenantTable('public.forge_reports', { repo: 'repo_id' })}
    GRANT SELECT, INSERT, UPDATE, DELETE ON public.forge_reports TO ${APP_ROLE};

    CREATE TABLE public.hook_deliveries (
      org_id bigint NOT NULL,
      id bigint GENERATED ALWAYS AS IDENTITY,
      forge_id bigint NOT NULL,
      -- as the forge names it, by which repetitions are recognized; null where it sends none
      delivery_id text,
      news jsonb NOT NULL,
      received_at timestamptz NOT NULL,
      -- time of the next attempt; of a claimed one, the end of its lease; null: done
      due_at timestamptz,
      -- failed ones
      attempts integer NOT NULL DEFAULT 0,
      -- of the instance that has claimed it
      lease uuid,
      PRIMARY KEY (org_id, id),
      UNIQUE (org_id, forge_id, delivery_id),
      FOREIGN KEY (org_id, forge_id) REFERENCES public.forges (org_id, id) ON DELETE CASCADE
    );
    CREATE INDEX hook_deliveries_due ON public.hook_deliveries (org_id, forge_id, id) WHERE due_at IS NOT NULL;
    CREATE INDEX hook_deliveries_received ON public.hook_deliveries (org_id, forge_id, received_at);
    ${tenantTable('public.hook_deliveries')}
    GRANT SELECT, INSERT, UPDATE, DELETE ON public.hook_deliveries TO ${APP_ROLE};

    CREATE TABLE public.reevaluations (
      org_id bigint NOT NULL,
      repo_id bigint NOT NULL,
      pr_number bigint NOT NULL,
      -- another one with each change, so that an older judgement does not end the wait
      request uuid NOT NULL DEFAULT gen_random_uuid(),
      trigger text NOT NULL CHECK (trigger IN ('policy_changed', 'waiver_changed', 'mark_changed')),
      requested_by text NOT NULL,
      -- of the first change; the order in which they are judged
      requested_at timestamptz NOT NULL,
      -- end of the lease of the instance that has claimed it
      claimed_until timestamptz,
      -- claims since the last change
      attempts integer NOT NULL DEFAULT 0,
      PRIMARY KEY (org_id, repo_id, pr_number),
      FOREIGN KEY (org_id, repo_id, pr_number) REFERENCES public.pull_requests (org_id, repo_id, number) ON DELETE CASCADE
    ) WITH (fillfactor=70);
    CREATE INDEX reevaluations_claimed ON public.reevaluations (org_id) WHERE claimed_until IS NOT NULL;
    CREATE INDEX reevaluations_due ON public.reevaluations (org_id, requested_at, repo_id, pr_number);
    ${tenantTable('public.reevaluations', { repo: 'repo_id' })}
    GRANT SELECT, INSERT, UPDATE, DELETE ON public.reevaluations TO ${APP_ROLE};
  `,

  functions: `
    -- Deletes some of the oldest events of all organizations that are older than a number of days, and returns how many.
    CREATE OR REPLACE FUNCTION public.forget_events(older_than_days double precision, at_most integer) RETURNS integer
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        DECLARE forgotten integer;
        BEGIN
          DELETE FROM public.events WHERE (org_id, id) IN (
            SELECT e.org_id, e.id FROM public.events e
            WHERE e.created_at < now() - make_interval(secs => older_than_days * 86400)
            ORDER BY e.created_at LIMIT at_most FOR UPDATE SKIP LOCKED);
          GET DIAGNOSTICS forgotten = ROW_COUNT;
          RETURN forgotten;
      END $$;

    -- the tag by which the work's loop is woken
    CREATE OR REPLACE FUNCTION public.announce_events() RETURNS trigger
      LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
          IF EXISTS (SELECT FROM added WHERE NOT is_spread) THEN
            PERFORM pg_notify('quality_gate_changes', 'work:deliveries');
          END IF;
          RETURN NULL;
      END $$;

    -- Queues some of the new events for the webhooks that want them, and returns how many events that were.
    CREATE OR REPLACE FUNCTION public.spread_events(at_most integer) RETURNS integer
      LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        WITH batch AS (
          SELECT e.org_id, e.id, e.type, e.repo_id FROM public.events e WHERE NOT e.is_spread
          ORDER BY e.org_id, e.id LIMIT at_most FOR UPDATE SKIP LOCKED
        ), queued AS (
          INSERT INTO public.deliveries (org_id, webhook_id, event_id)
          SELECT b.org_id, w.id, b.id FROM batch b JOIN public.webhooks w ON w.org_id = b.org_id
          WHERE w.disabled_reason IS NULL AND w.deleted_at IS NULL
            AND (b.type = ANY (w.events) OR '*' = ANY (w.events))
            AND (w.format = 'standard' OR b.type LIKE 'gate.%' OR b.type LIKE 'waiver.%')
            AND (w.repo_ids IS NULL OR b.repo_id = ANY (w.repo_ids))
          ON CONFLICT DO NOTHING
        ), spread AS (
          UPDATE public.events e SET is_spread = true FROM batch b WHERE e.org_id = b.org_id AND e.id = b.id RETURNING 1
        )
        SELECT count(*)::integer FROM spread
      $$;

    -- Claims due deliveries, one of each webhook in turn, then a second one of each, and so on: of each webhook at most
    -- of_each under way, of one whose last attempt failed one at a time. turn counts the webhooks after the
    -- given one, in the order of their ids and again from the first.
    CREATE OR REPLACE FUNCTION public.claim_deliveries(at_most integer, of_each integer, lease_seconds integer, at
        timestamptz, after_org bigint, after_webhook bigint)
      RETURNS TABLE (org_id bigint, id bigint, lease uuid, webhook_id bigint, turn integer)
      LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        WITH RECURSIVE lane AS (
          -- no lane itself: where the walk begins
          SELECT 0 AS turn, false AS is_again, after_org AS org_id, after_webhook AS webhook_id,
            'infinity'::timestamptz AS due_at
          UNION ALL
          SELECT lane.turn + 1, next.* FROM lane, LATERAL (
            (SELECT false, d.org_id, d.webhook_id, d.next_attempt_at FROM public.deliveries d
             WHERE NOT lane.is_again AND d.state = 'pending' AND NOT d.is_ping
               AND (d.org_id, d.webhook_id) > (lane.org_id, lane.webhook_id)
             ORDER BY d.org_id, d.webhook_id, d.next_attempt_at LIMIT 1)
            UNION ALL
            (SELECT true, d.org_id, d.webhook_id, d.next_attempt_at FROM public.deliveries d
             WHERE NOT lane.is_again AND d.state = 'pending' AND NOT d.is_ping
               AND (d.org_id, d.webhook_id) <= (after_org, after_webhook)
             ORDER BY d.org_id, d.webhook_id, d.next_attempt_at LIMIT 1)
            UNION ALL
            (SELECT true, d.org_id, d.webhook_id, d.next_attempt_at FROM public.deliveries d
             WHERE lane.is_again AND d.state = 'pending' AND NOT d.is_ping
               AND (d.org_id, d.webhook_id) > (lane.org_id, lane.webhook_id)
               AND (d.org_id, d.webhook_id) <= (after_org, after_webhook)
             ORDER BY d.org_id, d.webhook_id, d.next_attempt_at LIMIT 1)
            LIMIT 1
          ) AS next
        ), open AS (
          SELECT lane.org_id, lane.webhook_id, lane.turn, w.free FROM lane CROSS JOIN LATERAL (
            SELECT CASE WHEN w.failures > 0 THEN 1 ELSE of_each END - (
                SELECT count(*) FROM public.deliveries c
                WHERE c.org_id = w.org_id AND c.webhook_id = w.id AND c.lease IS NOT NULL AND c.next_attempt_at > at
              ) AS free
            FROM public.webhooks w JOIN public.organizations o ON o.id = w.org_id
            WHERE w.org_id = lane.org_id AND w.id = lane.webhook_id AND o.deleted_at IS NULL
              AND w.disabled_reason IS NULL AND (w.paused_until IS NULL OR w.paused_until <= at)
            OFFSET 0
          ) AS w
          WHERE lane.due_at <= at AND w.free > 0
          LIMIT at_most
        ), candidate AS (
          SELECT d.org_id, d.id, open.turn FROM open CROSS JOIN LATERAL (
            SELECT c.org_id, c.id, row_number() OVER (ORDER BY c.next_attempt_at, c.id) AS place
            FROM public.deliveries c
            WHERE c.org_id = open.org_id AND c.webhook_id = open.webhook_id AND c.state = 'pending' AND NOT c.is_ping
              AND c.next_attempt_at <= at
            ORDER BY c.next_attempt_at, c.id LIMIT least(open.free, at_most)
          ) AS d ORDER BY d.place, open.turn LIMIT at_most
        ), due AS (
          SELECT d.org_id, d.id, candidate.turn FROM public.deliveries d JOIN candidate USING (org_id, id)
          WHERE d.state = 'pending' AND d.next_attempt_at <= at
          FOR UPDATE OF d SKIP LOCKED
        )
        UPDATE public.deliveries d
        SET lease = gen_random_uuid(), next_attempt_at = at + make_interval(secs => lease_seconds)
        FROM due WHERE d.org_id = due.org_id AND d.id = due.id
        RETURNING d.org_id, d.id, d.lease, d.webhook_id, due.turn
      $$;

    -- Deletes webhooks that were deleted before all events that there are, and ends pings that were interrupted.
    CREATE OR REPLACE FUNCTION public.tidy_deliveries() RETURNS void
      LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        UPDATE public.deliveries SET state = 'failed', lease = NULL, finished_at = now()
        WHERE is_ping AND state = 'pending' AND next_attempt_at < now();
        DELETE FROM public.webhooks w WHERE w.deleted_at IS NOT NULL AND NOT EXISTS (
          SELECT FROM public.deliveries d WHERE d.org_id = w.org_id AND d.webhook_id = w.id)
      $$;

    CREATE OR REPLACE FUNCTION public.settle_unwanted_event() RETURNS trigger
      LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
          NEW.is_spread := NEW.is_spread OR NOT EXISTS (
            SELECT FROM public.webhooks w WHERE w.org_id = NEW.org_id AND w.deleted_at IS NULL);
          RETURN NEW;
      END $$;

    -- Claims due reports: of each repository of a connection one at a time, of each connection a number of them, of one
    -- without good credentials one. Final states go first, comments last.
    CREATE OR REPLACE FUNCTION public.claim_reports(at_most integer, of_each integer, lease_seconds integer, at
        timestamptz)
      RETURNS TABLE (org_id bigint, id bigint, lease uuid)
      LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        -- one claim after the other: the next one sees what this one has claimed
        SELECT pg_advisory_xact_lock(7214001);
        WITH RECURSIVE lane AS (
          (SELECT d.org_id, d.forge_id, d.repo_id FROM public.forge_reports d WHERE d.due_at IS NOT NULL
           ORDER BY d.org_id, d.forge_id, d.repo_id LIMIT 1)
          UNION ALL
          SELECT next.org_id, next.forge_id, next.repo_id FROM lane, LATERAL (
            SELECT d.org_id, d.forge_id, d.repo_id FROM public.forge_reports d
            WHERE d.due_at IS NOT NULL AND (d.org_id, d.forge_id, d.repo_id) > (lane.org_id, lane.forge_id, lane.repo_id)
            ORDER BY d.org_id, d.forge_id, d.repo_id LIMIT 1
          ) AS next
        ), open AS (
              SELECT lane.*, f.throttled_until > at AS is_throttled, least(
                  CASE WHEN f.state = 'needs_credentials' THEN 1 ELSE of_each END - (
        SELECT count(*) FROM public.forge_reports c
        WHERE c.org_id = lane.org_id AND c.forge_id = lane.forge_id AND c.lease IS NOT NULL AND c.lease_until > at),
                  floor(CASE WHEN f.throttled_until > at THEN 1 ELSE f.burst END
                    - extract(epoch FROM greatest(f.paced_until - at, '0')))) AS free
              FROM lane JOIN public.forges f ON f.org_id = lane.org_id AND f.id = lane.forge_id
              WHERE (f.paused_until IS NULL OR f.paused_until <= at)
                AND auth.organization_deleted_at(f.org_id) IS NULL AND NOT EXISTS (
        SELECT FROM public.forge_reports c WHERE c.org_id = lane.org_id AND c.forge_id = lane.forge_id
          AND c.repo_id = lane.repo_id AND c.lease IS NOT NULL AND c.lease_until > at)
            ), candidate AS (
              SELECT d.org_id, d.id, open.free, row_number() OVER (
                  PARTITION BY open.org_id, open.forge_id ORDER BY d.is_comment, d.is_pending, d.due_at, d.id) AS place
              FROM open, LATERAL (
                SELECT c.org_id, c.id, c.due_at, c.surface = 'comment' AS is_comment, (c.wanted & 1048575) = 0 AS is_pending
                FROM public.forge_reports c
                WHERE c.org_id = open.org_id AND c.forge_id = open.forge_id AND c.repo_id = open.repo_id AND c.due_at <= at
                  AND NOT (open.is_throttled IS TRUE AND (c.wanted & 1048575) = 0
                    AND coalesce(c.awaits_scan_until > at, EXISTS (
                    SELECT FROM public.scans s
                    WHERE s.org_id = c.org_id AND s.id = c.scan_id AND s.state = 'pending' AND s.deadline_at > at)))
                ORDER BY 4, 5, c.due_at, c.id LIMIT 1
              ) AS d
            ),
        chosen AS (
          SELECT c.org_id, c.id FROM candidate c WHERE c.place <= c.free ORDER BY c.place, random() LIMIT at_most
        ), due AS (
          SELECT d.org_id, d.id FROM public.forge_reports d JOIN chosen USING (org_id, id)
          WHERE d.due_at <= at FOR UPDATE OF d SKIP LOCKED
        ), claimed AS (

        UPDATE public.forge_reports d
        SET lease = gen_random_uuid(), lease_until = at + make_interval(secs => lease_seconds),
          -- the answer to the last request of an expired lease is unknown
          is_unclear = d.is_unclear OR d.lease IS NOT NULL
        FROM due WHERE d.org_id = due.org_id AND d.id = due.id RETURNING d.org_id, d.id, d.lease, d.forge_id
            ), paced AS (
              UPDATE public.forges f
              SET paced_until = greatest(f.paced_until, at) + make_interval(secs => sent.count)
              FROM (SELECT c.org_id, c.forge_id, count(*) FROM claimed c GROUP BY 1, 2) AS sent
              WHERE f.org_id = sent.org_id AND f.id = sent.forge_id AND (f.burst IS NOT NULL OR f.throttled_until > at)
            )
            SELECT c.org_id, c.id, c.lease FROM claimed c
      $$;

    -- The connection of a hook's address, before a tenant is known.
    CREATE OR REPLACE FUNCTION auth.find_hook(wanted uuid)
      RETURNS TABLE (org_id bigint, id bigint, kind text, hook_secret bytea)
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT f.org_id, f.id, f.kind, f.hook_secret FROM public.forges f WHERE f.hook_public_id = wanted
      $$;

    -- Claims due deliveries: of each connection the oldest one alone, so that they are handled in order.
    CREATE OR REPLACE FUNCTION public.claim_hook_deliveries(at_most integer, lease_seconds integer, at timestamptz)
      RETURNS TABLE (org_id bigint, id bigint, lease uuid)
      LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        WITH RECURSIVE lane AS (
          (SELECT d.org_id, d.forge_id, d.id FROM public.hook_deliveries d WHERE d.due_at IS NOT NULL
           ORDER BY d.org_id, d.forge_id, d.id LIMIT 1)
          UNION ALL
          SELECT next.org_id, next.forge_id, next.id FROM lane, LATERAL (
            SELECT d.org_id, d.forge_id, d.id FROM public.hook_deliveries d
            WHERE d.due_at IS NOT NULL AND (d.org_id, d.forge_id) > (lane.org_id, lane.forge_id)
            ORDER BY d.org_id, d.forge_id, d.id LIMIT 1
          ) AS next
        ), due AS (
          SELECT d.org_id, d.id FROM public.hook_deliveries d JOIN lane USING (org_id, id)
          WHERE d.due_at <= at ORDER BY random() LIMIT at_most FOR UPDATE OF d SKIP LOCKED
        )
        UPDATE public.hook_deliveries d
        SET lease = gen_random_uuid(), due_at = at + make_interval(secs => lease_seconds)
        FROM due WHERE d.org_id = due.org_id AND d.id = due.id
        RETURNING d.org_id, d.id, d.lease
      $$;

    -- Claims waiting pull requests, of each organization a number of them at once.
    CREATE OR REPLACE FUNCTION public.claim_reevaluations(at_most integer, of_each integer, lease_seconds integer, at
        timestamptz)
      RETURNS TABLE (org_id bigint, repo_id bigint, pr_number bigint, request uuid, trigger text, requested_by text,
        attempts integer)
      LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        WITH RECURSIVE lane AS (
          (SELECT r.org_id FROM public.reevaluations r ORDER BY r.org_id LIMIT 1)
          UNION ALL
          SELECT next.org_id FROM lane, LATERAL (
            SELECT r.org_id FROM public.reevaluations r WHERE r.org_id > lane.org_id ORDER BY r.org_id LIMIT 1
          ) AS next
        ), open AS (
          SELECT lane.org_id, of_each - (
              SELECT count(*) FROM public.reevaluations c WHERE c.org_id = lane.org_id AND c.claimed_until > at
            ) AS free
          FROM lane
        ), candidate AS (
          SELECT r.* FROM open, LATERAL (
            SELECT c.org_id, c.repo_id, c.pr_number,
              row_number() OVER (ORDER BY c.requested_at, c.repo_id, c.pr_number) AS place
            FROM public.reevaluations c
            WHERE c.org_id = open.org_id AND (c.claimed_until IS NULL OR c.claimed_until <= at)
            ORDER BY c.requested_at, c.repo_id, c.pr_number LIMIT greatest(open.free, 0)
          ) AS r ORDER BY r.place, random() LIMIT at_most
        ), due AS (
          SELECT r.org_id, r.repo_id, r.pr_number FROM public.reevaluations r
          JOIN candidate USING (org_id, repo_id, pr_number)
          WHERE r.claimed_until IS NULL OR r.claimed_until <= at
          FOR UPDATE OF r SKIP LOCKED
        )
        UPDATE public.reevaluations r
        SET claimed_until = at + make_interval(secs => lease_seconds), attempts = r.attempts + 1
        FROM due WHERE r.org_id = due.org_id AND r.repo_id = due.repo_id AND r.pr_number = due.pr_number
        RETURNING r.org_id, r.repo_id, r.pr_number, r.request, r.trigger, r.requested_by, r.attempts
      $$;

    CREATE OR REPLACE FUNCTION public.find_repos_to_look_at(at timestamptz, at_most integer)
      RETURNS TABLE (org_id bigint, id bigint)
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT r.org_id, r.id FROM public.repos r
        WHERE r.scan_look_at <= at
          AND NOT EXISTS (SELECT FROM public.deleted_repos d WHERE d.org_id = r.org_id AND d.repo_id = r.id)
        ORDER BY r.scan_look_at LIMIT at_most
      $$;

    -- What waits: now, under way, or later. Of each kind at most at_most rows are read, in the order of the index
    -- of what is
    -- due: a plan without it would read the whole table, most of which is finished.
    CREATE OR REPLACE FUNCTION public.outgoing_queue(at timestamptz, at_most integer DEFAULT 10000)
      RETURNS TABLE (kind text, due bigint, sending bigint, delayed bigint)
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '100ms' AS $$
        SELECT q.kind, count(*) FILTER (WHERE q.is_due AND NOT q.is_sending), count(*) FILTER (WHERE q.is_sending),
          count(*) FILTER (WHERE NOT q.is_due AND NOT q.is_sending)
        FROM (
          (SELECT 'delivery' AS kind, d.next_attempt_at <= at AS is_due,
            d.next_attempt_at > at AND d.lease IS NOT NULL AS is_sending
           FROM public.deliveries d WHERE d.state = 'pending' AND NOT d.is_ping
           ORDER BY d.org_id, d.webhook_id, d.next_attempt_at LIMIT at_most)
          UNION ALL
          SELECT 'forge_report', r.due_at <= at, r.lease IS NOT NULL AND r.lease_until > at FROM (
            SELECT f.state, f.due_at, f.lease, f.lease_until FROM public.forge_reports f WHERE f.due_at IS NOT NULL
            ORDER BY f.org_id, f.forge_id, f.repo_id, f.due_at LIMIT at_most) AS r
          WHERE r.state = 'waiting'
          UNION ALL
          (SELECT 'hook', h.due_at <= at, h.due_at > at AND h.lease IS NOT NULL
           FROM public.hook_deliveries h WHERE h.due_at IS NOT NULL
           ORDER BY h.org_id, h.forge_id, h.id LIMIT at_most)
          UNION ALL
          -- kinds of which nothing waits
          SELECT none, NULL, NULL FROM unnest(ARRAY['delivery', 'forge_report', 'hook']) AS none
        ) AS q GROUP BY 1 ORDER BY 1
      $$;

    -- Seconds for which the oldest due work of each kind waits; that of endpoints and connections that are paused
    -- or disabled
    -- does not count. Looks at the first row of each lane, and at most at at_most lanes.
    CREATE OR REPLACE FUNCTION public.oldest_outgoing(at timestamptz, at_most integer DEFAULT 10000)
      RETURNS TABLE (kind text, seconds double precision)
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '100ms' AS $$
        WITH RECURSIVE endpoint AS (
          (SELECT d.org_id, d.webhook_id, d.next_attempt_at FROM public.deliveries d
           WHERE d.state = 'pending' AND NOT d.is_ping ORDER BY 1, 2, 3 LIMIT 1)
          UNION ALL
          SELECT next.* FROM endpoint, LATERAL (
            SELECT d.org_id, d.webhook_id, d.next_attempt_at FROM public.deliveries d
            WHERE d.state = 'pending' AND NOT d.is_ping
              AND (d.org_id, d.webhook_id) > (endpoint.org_id, endpoint.webhook_id)
            ORDER BY 1, 2, 3 LIMIT 1
          ) AS next
        ), place AS (
          (SELECT r.org_id, r.forge_id, r.repo_id, r.due_at FROM public.forge_reports r
           WHERE r.due_at IS NOT NULL ORDER BY 1, 2, 3, 4 LIMIT 1)
          UNION ALL
          SELECT next.* FROM place, LATERAL (
            SELECT r.org_id, r.forge_id, r.repo_id, r.due_at FROM public.forge_reports r
            WHERE r.due_at IS NOT NULL AND (r.org_id, r.forge_id, r.repo_id) > (place.org_id, place.forge_id, place.repo_id)
            ORDER BY 1, 2, 3, 4 LIMIT 1
          ) AS next
        ), oldest AS (
          SELECT 'delivery' AS kind, min(e.next_attempt_at) AS due_at FROM (SELECT * FROM endpoint LIMIT at_most) AS e
          JOIN public.webhooks w ON w.org_id = e.org_id AND w.id = e.webhook_id
          WHERE w.disabled_reason IS NULL AND (w.paused_until IS NULL OR w.paused_until <= at)
          UNION ALL
          SELECT 'forge_report', min(p.due_at) FROM (SELECT * FROM place LIMIT at_most) AS p
          JOIN public.forges f ON f.org_id = p.org_id AND f.id = p.forge_id
          WHERE f.paused_until IS NULL OR f.paused_until <= at
          UNION ALL
          SELECT 'hook', min(h.due_at) FROM (
            SELECT d.due_at FROM public.hook_deliveries d WHERE d.due_at IS NOT NULL
            ORDER BY d.org_id, d.forge_id, d.id LIMIT at_most) AS h
        )
        SELECT o.kind, greatest(coalesce(extract(epoch FROM at - o.due_at), 0), 0)::double precision FROM oldest o
      $$;

    -- Fewest requests that a forge of each kind still allows a connection; those whose hour is over count no more.
    CREATE OR REPLACE FUNCTION public.lowest_forge_budgets(at timestamptz) RETURNS TABLE (kind text, remaining bigint)
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '100ms' AS $$
        SELECT f.kind, min((f.budget ->> 'remaining')::bigint) FROM public.forges f
        WHERE f.budget IS NOT NULL AND coalesce((f.budget ->> 'reset_at')::timestamptz > at, true)
        GROUP BY 1
      $$;

    GRANT EXECUTE ON FUNCTION
      public.forget_events, public.spread_events, public.claim_deliveries, public.tidy_deliveries,
      public.claim_reports, auth.find_hook, public.claim_hook_deliveries, public.claim_reevaluations,
      public.find_repos_to_look_at, public.outgoing_queue, public.oldest_outgoing, public.lowest_forge_budgets
    TO ${APP_ROLE};
  `,

  triggers: `
    CREATE OR REPLACE TRIGGER announce_events AFTER INSERT
      ON public.events REFERENCING NEW TABLE AS added FOR EACH STATEMENT
      EXECUTE FUNCTION public.announce_events();
    CREATE OR REPLACE TRIGGER settle_unwanted_event BEFORE INSERT ON public.events FOR EACH ROW
      EXECUTE FUNCTION public.settle_unwanted_event();
  `,
};
