import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE, deletedWall, runSql, tenantTable } from './tenant-table.js';

/** Verdicts are sealed when they are stored, and seals of a repository are chained. */
export class ChainVerdicts1795478402240 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await runSql(
      db,
      `
      CREATE TABLE public.verdict_keys (
        realm integer NOT NULL DEFAULT 0 CHECK (realm = 0),
        id integer NOT NULL,
        -- sealed: the key, with the time and the last scan before it
        secret bytea NOT NULL,
        PRIMARY KEY (realm, id)
      );

      CREATE TABLE public.verdict_entries (
        org_id bigint NOT NULL,
        id bigint GENERATED ALWAYS AS IDENTITY,
        repo_id bigint NOT NULL,
        action text NOT NULL CHECK (action IN ('imported', 'judged', 'deleted')),
        -- of imports the last one that came with it
        scan_id bigint NOT NULL,
        -- of the evaluation; 0 of other actions
        number integer NOT NULL,
        key_id integer NOT NULL,
        seal bytea NOT NULL,
        -- NULL until it is chained
        position integer,
        -- digest of what the verdict rests on
        evidence bytea,
        link_key_id integer,
        link bytea,
        PRIMARY KEY (org_id, id),
        UNIQUE (org_id, repo_id, position),
        FOREIGN KEY (org_id, repo_id) REFERENCES public.repos (org_id, id) ON DELETE CASCADE
      );
      CREATE INDEX verdict_entries_scan ON public.verdict_entries (org_id, repo_id, scan_id, number);
      CREATE INDEX verdict_entries_open ON public.verdict_entries (org_id, repo_id, id) WHERE position IS NULL;
      ${tenantTable('public.verdict_entries', { repo: 'repo_id' })}
      ${deletedWall('public.verdict_entries', 'repo_id')}
      GRANT SELECT, INSERT, UPDATE (position, evidence, link_key_id, link) ON public.verdict_entries TO ${APP_ROLE};

      CREATE TABLE public.verdict_chains (
        org_id bigint NOT NULL,
        repo_id bigint NOT NULL,
        -- of the last entry
        position integer NOT NULL,
        link bytea NOT NULL,
        key_id integer NOT NULL,
        -- says that no entry comes after it
        seal bytea NOT NULL,
        PRIMARY KEY (org_id, repo_id),
        FOREIGN KEY (org_id, repo_id) REFERENCES public.repos (org_id, id) ON DELETE CASCADE
      );
      ${tenantTable('public.verdict_chains', { repo: 'repo_id' })}
      ${deletedWall('public.verdict_chains', 'repo_id')}
      GRANT SELECT, INSERT, UPDATE ON public.verdict_chains TO ${APP_ROLE};

      -- All keys, and the last scan; adds a key where its id is the next one.
      CREATE FUNCTION public.claim_verdict_key(new_id integer, new_secret bytea)
        RETURNS TABLE (id integer, secret bytea, last_scan_id bigint)
        LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
          INSERT INTO public.verdict_keys (id, secret)
            SELECT new_id, new_secret
            WHERE new_secret IS NOT NULL AND new_id = (SELECT coalesce(max(k.id), 0) + 1 FROM public.verdict_keys k)
            ON CONFLICT DO NOTHING;
          SELECT k.id, k.secret, coalesce(pg_sequence_last_value(pg_get_serial_sequence('public.scans', 'id')::regclass), 0)
            FROM (SELECT 0) AS one LEFT JOIN public.verdict_keys k ON true ORDER BY k.id
        $$;

      -- Repositories with entries that are not chained yet.
      CREATE FUNCTION public.open_verdict_chains(at_most integer) RETURNS TABLE (org_id bigint, repo_id bigint)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
          SELECT DISTINCT e.org_id, e.repo_id FROM public.verdict_entries e
          WHERE e.position IS NULL AND NOT EXISTS (
            SELECT FROM public.deleted_repos d WHERE d.org_id = e.org_id AND d.repo_id = e.repo_id)
          LIMIT greatest(at_most, 0)
        $$;
      -- Digest of the findings, coverage and tests of a scan as they are stored, by the rights of the caller. Rows that reading makes (upload 0) do not count.
      CREATE FUNCTION public.scan_evidence(of_org bigint, of_scan bigint) RETURNS bytea
        LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
          DECLARE findings bytea; coverage bytea; tests bytea;
          BEGIN
            SELECT string_agg(sha256(convert_to(m.tool, 'UTF8')) || m.keyframe || sha256(m.difference) || sha256(m.states),
                '' ORDER BY m.tool) INTO findings
              FROM public.scan_manifests m WHERE m.org_id = of_org AND m.scan_id = of_scan;
            SELECT string_agg(int8send(m.upload_id) || m.keyframe || sha256(m.difference), '' ORDER BY m.upload_id) INTO coverage
              FROM public.coverage_manifests m WHERE m.org_id = of_org AND m.scan_id = of_scan AND m.upload_id > 0;
            SELECT string_agg(int8send(t.id) || sha256(coalesce(t.content, '')), '' ORDER BY t.id) INTO tests
              FROM public.test_uploads t WHERE t.org_id = of_org AND t.scan_id = of_scan;
            RETURN sha256(sha256(coalesce(findings, '')) || sha256(coalesce(coverage, '')) || sha256(coalesce(tests, '')));
        END $$;
      REVOKE EXECUTE ON FUNCTION public.claim_verdict_key, public.open_verdict_chains, public.scan_evidence FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION public.claim_verdict_key, public.open_verdict_chains, public.scan_evidence TO ${APP_ROLE};
    `,
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP FUNCTION public.scan_evidence');
    await db.query('DROP FUNCTION public.open_verdict_chains');
    await db.query('DROP FUNCTION public.claim_verdict_key');
    await db.query('DROP TABLE public.verdict_chains');
    await db.query('DROP TABLE public.verdict_entries');
    await db.query('DROP TABLE public.verdict_keys');
  }
}
