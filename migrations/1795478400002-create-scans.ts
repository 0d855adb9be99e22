import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE, tenantWall } from './tenant-table.js';

/** Scans with what CI pushes to them: changed lines, file lists, findings; the baseline; false-positive marks. */
export class CreateScans1795478400002 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- declared worst first: ORDER BY severity lists the worst first
      CREATE TYPE public.severity AS ENUM ('critical', 'high', 'medium', 'low', 'info');
      CREATE TYPE public.finding_type AS ENUM
        ('complexity', 'dead_code', 'duplication', 'coverage_gap', 'security', 'bug', 'code_smell');

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
        -- counted once, read by the gate: findings by severity, type, newness (domain/ratings/scan-counters.ts)
        counters jsonb,
        -- any analyzer reported, be it without findings (coverage gaps are no report)
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
        PRIMARY KEY (org_id, id),
        FOREIGN KEY (org_id, repo_id) REFERENCES public.repos (org_id, id) ON DELETE CASCADE
      );
      CREATE UNIQUE INDEX scans_idempotency ON public.scans (org_id, idempotency_key) WHERE idempotency_key IS NOT NULL;
      CREATE INDEX scans_repo ON public.scans (org_id, repo_id, id DESC);
      CREATE INDEX scans_pull_request ON public.scans (org_id, repo_id, pr_number, id DESC) WHERE pr_number IS NOT NULL;
      ${tenantWall('public.scans')}
      GRANT SELECT, INSERT, UPDATE ON public.scans TO ${APP_ROLE};

      CREATE TABLE public.scan_changes (
        org_id bigint NOT NULL,
        scan_id bigint NOT NULL,
        -- [{path, oldPath, added: [[from, to], ...]}, ...]
        files jsonb NOT NULL,
        PRIMARY KEY (org_id, scan_id),
        FOREIGN KEY (org_id, scan_id) REFERENCES public.scans (org_id, id) ON DELETE CASCADE
      );
      ${tenantWall('public.scan_changes')}
      GRANT SELECT, INSERT, UPDATE, DELETE ON public.scan_changes TO ${APP_ROLE};

      CREATE TABLE public.scan_files (
        org_id bigint NOT NULL,
        scan_id bigint NOT NULL,
        paths text[] NOT NULL,
        PRIMARY KEY (org_id, scan_id),
        FOREIGN KEY (org_id, scan_id) REFERENCES public.scans (org_id, id) ON DELETE CASCADE
      );
      ${tenantWall('public.scan_files')}
      GRANT SELECT, INSERT, UPDATE, DELETE ON public.scan_files TO ${APP_ROLE};

      -- One row per tool that reported to a scan.
      CREATE TABLE public.finding_reports (
        org_id bigint NOT NULL,
        scan_id bigint NOT NULL,
        tool text NOT NULL,
        tool_version text,
        format text NOT NULL,
        digest bytea NOT NULL,
        finding_count integer NOT NULL,
        duplication_pct double precision,
        lines_of_code bigint,
        -- what the findings were matched against; when it changes before completion they are matched again
        matched_against text NOT NULL,
        fixed_count integer NOT NULL DEFAULT 0,
        tracking text,
        uploaded_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (org_id, scan_id, tool),
        FOREIGN KEY (org_id, scan_id) REFERENCES public.scans (org_id, id) ON DELETE CASCADE
      );
      ${tenantWall('public.finding_reports')}
      GRANT SELECT, INSERT, UPDATE, DELETE ON public.finding_reports TO ${APP_ROLE};

      -- Ids of problems; a problem has one row per scan that found it, all with the same issue_id.
      CREATE SEQUENCE public.issue_ids AS bigint CACHE 1;
      GRANT USAGE ON SEQUENCE public.issue_ids TO ${APP_ROLE};

      CREATE TABLE public.findings (
        org_id bigint NOT NULL,
        scan_id bigint NOT NULL,
        id bigint GENERATED ALWAYS AS IDENTITY,
        issue_id bigint NOT NULL,
        first_seen_scan_id bigint NOT NULL,
        tool text NOT NULL,
        rule_id text NOT NULL,
        type public.finding_type NOT NULL,
        severity public.severity NOT NULL,
        debt_kind text NOT NULL,
        file_path text,
        start_line integer,
        start_column integer,
        end_line integer,
        end_column integer,
        message text NOT NULL,
        fingerprint bytea NOT NULL,
        is_new boolean NOT NULL,
        matched_by text,
        is_suppressed boolean NOT NULL,
        -- hashes and integers that the matcher compares (domain/findings/matching); never source text
        features bytea NOT NULL,
        PRIMARY KEY (org_id, scan_id, id),
        FOREIGN KEY (org_id, scan_id) REFERENCES public.scans (org_id, id) ON DELETE CASCADE
      );
      CREATE INDEX findings_issue ON public.findings (org_id, issue_id);
      ${tenantWall('public.findings')}
      GRANT SELECT, INSERT, UPDATE, DELETE ON public.findings TO ${APP_ROLE};

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
      ${tenantWall('public.issue_marks')}
      GRANT SELECT, INSERT, UPDATE, DELETE ON public.issue_marks TO ${APP_ROLE};

      CREATE TABLE public.baselines (
        org_id bigint NOT NULL,
        repo_id bigint NOT NULL,
        branch text NOT NULL,
        tool text NOT NULL,
        -- compare-and-swap: a writer replaces the version that it read, or reads again
        version integer NOT NULL,
        finding_count integer NOT NULL,
        packed bytea NOT NULL,
        scan_id bigint NOT NULL,
        updated_at timestamptz NOT NULL,
        PRIMARY KEY (org_id, repo_id, branch, tool),
        FOREIGN KEY (org_id, repo_id) REFERENCES public.repos (org_id, id) ON DELETE CASCADE
      );
      -- packed hashes do not compress
      ALTER TABLE public.baselines ALTER COLUMN packed SET STORAGE EXTERNAL;
      ${tenantWall('public.baselines')}
      GRANT SELECT, INSERT, UPDATE, DELETE ON public.baselines TO ${APP_ROLE};

      -- What a rebuild cleared, until the next default-branch scan: the way back.
      CREATE TABLE public.cleared_baselines (
        org_id bigint NOT NULL,
        repo_id bigint NOT NULL,
        branch text NOT NULL,
        tool text NOT NULL,
        version integer NOT NULL,
        finding_count integer NOT NULL,
        packed bytea NOT NULL,
        scan_id bigint NOT NULL,
        updated_at timestamptz NOT NULL,
        cleared_at timestamptz NOT NULL,
        PRIMARY KEY (org_id, repo_id, branch, tool),
        FOREIGN KEY (org_id, repo_id) REFERENCES public.repos (org_id, id) ON DELETE CASCADE
      );
      ALTER TABLE public.cleared_baselines ALTER COLUMN packed SET STORAGE EXTERNAL;
      ${tenantWall('public.cleared_baselines')}
      GRANT SELECT, INSERT, UPDATE, DELETE ON public.cleared_baselines TO ${APP_ROLE};
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE public.cleared_baselines, public.baselines, public.issue_marks, public.findings,
        public.finding_reports, public.scan_files, public.scan_changes, public.scans;
      DROP SEQUENCE public.issue_ids;
      DROP TYPE public.finding_type;
      DROP TYPE public.severity;
    `);
  }
}
