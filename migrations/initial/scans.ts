import { APP_ROLE, deletedWall, likely, tenantTable } from '../tenant-table.js';
import type { Area } from './area.js';

/** Repositories, their scans and pull requests, and the pipelines that may push them. */
export const scans: Area = {
  tables: `
    CREATE TABLE public.repos (
      org_id bigint NOT NULL REFERENCES public.organizations (id) ON DELETE CASCADE,
      id bigint GENERATED ALWAYS AS IDENTITY,
      name text NOT NULL,
      default_branch text NOT NULL DEFAULT 'main',
      url text,
      -- keys the hashes of source text; two random uuids carry 244 random bits
      tracking_secret bytea NOT NULL DEFAULT uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()),
      -- rises with each rebuild: a scan that began under an older generation does not write the baseline
      baseline_generation integer NOT NULL DEFAULT 0,
      -- the newest completed default-branch scan that wrote the baseline
      baseline_scan_id bigint,
      created_at timestamptz NOT NULL DEFAULT now(),
      -- no scan of that branch is a base meanwhile
      rebuilt_branch text,
      baseline_branches text[] NOT NULL DEFAULT '{}',
      forge_kind text CHECK (forge_kind IN ('github', 'gitlab', 'bitbucket', 'gitea', 'azure', 'none')),
      forge_web_url text,
      badge_generation integer NOT NULL DEFAULT 0,
      -- next look at the scans of its default branch; none is missing within the first day
      scan_look_at timestamptz NOT NULL DEFAULT now() + '1 day',
      -- time of the last scan, or of the repository's creation, of which scan.missing was recorded
      scan_missing_since timestamptz,
      PRIMARY KEY (org_id, id),
      UNIQUE (org_id, name)
    );
    CREATE INDEX repos_scan_look ON public.repos (scan_look_at);
    ${tenantTable('public.repos', { repo: 'id' })}
    GRANT SELECT, INSERT, UPDATE, DELETE ON public.repos TO ${APP_ROLE};

    CREATE TABLE public.deleted_repos (
      org_id bigint NOT NULL,
      repo_id bigint NOT NULL,
      deleted_at timestamptz NOT NULL,
      PRIMARY KEY (org_id, repo_id),
      FOREIGN KEY (org_id, repo_id) REFERENCES public.repos (org_id, id) ON DELETE CASCADE
    );
    ${tenantTable('public.deleted_repos', { repo: 'repo_id' })}
    GRANT SELECT, INSERT ON public.deleted_repos TO ${APP_ROLE};
    CREATE POLICY repo_wall_deleted ON public.repos AS RESTRICTIVE FOR ALL TO ${APP_ROLE}
      USING (${likely(`id IS NULL OR (SELECT current_setting('app.sees_deleted', true)) = 'on'
        OR id NOT IN (SELECT deleted.repo_id FROM public.deleted_repos deleted)`)});

    CREATE TABLE public.scans (
      org_id bigint NOT NULL,
      id bigint GENERATED ALWAYS AS IDENTITY,
      repo_id bigint NOT NULL,
      branch text NOT NULL,
      commit_sha text,
      pr_number bigint,
      base_branch text,
      default_branch text NOT NULL,
      is_baseline_scan boolean NOT NULL,
      baseline_generation integer NOT NULL,
      state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'completed', 'failed')),
      failure_reason text,
      expected_uploads integer,
      uploads_received integer NOT NULL DEFAULT 0,
      -- completion was requested while reports were still expected
      completion_requested_at timestamptz,
      idempotency_key text,
      created_by text NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(),
      deadline_at timestamptz NOT NULL,
      completed_at timestamptz,
      -- what the scanner says of itself at completion
      duplication_pct double precision,
      files_parsed integer,
      files_skipped integer,
      lines_of_code bigint,
      tool_versions jsonb NOT NULL DEFAULT '{}',
      policy_file text,
      -- findings by severity, type and newness (src/domain/ratings/scan-counters.ts)
      counters jsonb,
      -- an analyzer reported, with findings or without (coverage gaps do not count)
      has_findings_report boolean NOT NULL DEFAULT false,
      fixed_count integer,
      tracking text,
      has_changes boolean NOT NULL DEFAULT false,
      coverage_file_count integer NOT NULL DEFAULT 0,
      lines_total bigint NOT NULL DEFAULT 0,
      lines_covered bigint NOT NULL DEFAULT 0,
      changed_lines_total bigint,
      changed_lines_covered bigint,
      -- number of its last evaluation; 0 while there is none
      evaluation integer NOT NULL DEFAULT 0,
      marks_changed_at timestamptz,
      -- the merge base, and its first-parent ancestors, the newest first
      base_sha text,
      base_commits text[] NOT NULL DEFAULT '{}',
      -- false for what no change may be compared with, though it was scanned outside a pull request
      may_be_base boolean NOT NULL DEFAULT true,
      -- chosen once, at completion; a scan without a base has none for good
      is_base_chosen boolean NOT NULL DEFAULT false,
      base_scan_id bigint,
      is_base_exact boolean NOT NULL DEFAULT false,
      -- commits between the base and the merge base; null where the base is not on the line
      base_commits_behind integer,
      gate_status text CHECK (gate_status IN ('passed', 'failed', 'not_configured')),
      -- tools as CI names them at completion: [{tool, version, configDigest}]
      named_tools jsonb NOT NULL DEFAULT '[]',
      coverage_detail jsonb,
      is_kept_from_baseline boolean NOT NULL DEFAULT false,
      -- no details are shown from then on, though they may not be deleted yet
      details_expired_at timestamptz,
      details_deleted_at timestamptz,
      conclusion text,
      failing_rules text[],
      findings_total integer,
      new_total integer,
      coverage_pct double precision,
      quality_rating "char",
      debt_minutes integer,
      direction text CHECK (direction IN ('improving', 'steady', 'degrading')),
      -- problems against the completed scan before it, of the same branch or pull request
      appeared integer,
      disappeared integer,
      -- as [{"filePath": ..., "ranges": [[from, to], ...]}, ...], by path
      uncovered_added jsonb,
      is_timeout_recorded boolean NOT NULL DEFAULT false,
      -- commits besides the scanned one that show its verdict
      extra_shas text[] NOT NULL DEFAULT '{}',
      is_untrusted boolean NOT NULL DEFAULT false,
      -- of the last scan of a branch that was deleted at the forge: details of its scans need not be stored any longer
      branch_deleted_at timestamptz,
      -- null: no report has counted yet, or all did before this version
      last_upload_at timestamptz,
      tests_total integer,
      tests_failed integer,
      -- commit and ref of the identity token; null: no trusted publisher started it
      publisher_run text,
      -- commits of the scan that it does not speak for: the token of its pipeline does not name them
      unproven_commits text[] NOT NULL DEFAULT '{}',
      PRIMARY KEY (org_id, id),
      FOREIGN KEY (org_id, repo_id) REFERENCES public.repos (org_id, id) ON DELETE CASCADE
    );
    CREATE INDEX scans_branch ON public.scans (org_id, repo_id, branch, id DESC);
    CREATE INDEX scans_branch_outside_pulls ON public.scans (org_id, repo_id, branch, id DESC)
      WHERE pr_number IS NULL;
    -- by the digits that no abbreviation lacks
    CREATE INDEX scans_commit ON public.scans (org_id, repo_id, left(commit_sha, 4), id DESC)
      WHERE commit_sha IS NOT NULL;
    CREATE INDEX scans_deadline ON public.scans (deadline_at)
      WHERE state = 'pending' AND NOT is_timeout_recorded;
    CREATE INDEX scans_expired ON public.scans (org_id, repo_id, id)
      WHERE details_expired_at IS NOT NULL AND details_deleted_at IS NULL;
    CREATE UNIQUE INDEX scans_idempotency_of_caller ON public.scans (org_id, created_by, idempotency_key)
      WHERE idempotency_key IS NOT NULL;
    CREATE INDEX scans_pending ON public.scans (org_id, repo_id, id) WHERE state = 'pending';
    CREATE INDEX scans_pull_request ON public.scans (org_id, repo_id, pr_number, id DESC)
      WHERE pr_number IS NOT NULL;
    CREATE INDEX scans_repo ON public.scans (org_id, repo_id, id DESC);
    ${tenantTable('public.scans', { repo: 'repo_id' })}
    CREATE POLICY repo_wall_deleted ON public.scans AS RESTRICTIVE FOR ALL TO ${APP_ROLE}
      USING (${likely(`repo_id IS NULL OR (SELECT current_setting('app.sees_deleted', true)) = 'on'
        OR repo_id NOT IN (SELECT deleted.repo_id FROM public.deleted_repos deleted)`)});
    GRANT SELECT, INSERT, UPDATE, DELETE ON public.scans TO ${APP_ROLE};

    CREATE TABLE public.scan_files (
      org_id bigint NOT NULL,
      scan_id bigint NOT NULL,
      paths text[] NOT NULL,
      code_owners text,
      PRIMARY KEY (org_id, scan_id),
      FOREIGN KEY (org_id, scan_id) REFERENCES public.scans (org_id, id) ON DELETE CASCADE
    );
    ${tenantTable('public.scan_files')}
    GRANT SELECT, INSERT, UPDATE, DELETE ON public.scan_files TO ${APP_ROLE};

    CREATE TABLE public.scan_changes (
      org_id bigint NOT NULL,
      scan_id bigint NOT NULL,
      -- [{path, oldPath, added: [[from, to], ...]}, ...]
      files jsonb NOT NULL,
      PRIMARY KEY (org_id, scan_id),
      FOREIGN KEY (org_id, scan_id) REFERENCES public.scans (org_id, id) ON DELETE CASCADE
    );
    ${tenantTable('public.scan_changes')}
    GRANT SELECT, INSERT, UPDATE, DELETE ON public.scan_changes TO ${APP_ROLE};

    CREATE TABLE public.pull_requests (
      org_id bigint NOT NULL,
      repo_id bigint NOT NULL,
      number bigint NOT NULL,
      title text,
      author text,
      url text,
      -- no foreign key: scans are deleted one by one; lists are in this order
      last_scan_id bigint NOT NULL,
      last_scanned_at timestamptz NOT NULL,
      closed_at timestamptz,
      is_merged boolean,
      PRIMARY KEY (org_id, repo_id, number),
      CHECK ((closed_at IS NULL) = (is_merged IS NULL)),
      FOREIGN KEY (org_id, repo_id) REFERENCES public.repos (org_id, id) ON DELETE CASCADE
    );
    CREATE INDEX pull_requests_by_scan ON public.pull_requests (org_id, repo_id, last_scan_id DESC);
    ${tenantTable('public.pull_requests', { repo: 'repo_id' })}
    GRANT SELECT, INSERT, UPDATE ON public.pull_requests TO ${APP_ROLE};

    CREATE TABLE public.trusted_publishers (
      org_id bigint NOT NULL REFERENCES public.organizations (id) ON DELETE CASCADE,
      id bigint GENERATED ALWAYS AS IDENTITY,
      kind text NOT NULL CHECK (kind IN ('github', 'gitlab', 'custom')),
      issuer text NOT NULL,
      -- texts by the names of claims
      claims jsonb NOT NULL,
      -- null: all of the organization
      repo_id bigint,
      scopes text[] NOT NULL,
      created_by_user_id bigint NOT NULL,
      created_by text NOT NULL,
      created_at timestamptz NOT NULL,
      minted_by bigint,
      -- that of the key; null: without end
      expires_at timestamptz,
      -- how the organization proved that it speaks for the project. first: it was the first to trust it, which
      -- proves nothing
      proof text CHECK (proof IN ('first', 'exchange', 'forge')),
      is_disabled boolean NOT NULL DEFAULT false,
      -- the last time that another organization began to trust the project, once a day
      contested_at timestamptz,
      -- tokens that were issued before count for nothing; null: all count
      tokens_from timestamptz,
      PRIMARY KEY (org_id, id),
      FOREIGN KEY (org_id, minted_by) REFERENCES auth.api_keys (org_id, id) ON DELETE CASCADE,
      FOREIGN KEY (org_id, repo_id) REFERENCES public.repos (org_id, id) ON DELETE CASCADE
    );
    CREATE INDEX trusted_publishers_minted_by ON public.trusted_publishers (org_id, minted_by)
      WHERE minted_by IS NOT NULL;
    -- finds those that a token may be of: by the project that it names, or by none
    CREATE INDEX trusted_publishers_project
      ON public.trusted_publishers (issuer, coalesce(claims ->> 'repository_id', claims ->> 'project_id', ''));
    ${tenantTable('public.trusted_publishers', { repo: 'repo_id' })}
    ${deletedWall('public.trusted_publishers', 'repo_id')}
    GRANT SELECT, INSERT, DELETE ON public.trusted_publishers TO ${APP_ROLE};
    GRANT UPDATE (proof, is_disabled) ON public.trusted_publishers TO ${APP_ROLE};
  `,

  functions: `
    -- A key that is bound to repositories sees no others, which count all the same.
    CREATE OR REPLACE FUNCTION auth.count_repos(wanted_org bigint) RETURNS bigint
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT count(*) FROM public.repos WHERE org_id = wanted_org
          AND org_id = NULLIF(current_setting('app.org_id', true), '')::bigint
      $$;

    CREATE OR REPLACE FUNCTION public.find_timed_out_scans(at timestamptz, at_most integer)
      RETURNS TABLE (org_id bigint, id bigint)
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT s.org_id, s.id FROM public.scans s
        WHERE s.state = 'pending' AND NOT s.is_timeout_recorded AND s.deadline_at <= at
        ORDER BY s.deadline_at LIMIT at_most
      $$;

    -- The publisher behind an access token; no row when it was deleted, or its repository is being deleted.
    CREATE OR REPLACE FUNCTION auth.find_publisher_holder(of_org bigint, wanted bigint)
      RETURNS TABLE (kind text, claims jsonb, repo_id bigint, scopes text[], maker_id bigint, valid_for_ms double
        precision)
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT p.kind, p.claims, p.repo_id, p.scopes, p.created_by_user_id , extract(epoch
          FROM p.expires_at - now())::float8 * 1000
        FROM public.trusted_publishers p
        WHERE p.org_id = of_org AND p.id = wanted AND NOT p.is_disabled AND (p.expires_at IS NULL OR p.expires_at > now())
          AND NOT EXISTS (SELECT FROM public.deleted_repos d WHERE d.org_id = p.org_id AND d.repo_id = p.repo_id)
      $$;

    -- The scan that an upload token feeds, and the name of the token's maker; no row once either has ended.
    CREATE OR REPLACE FUNCTION auth.find_upload_holder(of_org bigint, wanted bigint, maker_type text, maker_id bigint)
      RETURNS TABLE (repo_id bigint, maker_name text, user_id bigint)
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT s.repo_id, maker.name, maker.user_id
        FROM public.scans s, (
          SELECT u.email AS name, u.id AS user_id FROM auth.users u
            LEFT JOIN public.members m ON m.org_id = of_org AND m.user_id = u.id
            WHERE maker_type = 'user' AND u.id = maker_id AND (m.role IS NOT NULL OR u.is_super_admin)
          UNION ALL
          SELECT k.name, k.created_by_user_id FROM auth.api_keys k
            WHERE maker_type = 'api_key' AND k.org_id = of_org AND k.id = maker_id
              AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())
          UNION ALL
          SELECT p.kind || coalesce(' ' || coalesce(p.claims ->> 'repository_id', p.claims ->> 'project_id',
            p.claims ->> 'sub'), ''), p.created_by_user_id
            FROM public.trusted_publishers p
            WHERE maker_type = 'trusted_publisher' AND p.org_id = of_org AND p.id = maker_id AND NOT p.is_disabled
              AND (p.expires_at IS NULL OR p.expires_at > now())
        ) AS maker
        WHERE s.org_id = of_org AND s.id = wanted
          AND NOT EXISTS (SELECT FROM public.deleted_repos d WHERE d.org_id = s.org_id AND d.repo_id = s.repo_id)
      $$;

    -- The scan whose deadline comes first is the oldest one unless deadlines were changed meanwhile; the index of
    -- deadlines has it.
    CREATE OR REPLACE FUNCTION public.oldest_pending_scan(at timestamptz) RETURNS timestamptz
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '100ms' AS $$
        SELECT s.created_at FROM public.scans s
        WHERE s.state = 'pending' AND NOT s.is_timeout_recorded AND s.deadline_at > at
        ORDER BY s.deadline_at LIMIT 1
      $$;

    -- Publishers that demand this issuer and one of these projects or none, of one organization where one is named:
    -- of each those
    -- first that the claims of a token fit, then those that demand most. is_alone: no other organization trusts the same.
    CREATE OR REPLACE FUNCTION auth.find_publishers(of_issuer text, projects text[], given jsonb, of_org bigint, of_slug
        text)
      RETURNS TABLE (org_id bigint, slug text, id bigint, kind text, claims jsonb, repo_id bigint, scopes text[], proof
        text, is_alone boolean)
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        WITH ranked AS (
          SELECT p.*, o.slug, coalesce(p.claims ->> 'repository_id', p.claims ->> 'project_id', '')
            AS project, row_number() OVER (PARTITION BY p.org_id
            ORDER BY p.claims <@ given DESC, (SELECT count(*) FROM jsonb_object_keys(p.claims)) DESC, p.id) AS place
          FROM public.trusted_publishers p JOIN public.organizations o ON o.id = p.org_id AND o.deleted_at IS NULL
          WHERE p.issuer = of_issuer
            AND coalesce(p.claims ->> 'repository_id', p.claims ->> 'project_id', '') = ANY (projects || ''::text)
              AND NOT p.is_disabled AND (p.expires_at IS NULL OR p.expires_at > now())
            AND (of_org IS NULL OR p.org_id = of_org) AND (of_slug IS NULL OR o.slug = of_slug)
        )
        SELECT r.org_id, r.slug, r.id, r.kind, r.claims, r.repo_id, r.scopes, r.proof, NOT EXISTS (
          SELECT FROM public.trusted_publishers p JOIN public.organizations o ON o.id = p.org_id AND o.deleted_at IS NULL
          WHERE p.issuer = of_issuer
            AND coalesce(p.claims ->> 'repository_id', p.claims ->> 'project_id', '') = r.project
              AND p.org_id <> r.org_id AND NOT p.is_disabled AND (p.expires_at IS NULL OR p.expires_at > now())
            AND (r.project <> '' OR p.claims <@ given))
        FROM ranked r WHERE r.place <= 50
        ORDER BY r.proof IS NULL, r.org_id, r.place LIMIT 500
      $$;

    -- Has a publisher of the transaction's organization count: with the proof that the organization has of the
    -- project, or as the
    -- first to trust it. Answers publishers of others to whom that is to be reported.
    CREATE OR REPLACE FUNCTION auth.claim_project(wanted bigint, at timestamptz) RETURNS TABLE (org_id bigint, id bigint)
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        #variable_conflict use_column
        DECLARE
          claim public.trusted_publishers;
          project text;
        BEGIN
          SELECT p.* INTO claim FROM public.trusted_publishers p
            WHERE p.org_id = NULLIF(current_setting('app.org_id', true), '')::bigint AND p.id = wanted;
          project := coalesce(claim.claims ->> 'repository_id', claim.claims ->> 'project_id', '');
          -- two that begin at the same moment are one after the other
          PERFORM pg_advisory_xact_lock(hashtextextended(claim.issuer || ' ' || project, 0));
          UPDATE public.trusted_publishers p SET proof = coalesce(CASE WHEN EXISTS (SELECT FROM public.project_proofs f
        WHERE f.org_id = claim.org_id AND f.issuer = claim.issuer AND f.project_id = project AND project <> '')
          THEN 'forge' END,
            (SELECT own.proof FROM public.trusted_publishers own
              WHERE own.issuer = claim.issuer
                AND coalesce(own.claims ->> 'repository_id', own.claims ->> 'project_id', '') = project
                  AND own.org_id = claim.org_id
                AND own.proof IS NOT NULL AND (project <> '' OR own.claims = claim.claims)
              ORDER BY array_position(ARRAY['forge', 'exchange', 'first'], own.proof) LIMIT 1),
            CASE WHEN NOT EXISTS (SELECT FROM public.trusted_publishers other
              WHERE other.issuer = claim.issuer
                AND coalesce(other.claims ->> 'repository_id', other.claims ->> 'project_id', '') = project
                  AND other.org_id <> claim.org_id
                AND NOT other.is_disabled AND (other.expires_at IS NULL OR other.expires_at > now())
                  AND (project <> '' OR other.claims <@ claim.claims OR other.claims @> claim.claims)) THEN 'first' END)
            WHERE p.org_id = claim.org_id AND p.id = claim.id;
          RETURN QUERY UPDATE public.trusted_publishers other SET contested_at = at,
            proof = CASE WHEN NOT EXISTS (SELECT FROM public.project_proofs f
        WHERE f.org_id = claim.org_id AND f.issuer = claim.issuer AND f.project_id = project AND project <> '')
          THEN other.proof END
            WHERE other.issuer = claim.issuer
              AND coalesce(other.claims ->> 'repository_id', other.claims ->> 'project_id', '') = project
                AND other.org_id <> claim.org_id
              AND NOT other.is_disabled AND (other.expires_at IS NULL OR other.expires_at > now()) AND (project <> ''
                OR other.claims <@ claim.claims OR other.claims @> claim.claims)
              AND (other.contested_at IS NULL OR other.contested_at <= at - interval '1 day'
                OR other.proof IS NOT NULL AND EXISTS (SELECT FROM public.project_proofs f
        WHERE f.org_id = claim.org_id AND f.issuer = claim.issuer AND f.project_id = project AND project <> ''))
            RETURNING other.org_id, other.id;
      END $$;

    CREATE OR REPLACE FUNCTION auth.end_tokens() RETURNS trigger
      LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
          NEW.tokens_from := clock_timestamp();
          RETURN NEW;
      END $$;

    -- The last time that tokens of the organization, or of this publisher, ended: in seconds since the epoch, 0 for never.
    CREATE OR REPLACE FUNCTION auth.tokens_since(of_org bigint, of_publisher bigint) RETURNS numeric
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT coalesce(extract(epoch FROM greatest(
          (SELECT o.tokens_from FROM public.organizations o WHERE o.id = of_org),
          (SELECT p.tokens_from FROM public.trusted_publishers p WHERE p.org_id = of_org AND p.id = of_publisher))), 0)
      $$;

    GRANT EXECUTE ON FUNCTION
      auth.count_repos, public.find_timed_out_scans, auth.find_publisher_holder, auth.find_upload_holder,
      public.oldest_pending_scan, auth.find_publishers, auth.claim_project, auth.tokens_since
    TO ${APP_ROLE};
  `,

  triggers: `
    -- cached statuses of its scans are not valid any more
    CREATE OR REPLACE TRIGGER announce_change AFTER INSERT ON public.deleted_repos FOR EACH ROW
      EXECUTE FUNCTION public.announce_change('gate', 'org_id');
    CREATE OR REPLACE TRIGGER announce_change AFTER UPDATE ON public.scans FOR EACH ROW
      WHEN (old.repo_id IS DISTINCT FROM new.repo_id
        OR old.branch IS DISTINCT FROM new.branch
        OR old.pr_number IS DISTINCT FROM new.pr_number
        OR old.default_branch IS DISTINCT FROM new.default_branch
        OR old.is_baseline_scan IS DISTINCT FROM new.is_baseline_scan
        OR old.state IS DISTINCT FROM new.state
        OR old.deadline_at IS DISTINCT FROM new.deadline_at
        OR old.evaluation IS DISTINCT FROM new.evaluation
        OR old.marks_changed_at IS DISTINCT FROM new.marks_changed_at)
      EXECUTE FUNCTION public.announce_change('scan', 'org_id', 'id');
    CREATE OR REPLACE TRIGGER announce_end AFTER DELETE ON public.scans FOR EACH ROW
      EXECUTE FUNCTION public.announce_change('scan', 'org_id', 'id');
    CREATE OR REPLACE TRIGGER announce_end AFTER DELETE ON public.trusted_publishers FOR EACH ROW
      EXECUTE FUNCTION public.announce_change('trusted_publisher', 'id');
    CREATE OR REPLACE TRIGGER announce_switch AFTER UPDATE ON public.trusted_publishers FOR EACH ROW
      WHEN (old.is_disabled IS DISTINCT FROM new.is_disabled)
      EXECUTE FUNCTION public.announce_change('trusted_publisher', 'id');
    CREATE OR REPLACE TRIGGER delete_finding_segments AFTER DELETE
      ON public.repos REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT
      EXECUTE FUNCTION public.delete_finding_segments();
    CREATE OR REPLACE TRIGGER delete_segments_of_coverage AFTER DELETE
      ON public.repos REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT
      EXECUTE FUNCTION public.delete_segments_of_coverage();
    CREATE OR REPLACE TRIGGER end_tokens BEFORE UPDATE ON public.trusted_publishers FOR EACH ROW
      WHEN ((NOT old.is_disabled) AND new.is_disabled)
      EXECUTE FUNCTION auth.end_tokens();
  `,
};
