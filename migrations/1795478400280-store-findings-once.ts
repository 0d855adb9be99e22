import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE, tenantTable } from './tenant-table.js';

/**
 * Findings are stored once: the findings of a tool in a file are a segment under the digest of their contents, and scans name
 * the segments of their files. Rows of `findings` and packed baselines are converted by a data migration, which removes them.
 */
export class StoreFindingsOnce1795478400280 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE public.finding_segments (
        org_id bigint NOT NULL,
        repo_id bigint NOT NULL,
        address bytea NOT NULL,
        -- domain/findings/segments/segment.ts
        content bytea NOT NULL,
        PRIMARY KEY (org_id, repo_id, address)
      );
      -- deflated, and hashes, which do not compress
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

      -- The first of so many ids that follow one another. The lock is released at once: nobody waits for a transaction.
      CREATE FUNCTION public.take_issue_ids(id_count bigint) RETURNS bigint
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        DECLARE first_id bigint;
        BEGIN
          PERFORM pg_advisory_lock(1769173861);
          first_id := nextval('public.issue_ids');
          PERFORM setval('public.issue_ids', first_id + greatest(id_count, 1) - 1);
          PERFORM pg_advisory_unlock(1769173861);
          RETURN first_id;
        END $$;
      REVOKE ALL ON FUNCTION public.take_issue_ids(bigint) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION public.take_issue_ids(bigint) TO ${APP_ROLE};

      -- what ON DELETE CASCADE would do, without a check of each row that its repository is there
      CREATE FUNCTION public.delete_finding_segments() RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
          DELETE FROM public.finding_segments s USING deleted d WHERE s.org_id = d.org_id AND s.repo_id = d.id;
          DELETE FROM public.finding_keyframes k USING deleted d WHERE k.org_id = d.org_id AND k.repo_id = d.id;
          RETURN NULL;
        END $$;
      CREATE TRIGGER delete_finding_segments AFTER DELETE ON public.repos REFERENCING OLD TABLE AS deleted
        FOR EACH STATEMENT EXECUTE FUNCTION public.delete_finding_segments();

      -- A baseline points to a scan that has its findings.
      ALTER TABLE public.baselines ALTER COLUMN packed DROP NOT NULL;
      ALTER TABLE public.cleared_baselines ALTER COLUMN packed DROP NOT NULL;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    // Findings that were stored as segments are gone: the version before cannot read them.
    await db.query(`
      DO $$ BEGIN
        IF to_regclass('public.findings') IS NULL THEN
          RAISE EXCEPTION 'Findings were converted. Only a backup brings back the version before.';
        END IF;
      END $$;
      DELETE FROM public.baselines WHERE packed IS NULL;
      DELETE FROM public.cleared_baselines WHERE packed IS NULL;
      ALTER TABLE public.baselines ALTER COLUMN packed SET NOT NULL;
      ALTER TABLE public.cleared_baselines ALTER COLUMN packed SET NOT NULL;
      DROP TRIGGER delete_finding_segments ON public.repos;
      DROP FUNCTION public.delete_finding_segments();
      DROP FUNCTION public.take_issue_ids(bigint);
      DROP TABLE public.issue_blocks;
      DROP TABLE public.scan_manifests;
      DROP TABLE public.finding_keyframes;
      DROP TABLE public.finding_segments;
    `);
  }
}
