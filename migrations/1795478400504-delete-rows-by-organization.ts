import type { MigrationInterface, QueryRunner } from 'typeorm';

const FIXED_PATH = 'SET search_path = pg_catalog, pg_temp';

/** Deletes rows of the tables whose repository was deleted, organization by organization. */
const deleteOfRepos = (name: string, tables: readonly string[]): string => `
  CREATE OR REPLACE FUNCTION public.${name}() RETURNS trigger LANGUAGE plpgsql SECURITY INVOKER ${FIXED_PATH} AS $$
    DECLARE gone record;
    BEGIN
      FOR gone IN SELECT org_id, array_agg(id) AS ids FROM deleted GROUP BY org_id LOOP
        ${tables.map((table) => `DELETE FROM public.${table} WHERE org_id = gone.org_id AND repo_id = ANY (gone.ids);`).join('\n')}
      END LOOP;
      RETURN NULL;
    END $$;`;

const deleteOfReposAtOnce = (name: string, tables: readonly string[]): string => `
  CREATE OR REPLACE FUNCTION public.${name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER ${FIXED_PATH} AS $$
    BEGIN
      ${tables.map((table) => `DELETE FROM public.${table} t USING deleted d WHERE t.org_id = d.org_id AND t.repo_id = d.id;`).join('\n')}
      RETURN NULL;
    END $$;`;

const FINDINGS = ['delete_finding_segments', ['finding_segments', 'finding_keyframes']] as const;
const COVERAGE = ['delete_segments_of_coverage', ['coverage_segments', 'coverage_keyframes']] as const;

/** @param condition SQL before the one on the places of rows */
const deleteRows = (condition: string): string => `
  CREATE OR REPLACE FUNCTION auth.delete_rows(of_org bigint, of_table regclass, at_most integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER ${FIXED_PATH} AS $$
    DECLARE ended integer; own_column text;
    BEGIN
      IF of_org IS DISTINCT FROM NULLIF(current_setting('app.org_id', true), '')::bigint
        OR auth.organization_deleted_at(of_org) IS NULL THEN RETURN 0; END IF;
      own_column := CASE of_table WHEN 'public.organizations'::regclass THEN 'id' ELSE 'org_id' END;
      EXECUTE format('DELETE FROM %1$s WHERE ${condition}ctid = ANY (ARRAY(SELECT ctid FROM %1$s WHERE %2$I = $1 LIMIT $2))',
        of_table, own_column) USING of_org, at_most;
      GET DIAGNOSTICS ended = ROW_COUNT;
      RETURN ended;
    END $$;`;

/**
 * Statements within functions name the organization of the rows that they delete, so that an engine which divides tables by it finds
 * them on one node. The triggers work as who deletes: a second role would wait there for what the first one deleted.
 */
export class DeleteRowsByOrganization1795478400504 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ${deleteOfRepos(...FINDINGS)}
      ${deleteOfRepos(...COVERAGE)}
      ${deleteRows('%2$I = $1 AND ')}

      -- For \`npm run distribute\`, whose trigger replaces the foreign keys to scans.
      CREATE FUNCTION public.delete_manifests() RETURNS trigger LANGUAGE plpgsql SECURITY INVOKER ${FIXED_PATH} AS $$
        DECLARE gone record;
        BEGIN
          FOR gone IN SELECT org_id, array_agg(id) AS ids FROM deleted GROUP BY org_id LOOP
            DELETE FROM public.scan_manifests WHERE org_id = gone.org_id AND scan_id = ANY (gone.ids);
            DELETE FROM public.coverage_manifests WHERE org_id = gone.org_id AND scan_id = ANY (gone.ids);
          END LOOP;
          RETURN NULL;
        END $$;
      REVOKE ALL ON FUNCTION public.delete_manifests() FROM PUBLIC;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP FUNCTION public.delete_manifests();
      ${deleteOfReposAtOnce(...FINDINGS)}
      ${deleteOfReposAtOnce(...COVERAGE)}
      ${deleteRows('')}
    `);
  }
}
