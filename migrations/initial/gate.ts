import { APP_ROLE, deletedWall, likely, repoWall, repoWallOpenToShared, tenantTable } from '../tenant-table.js';
import type { Area } from './area.js';

/** Policies, verdicts and waivers. */
export const gate: Area = {
  tables: `
    CREATE TABLE public.gate_configs (
      org_id bigint PRIMARY KEY REFERENCES public.organizations (id) ON DELETE CASCADE,
      revision integer NOT NULL,
      enabled boolean NOT NULL,
      block_merge_on_fail boolean NOT NULL,
      applies_to_new_code_only boolean NOT NULL,
      policy jsonb NOT NULL,
      saved_at timestamptz NOT NULL
    );
    ${tenantTable('public.gate_configs')}
    GRANT SELECT, INSERT, UPDATE ON public.gate_configs TO ${APP_ROLE};

    -- Every revision, kept for ever.
    CREATE TABLE public.gate_config_revisions (
      org_id bigint NOT NULL REFERENCES public.organizations (id) ON DELETE CASCADE,
      revision integer NOT NULL,
      enabled boolean NOT NULL,
      block_merge_on_fail boolean NOT NULL,
      applies_to_new_code_only boolean NOT NULL,
      policy jsonb NOT NULL,
      saved_by text NOT NULL,
      saved_at timestamptz NOT NULL,
      PRIMARY KEY (org_id, revision)
    );
    ${tenantTable('public.gate_config_revisions')}
    GRANT SELECT, INSERT ON public.gate_config_revisions TO ${APP_ROLE};

    CREATE TABLE public.repo_gate_config_revisions (
      org_id bigint NOT NULL,
      repo_id bigint NOT NULL,
      revision integer NOT NULL,
      -- from here on the repository follows its organization again
      is_removed boolean NOT NULL,
      -- NULL: as the organization has it
      enabled boolean,
      block_merge_on_fail boolean,
      applies_to_new_code_only boolean,
      -- the rules that the repository sets itself; null switches one off
      rules jsonb NOT NULL,
      saved_by text NOT NULL,
      saved_at timestamptz NOT NULL,
      PRIMARY KEY (org_id, repo_id, revision),
      FOREIGN KEY (org_id, repo_id) REFERENCES public.repos (org_id, id) ON DELETE CASCADE
    );
    ${tenantTable('public.repo_gate_config_revisions', { repo: 'repo_id' })}
    GRANT SELECT, INSERT ON public.repo_gate_config_revisions TO ${APP_ROLE};

    CREATE TABLE public.evaluations (
      org_id bigint NOT NULL,
      scan_id bigint NOT NULL,
      number integer NOT NULL,
      -- completed, coverage_uploaded, recomputed, scan_failed
      trigger text NOT NULL,
      status text NOT NULL CHECK (status IN ('passed', 'failed', 'not_configured')),
      policy_revision integer NOT NULL,
      policy jsonb NOT NULL,
      -- the body of GET /quality/gates/status without what is only known at read (stale), ready to send
      verdict json NOT NULL,
      ratings jsonb NOT NULL,
      evaluated_at timestamptz NOT NULL,
      evaluated_by text NOT NULL,
      facts jsonb,
      PRIMARY KEY (org_id, scan_id, number),
      FOREIGN KEY (org_id, scan_id) REFERENCES public.scans (org_id, id) ON DELETE CASCADE
    );
    ${tenantTable('public.evaluations')}
    GRANT SELECT, INSERT ON public.evaluations TO ${APP_ROLE};

    CREATE TABLE public.waivers (
      org_id bigint NOT NULL REFERENCES public.organizations (id) ON DELETE CASCADE,
      id bigint GENERATED ALWAYS AS IDENTITY,
      rule text NOT NULL,
      reason text NOT NULL,
      repo_id bigint,
      pr_number bigint,
      -- a number for counts and percentages, a letter for the rating
      max_actual jsonb,
      created_by_user_id bigint,
      created_by text NOT NULL,
      created_at timestamptz NOT NULL,
      expires_at timestamptz,
      revoked_at timestamptz,
      revoked_by text,
      is_expiry_recorded boolean NOT NULL DEFAULT false,
      PRIMARY KEY (org_id, id),
      CHECK (pr_number IS NULL OR repo_id IS NOT NULL),
      FOREIGN KEY (org_id, repo_id) REFERENCES public.repos (org_id, id) ON DELETE CASCADE
    );
    CREATE INDEX waivers_end ON public.waivers (expires_at)
      WHERE expires_at IS NOT NULL AND revoked_at IS NULL AND NOT is_expiry_recorded;
    ${tenantTable('public.waivers')}
    CREATE POLICY repo_wall_deleted ON public.waivers AS RESTRICTIVE FOR ALL TO ${APP_ROLE}
      USING (${likely(`repo_id IS NULL OR (SELECT current_setting('app.sees_deleted', true)) = 'on'
        OR repo_id NOT IN (SELECT deleted.repo_id FROM public.deleted_repos deleted)`)});
    ${repoWall('public.waivers', 'repo_id', 'INSERT')}
    ${repoWallOpenToShared('public.waivers', 'SELECT')}
    ${repoWall('public.waivers', 'repo_id', 'UPDATE')}
    GRANT SELECT, INSERT ON public.waivers TO ${APP_ROLE};
    GRANT UPDATE (expires_at, revoked_at, revoked_by, is_expiry_recorded) ON public.waivers TO ${APP_ROLE};

    CREATE TABLE public.waiver_requests (
      org_id bigint NOT NULL REFERENCES public.organizations (id) ON DELETE CASCADE,
      id bigint GENERATED ALWAYS AS IDENTITY,
      rule text,
      reason text NOT NULL,
      repo_id bigint,
      pr_number bigint,
      max_actual jsonb,
      expires_at timestamptz,
      created_by_user_id bigint NOT NULL,
      created_by text NOT NULL,
      created_at timestamptz NOT NULL,
      state text NOT NULL DEFAULT 'requested' CHECK (state IN ('requested', 'approved', 'declined', 'withdrawn')),
      decided_by_user_id bigint,
      decided_by text,
      decided_at timestamptz,
      decline_reason text,
      -- the waiver that an approval made
      waiver_id bigint,
      issue_id bigint,
      -- the finding as it was when the request was made
      problem jsonb,
      PRIMARY KEY (org_id, id),
      CONSTRAINT waiver_requests_acceptance CHECK (issue_id IS NULL OR (repo_id IS NOT NULL AND pr_number IS NULL
        AND max_actual IS NULL)),
      CONSTRAINT waiver_requests_approved CHECK ((state = 'approved' AND issue_id IS NULL) = (waiver_id IS NOT NULL)),
      CHECK (pr_number IS NULL OR repo_id IS NOT NULL),
      CONSTRAINT waiver_requests_check2 CHECK ((state = 'requested') = (decided_at IS NULL)),
      CONSTRAINT waiver_requests_problem CHECK ((issue_id IS NULL) = (problem IS NULL)),
      CONSTRAINT waiver_requests_subject CHECK ((rule IS NULL) = (issue_id IS NOT NULL)),
      FOREIGN KEY (org_id, repo_id) REFERENCES public.repos (org_id, id) ON DELETE CASCADE,
      FOREIGN KEY (org_id, waiver_id) REFERENCES public.waivers (org_id, id) ON DELETE CASCADE
    );
    CREATE INDEX waiver_requests_open ON public.waiver_requests (org_id, id) WHERE state = 'requested';
    ${tenantTable('public.waiver_requests')}
    ${deletedWall('public.waiver_requests', 'repo_id')}
    ${repoWall('public.waiver_requests', 'repo_id', 'INSERT')}
    ${repoWallOpenToShared('public.waiver_requests', 'SELECT')}
    ${repoWall('public.waiver_requests', 'repo_id', 'UPDATE')}
    GRANT SELECT, INSERT ON public.waiver_requests TO ${APP_ROLE};
    GRANT UPDATE (state, decided_by_user_id, decided_by, decided_at, decline_reason, waiver_id)
      ON public.waiver_requests TO ${APP_ROLE};

    CREATE TABLE public.waiver_uses (
      org_id bigint NOT NULL,
      waiver_id bigint NOT NULL,
      scan_id bigint NOT NULL,
      repo_id bigint NOT NULL,
      -- evaluations of the scan in which the waiver was credited
      uses integer NOT NULL,
      last_used_at timestamptz NOT NULL,
      PRIMARY KEY (org_id, waiver_id, scan_id),
      FOREIGN KEY (org_id, scan_id) REFERENCES public.scans (org_id, id) ON DELETE CASCADE,
      FOREIGN KEY (org_id, waiver_id) REFERENCES public.waivers (org_id, id) ON DELETE CASCADE
    );
    CREATE INDEX waiver_uses_last ON public.waiver_uses (org_id, waiver_id, last_used_at, scan_id);
    CREATE INDEX waiver_uses_scan ON public.waiver_uses (org_id, scan_id);
    ${tenantTable('public.waiver_uses', { repo: 'repo_id' })}
    ${deletedWall('public.waiver_uses', 'repo_id')}
    GRANT SELECT, INSERT, UPDATE ON public.waiver_uses TO ${APP_ROLE};
  `,

  functions: `
    CREATE OR REPLACE FUNCTION public.find_expired_waivers(at timestamptz, at_most integer)
      RETURNS TABLE (org_id bigint, id bigint)
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT w.org_id, w.id FROM public.waivers w
        WHERE w.expires_at <= at AND w.revoked_at IS NULL AND NOT w.is_expiry_recorded
        ORDER BY w.expires_at LIMIT at_most
      $$;

    GRANT EXECUTE ON FUNCTION
      public.find_expired_waivers
    TO ${APP_ROLE};
  `,

  triggers: `
    CREATE OR REPLACE TRIGGER announce_change AFTER INSERT OR DELETE OR UPDATE ON public.gate_configs FOR EACH ROW
      EXECUTE FUNCTION public.announce_change('gate', 'org_id');
    CREATE OR REPLACE TRIGGER announce_change AFTER INSERT OR DELETE OR UPDATE ON public.waivers FOR EACH ROW
      EXECUTE FUNCTION public.announce_change('gate', 'org_id');
    CREATE OR REPLACE TRIGGER announce_change AFTER INSERT ON public.repo_gate_config_revisions FOR EACH ROW
      EXECUTE FUNCTION public.announce_change('gate', 'org_id');
  `,
};
