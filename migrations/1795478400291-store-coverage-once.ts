import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE, checkedOnce, tenantTable, tenantWall } from './tenant-table.js';

/** Tables of covered files up to here, which a data migration converts and drops (data/store-coverage-once.ts). */
const OLD_TABLES = ['coverage_files', 'coverage_parts', 'coverage_unplaced'];

/**
 * The lines of a covered file are stored once for a repository, by a digest of them, and a scan says which it has: as the
 * difference to a keyframe that scans share.
 */
export class StoreCoverageOnce1795478400291 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- without foreign keys, as their rows are many (ADR 0026); a trigger deletes those of deleted repositories
      CREATE TABLE public.coverage_segments (
        org_id bigint NOT NULL,
        repo_id bigint NOT NULL,
        address bytea NOT NULL,
        -- lines and branches (domain/coverage/packed-lines.ts)
        content bytea NOT NULL,
        PRIMARY KEY (org_id, repo_id, address)
      );
      CREATE TABLE public.coverage_keyframes (
        org_id bigint NOT NULL,
        repo_id bigint NOT NULL,
        address bytea NOT NULL,
        -- a manifest (domain/segments/manifest.ts); digests do not compress
        content bytea NOT NULL,
        PRIMARY KEY (org_id, repo_id, address)
      );
      ALTER TABLE public.coverage_keyframes ALTER COLUMN content SET STORAGE EXTERNAL;
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
      ${tenantTable('public.coverage_segments', { repo: 'repo_id' })}
      ${tenantTable('public.coverage_keyframes', { repo: 'repo_id' })}
      ${tenantTable('public.coverage_manifests', { repo: 'repo_id' })}
      GRANT SELECT, INSERT, DELETE ON public.coverage_segments, public.coverage_keyframes TO ${APP_ROLE};
      GRANT SELECT, INSERT, UPDATE, DELETE ON public.coverage_manifests TO ${APP_ROLE};

      CREATE FUNCTION public.delete_segments_of_coverage() RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
          DELETE FROM public.coverage_segments s USING deleted d WHERE s.org_id = d.org_id AND s.repo_id = d.id;
          DELETE FROM public.coverage_keyframes k USING deleted d WHERE k.org_id = d.org_id AND k.repo_id = d.id;
          RETURN NULL;
        END $$;
      CREATE TRIGGER delete_segments_of_coverage AFTER DELETE ON public.repos REFERENCING OLD TABLE AS deleted
        FOR EACH STATEMENT EXECUTE FUNCTION public.delete_segments_of_coverage();

      -- A scan to which the version before adds coverage while this one converts is converted again.
      CREATE FUNCTION public.convert_coverage_again() RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
          DELETE FROM public.coverage_manifests m USING changed c WHERE m.org_id = c.org_id AND m.scan_id = c.scan_id;
          RETURN NULL;
        END $$;
    `);
    for (const table of OLD_TABLES)
      await db.query(`
        CREATE TRIGGER convert_inserted AFTER INSERT ON public.${table} REFERENCING NEW TABLE AS changed
          FOR EACH STATEMENT EXECUTE FUNCTION public.convert_coverage_again();
        CREATE TRIGGER convert_deleted AFTER DELETE ON public.${table} REFERENCING OLD TABLE AS changed
          FOR EACH STATEMENT EXECUTE FUNCTION public.convert_coverage_again();
      `);
  }

  /** Coverage that was converted is not converted back: its scans have none. */
  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      ${(await hasOldTables(db)) ? dropTriggers : createOldTables}
      DROP FUNCTION IF EXISTS public.convert_coverage_again();
      DROP TRIGGER delete_segments_of_coverage ON public.repos;
      DROP FUNCTION public.delete_segments_of_coverage();
      DROP TABLE public.coverage_manifests, public.coverage_keyframes, public.coverage_segments;
    `);
  }
}

async function hasOldTables(db: QueryRunner): Promise<boolean> {
  const rows = (await db.query(`SELECT to_regclass('public.coverage_files') IS NOT NULL AS exists`)) as {
    exists: boolean;
  }[];
  return rows[0]!.exists;
}

const dropTriggers = OLD_TABLES.map(
  (table) => `DROP TRIGGER convert_inserted ON public.${table}; DROP TRIGGER convert_deleted ON public.${table};`,
).join('');

const createOldTables = `
  CREATE TABLE public.coverage_parts (
    org_id bigint NOT NULL,
    scan_id bigint NOT NULL,
    upload_key text NOT NULL,
    file_path text COLLATE "C" NOT NULL,
    report_format text NOT NULL,
    packed bytea NOT NULL,
    PRIMARY KEY (org_id, scan_id, upload_key, file_path)
  );
  CREATE TABLE public.coverage_files (
    org_id bigint NOT NULL,
    scan_id bigint NOT NULL,
    file_path text COLLATE "C" NOT NULL,
    report_format text NOT NULL,
    lines_total integer NOT NULL,
    lines_covered integer NOT NULL,
    branches_total integer NOT NULL,
    branches_covered integer NOT NULL,
    packed bytea NOT NULL,
    PRIMARY KEY (org_id, scan_id, file_path)
  );
  CREATE TABLE public.coverage_unplaced (
    org_id bigint NOT NULL,
    scan_id bigint NOT NULL,
    upload_id bigint NOT NULL,
    file_path text COLLATE "C" NOT NULL,
    report_format text NOT NULL,
    packed bytea NOT NULL,
    PRIMARY KEY (org_id, scan_id, upload_id, file_path)
  );
  ${OLD_TABLES.map((table) => tenantWall(`public.${table}`) + checkedOnce(`public.${table}`)).join('')}
  GRANT SELECT, INSERT, UPDATE, DELETE ON public.coverage_files, public.coverage_parts, public.coverage_unplaced
    TO ${APP_ROLE};
  CREATE FUNCTION public.delete_coverage() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
      DELETE FROM public.coverage_files f USING deleted d WHERE f.org_id = d.org_id AND f.scan_id = d.id;
      DELETE FROM public.coverage_parts p USING deleted d WHERE p.org_id = d.org_id AND p.scan_id = d.id;
      DELETE FROM public.coverage_unplaced u USING deleted d WHERE u.org_id = d.org_id AND u.scan_id = d.id;
      RETURN NULL;
    END $$;
  CREATE TRIGGER delete_coverage AFTER DELETE ON public.scans REFERENCING OLD TABLE AS deleted
    FOR EACH STATEMENT EXECUTE FUNCTION public.delete_coverage();
`;
