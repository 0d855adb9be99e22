import { APP_ROLE, tenantTable } from '../tenant-table.js';
import type { Area } from './area.js';

/** Findings, stored once: segments by the digest of their content, manifests that name them, and what people decide about problems. */
export const findings: Area = {
  tables: `
    CREATE TYPE public.finding_type AS ENUM ('complexity', 'dead_code', 'duplication', 'coverage_gap', 'security', 'bug',
      'code_smell');
    CREATE TYPE public.severity AS ENUM ('critical', 'high', 'medium', 'low', 'info');

    CREATE SEQUENCE public.issue_ids;
    GRANT USAGE ON SEQUENCE public.issue_ids TO ${APP_ROLE};

    -- One row per tool that reported to a scan.
    CREATE TABLE public.finding_reports (
      org_id bigint NOT NULL,
      scan_id bigint NOT NULL,
      tool text NOT NULL,
      tool_version text,
      format text NOT NULL,
      finding_count integer NOT NULL,
      duplication_pct double precision,
      lines_of_code bigint,
      -- what the findings were matched against; when it changes before completion they are matched again
      matched_against text NOT NULL,
      fixed_count integer NOT NULL DEFAULT 0,
      tracking text,
      uploaded_at timestamptz NOT NULL DEFAULT now(),
      config_digest text,
      state text NOT NULL DEFAULT 'ok' CHECK (state IN ('ok', 'partial', 'failed', 'not_run')),
      -- of the report's bytes, where it does not name its tool: another one is kept beside it
      digest bytea,
      stored_bytes bigint NOT NULL DEFAULT 0,
      rejected integer,
      PRIMARY KEY (org_id, scan_id, tool),
      FOREIGN KEY (org_id, scan_id) REFERENCES public.scans (org_id, id) ON DELETE CASCADE
    );
    ${tenantTable('public.finding_reports')}
    GRANT SELECT, INSERT, UPDATE, DELETE ON public.finding_reports TO ${APP_ROLE};

    CREATE TABLE public.finding_segments (
      org_id bigint NOT NULL,
      repo_id bigint NOT NULL,
      address bytea NOT NULL,
      -- domain/findings/segments/segment.ts
      content bytea NOT NULL,
      PRIMARY KEY (org_id, repo_id, address)
    );
    ALTER TABLE public.finding_segments ALTER COLUMN content SET STORAGE EXTERNAL;
    ${tenantTable('public.finding_segments', { repo: 'repo_id' })}
    GRANT SELECT, INSERT, DELETE ON public.finding_segments TO ${APP_ROLE};

    CREATE TABLE public.finding_keyframes (
      org_id bigint NOT NULL,
      repo_id bigint NOT NULL,
      address bytea NOT NULL,
      -- domain/segments/keyframes.ts
      content bytea NOT NULL,
      PRIMARY KEY (org_id, repo_id, address)
    );
    ${tenantTable('public.finding_keyframes', { repo: 'repo_id' })}
    GRANT SELECT, INSERT, DELETE ON public.finding_keyframes TO ${APP_ROLE};

    CREATE TABLE public.scan_manifests (
      org_id bigint NOT NULL,
      scan_id bigint NOT NULL,
      tool text NOT NULL,
      repo_id bigint NOT NULL,
      keyframe bytea NOT NULL,
      difference bytea NOT NULL,
      -- problems of the scan that the keyframe has not, and the other way round
      added_issue_ids bigint[] NOT NULL,
      removed_issue_ids bigint[] NOT NULL,
      -- facts that belong to this scan alone: how each finding was recognized, and why it is new
      states bytea NOT NULL,
      -- explanations of new findings and the copies at which clones are reported, by the row of the finding
      notes jsonb NOT NULL,
      -- numbers of findings that count alike: [[kind, flags, count], ...]
      groups jsonb NOT NULL,
      -- the transaction that wrote it, for sweeping segments that no manifest names
      stored_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
      PRIMARY KEY (org_id, scan_id, tool),
      FOREIGN KEY (org_id, scan_id) REFERENCES public.scans (org_id, id) ON DELETE CASCADE
    );
    CREATE INDEX scan_manifests_keyframe ON public.scan_manifests (org_id, repo_id, keyframe);
    ${tenantTable('public.scan_manifests', { repo: 'repo_id' })}
    GRANT SELECT, INSERT, UPDATE, DELETE ON public.scan_manifests TO ${APP_ROLE};

    CREATE TABLE public.baselines (
      org_id bigint NOT NULL,
      repo_id bigint NOT NULL,
      branch text NOT NULL,
      tool text NOT NULL,
      -- compare-and-swap: a writer replaces the version that it read, or reads again
      version integer NOT NULL,
      finding_count integer NOT NULL,
      scan_id bigint NOT NULL,
      updated_at timestamptz NOT NULL,
      PRIMARY KEY (org_id, repo_id, branch, tool),
      FOREIGN KEY (org_id, repo_id) REFERENCES public.repos (org_id, id) ON DELETE CASCADE
    );
    ${tenantTable('public.baselines', { repo: 'repo_id' })}
    GRANT SELECT, INSERT, UPDATE, DELETE ON public.baselines TO ${APP_ROLE};

    -- What a rebuild cleared, until the next default-branch scan: the way back.
    CREATE TABLE public.cleared_baselines (
      org_id bigint NOT NULL,
      repo_id bigint NOT NULL,
      branch text NOT NULL,
      tool text NOT NULL,
      version integer NOT NULL,
      finding_count integer NOT NULL,
      scan_id bigint NOT NULL,
      updated_at timestamptz NOT NULL,
      cleared_at timestamptz NOT NULL,
      -- null where an earlier version cleared it
      cleared_by_id bigint,
      cleared_by_name text,
      PRIMARY KEY (org_id, repo_id, branch, tool),
      FOREIGN KEY (org_id, repo_id) REFERENCES public.repos (org_id, id) ON DELETE CASCADE
    );
    ${tenantTable('public.cleared_baselines', { repo: 'repo_id' })}
    GRANT SELECT, INSERT, UPDATE, DELETE ON public.cleared_baselines TO ${APP_ROLE};

    -- Ids of problems are taken in blocks: a block tells the repository and the tool of its problems.
    CREATE TABLE public.issue_blocks (
      org_id bigint NOT NULL,
      first_id bigint NOT NULL,
      id_count integer NOT NULL CHECK (id_count > 0),
      repo_id bigint NOT NULL,
      tool text NOT NULL,
      PRIMARY KEY (org_id, first_id),
      FOREIGN KEY (org_id, repo_id) REFERENCES public.repos (org_id, id) ON DELETE CASCADE
    );
    ${tenantTable('public.issue_blocks', { repo: 'repo_id' })}
    GRANT SELECT, INSERT ON public.issue_blocks TO ${APP_ROLE};

    -- Marks of false positives belong to the problem; features find it again where its id is not carried over.
    CREATE TABLE public.issue_marks (
      org_id bigint NOT NULL,
      issue_id bigint NOT NULL,
      repo_id bigint NOT NULL,
      tool text NOT NULL,
      reason text NOT NULL,
      features bytea NOT NULL,
      first_seen_scan_id bigint NOT NULL,
      marked_by text NOT NULL,
      marked_at timestamptz NOT NULL,
      PRIMARY KEY (org_id, issue_id),
      FOREIGN KEY (org_id, repo_id) REFERENCES public.repos (org_id, id) ON DELETE CASCADE
    );
    CREATE INDEX issue_marks_repo ON public.issue_marks (org_id, repo_id, tool);
    ${tenantTable('public.issue_marks', { repo: 'repo_id' })}
    GRANT SELECT, INSERT, UPDATE, DELETE ON public.issue_marks TO ${APP_ROLE};

    -- as issue_marks, with an end
    CREATE TABLE public.accepted_issues (
      org_id bigint NOT NULL,
      issue_id bigint NOT NULL,
      repo_id bigint NOT NULL,
      tool text NOT NULL,
      reason text NOT NULL,
      features bytea NOT NULL,
      first_seen_scan_id bigint NOT NULL,
      marked_by text NOT NULL,
      marked_at timestamptz NOT NULL,
      -- NULL: for good
      ends_at timestamptz,
      PRIMARY KEY (org_id, issue_id),
      FOREIGN KEY (org_id, repo_id) REFERENCES public.repos (org_id, id) ON DELETE CASCADE
    );
    CREATE INDEX accepted_issues_repo ON public.accepted_issues (org_id, repo_id, tool);
    ${tenantTable('public.accepted_issues', { repo: 'repo_id' })}
    GRANT SELECT, INSERT, UPDATE, DELETE ON public.accepted_issues TO ${APP_ROLE};

    CREATE TABLE public.mark_operations (
      org_id bigint NOT NULL,
      id uuid NOT NULL,
      repo_id bigint NOT NULL,
      -- problems that it marked or unmarked
      issue_ids bigint[] NOT NULL,
      -- rows of issue_marks that it removed; NULL where it marked
      removed jsonb,
      made_by text NOT NULL,
      made_at timestamptz NOT NULL,
      undone_at timestamptz,
      part integer NOT NULL DEFAULT 0,
      -- the job that makes the marks; NULL where the request made them
      job_id bigint,
      PRIMARY KEY (org_id, id, repo_id, part),
      FOREIGN KEY (org_id, repo_id) REFERENCES public.repos (org_id, id) ON DELETE CASCADE
    );
    CREATE INDEX mark_operations_made_at ON public.mark_operations (org_id, made_at);
    ${tenantTable('public.mark_operations', { repo: 'repo_id' })}
    GRANT SELECT, INSERT, UPDATE, DELETE ON public.mark_operations TO ${APP_ROLE};
  `,

  functions: `
    -- Takes a block of ids and answers the first. The lock is released at once, so no transaction waits for another.
    CREATE OR REPLACE FUNCTION public.take_issue_ids(id_count bigint) RETURNS bigint
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        DECLARE first_id bigint;
        BEGIN
          PERFORM pg_advisory_lock(1769173861);
          first_id := nextval('public.issue_ids');
          PERFORM setval('public.issue_ids', first_id + greatest(id_count, 1) - 1);
          PERFORM pg_advisory_unlock(1769173861);
          RETURN first_id;
      END $$;

    -- what ON DELETE CASCADE would do, without a check of each row that its repository is there
    CREATE OR REPLACE FUNCTION public.delete_finding_segments() RETURNS trigger
      LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
            DECLARE gone record;
            BEGIN
              FOR gone IN SELECT org_id, array_agg(id) AS ids FROM deleted GROUP BY org_id LOOP
                DELETE FROM public.finding_segments WHERE org_id = gone.org_id AND repo_id = ANY (gone.ids);
        DELETE FROM public.finding_keyframes WHERE org_id = gone.org_id AND repo_id = ANY (gone.ids);
              END LOOP;
              RETURN NULL;
      END $$;

    -- For npm run distribute, whose trigger replaces the foreign keys to scans.
    CREATE OR REPLACE FUNCTION public.delete_manifests() RETURNS trigger
      LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
        DECLARE gone record;
        BEGIN
          FOR gone IN SELECT org_id, array_agg(id) AS ids FROM deleted GROUP BY org_id LOOP
            DELETE FROM public.scan_manifests WHERE org_id = gone.org_id AND scan_id = ANY (gone.ids);
            DELETE FROM public.coverage_manifests WHERE org_id = gone.org_id AND scan_id = ANY (gone.ids);
          END LOOP;
          RETURN NULL;
      END $$;

    GRANT EXECUTE ON FUNCTION
      public.take_issue_ids
    TO ${APP_ROLE};
  `,

  triggers: '',
};
