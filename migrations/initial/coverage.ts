import { APP_ROLE, tenantTable } from '../tenant-table.js';
import type { Area } from './area.js';

/** Coverage of lines, stored once as findings are, and results of tests. */
export const coverage: Area = {
  tables: `
    CREATE TABLE public.coverage_uploads (
      org_id bigint NOT NULL,
      scan_id bigint NOT NULL,
      id bigint GENERATED ALWAYS AS IDENTITY,
      upload_key text,
      digest bytea NOT NULL,
      format text NOT NULL,
      file_count integer NOT NULL,
      uploaded_at timestamptz NOT NULL DEFAULT now(),
      -- where the report lies in the repository; null where that was not said
      report_path text,
      -- source roots that the report declares
      sources text[] NOT NULL DEFAULT '{}',
      -- any path was taken as it is, since neither the repository's files nor the report's place was known
      took_any_path boolean NOT NULL DEFAULT false,
      -- paths of files without a place, as they would be in the repository
      unmatched_paths text[] NOT NULL DEFAULT '{}',
      exclude text[] NOT NULL DEFAULT '{}',
      stored_bytes bigint NOT NULL DEFAULT 0,
      PRIMARY KEY (org_id, scan_id, id),
      FOREIGN KEY (org_id, scan_id) REFERENCES public.scans (org_id, id) ON DELETE CASCADE
    );
    CREATE UNIQUE INDEX coverage_uploads_digest
      ON public.coverage_uploads (org_id, scan_id, digest, coalesce(report_path, ''))
      WHERE upload_key IS NULL;
    CREATE UNIQUE INDEX coverage_uploads_key ON public.coverage_uploads (org_id, scan_id, upload_key)
      WHERE upload_key IS NOT NULL;
    ${tenantTable('public.coverage_uploads')}
    GRANT SELECT, INSERT, UPDATE, DELETE ON public.coverage_uploads TO ${APP_ROLE};

    -- without foreign keys, as their rows are many (docs/adr/storage.md#rows-without-foreign-keys); a trigger deletes those
    -- of deleted repositories
    CREATE TABLE public.coverage_segments (
      org_id bigint NOT NULL,
      repo_id bigint NOT NULL,
      address bytea NOT NULL,
      -- lines and branches (domain/coverage/packed-lines.ts)
      content bytea NOT NULL,
      PRIMARY KEY (org_id, repo_id, address)
    );
    ${tenantTable('public.coverage_segments', { repo: 'repo_id' })}
    GRANT SELECT, INSERT, DELETE ON public.coverage_segments TO ${APP_ROLE};

    CREATE TABLE public.coverage_keyframes (
      org_id bigint NOT NULL,
      repo_id bigint NOT NULL,
      address bytea NOT NULL,
      -- a manifest (domain/segments/manifest.ts); digests do not compress
      content bytea NOT NULL,
      PRIMARY KEY (org_id, repo_id, address)
    );
    ALTER TABLE public.coverage_keyframes ALTER COLUMN content SET STORAGE EXTERNAL;
    ${tenantTable('public.coverage_keyframes', { repo: 'repo_id' })}
    GRANT SELECT, INSERT, DELETE ON public.coverage_keyframes TO ${APP_ROLE};

    CREATE TABLE public.coverage_manifests (
      org_id bigint NOT NULL,
      repo_id bigint NOT NULL,
      scan_id bigint NOT NULL,
      -- 0: all uploads of the scan together
      upload_id bigint NOT NULL,
      keyframe bytea NOT NULL,
      difference bytea NOT NULL,
      -- of files with a place
      file_count integer NOT NULL,
      lines_total bigint NOT NULL,
      lines_covered bigint NOT NULL,
      -- the sweep of segments notices by it what was stored meanwhile
      stored_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
      PRIMARY KEY (org_id, scan_id, upload_id),
      FOREIGN KEY (org_id, scan_id) REFERENCES public.scans (org_id, id) ON DELETE CASCADE
    );
    CREATE INDEX coverage_manifests_newest ON public.coverage_manifests (org_id, repo_id, scan_id DESC, upload_id);
    ${tenantTable('public.coverage_manifests', { repo: 'repo_id' })}
    GRANT SELECT, INSERT, UPDATE, DELETE ON public.coverage_manifests TO ${APP_ROLE};

    CREATE TABLE public.test_uploads (
      org_id bigint NOT NULL,
      scan_id bigint NOT NULL,
      id bigint GENERATED ALWAYS AS IDENTITY,
      upload_key text,
      report_path text,
      digest bytea NOT NULL,
      test_count integer NOT NULL,
      -- the tests, packed; NULL once the scan's details are deleted
      content bytea,
      uploaded_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (org_id, scan_id, id),
      FOREIGN KEY (org_id, scan_id) REFERENCES public.scans (org_id, id) ON DELETE CASCADE
    );
    ALTER TABLE public.test_uploads ALTER COLUMN content SET STORAGE EXTERNAL;
    CREATE UNIQUE INDEX test_uploads_key ON public.test_uploads (org_id, scan_id, upload_key)
      WHERE upload_key IS NOT NULL;
    ${tenantTable('public.test_uploads')}
    GRANT SELECT, INSERT, UPDATE ON public.test_uploads TO ${APP_ROLE};
  `,

  functions: `
    CREATE OR REPLACE FUNCTION public.delete_segments_of_coverage() RETURNS trigger
      LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
            DECLARE gone record;
            BEGIN
              FOR gone IN SELECT org_id, array_agg(id) AS ids FROM deleted GROUP BY org_id LOOP
                DELETE FROM public.coverage_segments WHERE org_id = gone.org_id AND repo_id = ANY (gone.ids);
        DELETE FROM public.coverage_keyframes WHERE org_id = gone.org_id AND repo_id = ANY (gone.ids);
              END LOOP;
              RETURN NULL;
      END $$;
  `,

  triggers: '',
};
