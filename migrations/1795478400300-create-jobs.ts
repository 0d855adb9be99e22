import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE, tenantTable } from './tenant-table.js';

const DEFINER = `SECURITY DEFINER SET search_path = pg_catalog, pg_temp`;

/** Work that takes longer than a request: done in steps, by any instance, and gone on with after a crash (ADR 194). */
export class CreateJobs1795478400300 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE public.jobs (
        org_id bigint NOT NULL REFERENCES public.organizations (id) ON DELETE CASCADE,
        id bigint GENERATED ALWAYS AS IDENTITY,
        kind text NOT NULL,
        -- no foreign key: the job that deletes a repository outlives it; null where it is about the whole organization
        repo_id bigint,
        state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'done', 'failed')),
        done bigint NOT NULL DEFAULT 0,
        total bigint NOT NULL DEFAULT 0,
        -- where the next step goes on
        cursor jsonb NOT NULL DEFAULT '{}',
        -- in a row
        failures integer NOT NULL DEFAULT 0,
        created_by text NOT NULL,
        created_at timestamptz NOT NULL,
        finished_at timestamptz,
        -- rises with each claim: who claimed it before writes nothing any more
        claim integer NOT NULL DEFAULT 0,
        claimed_at timestamptz,
        -- not claimed before that time: the end of a lease, or of a delay
        due_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (org_id, id)
      );
      CREATE INDEX jobs_due ON public.jobs (due_at) WHERE state IN ('queued', 'running');
      -- the same work is not queued twice
      CREATE UNIQUE INDEX jobs_unfinished ON public.jobs (org_id, kind, coalesce(repo_id, 0))
        WHERE state IN ('queued', 'running');
      ${tenantTable('public.jobs', { repo: 'repo_id' })}
      GRANT SELECT, INSERT, UPDATE, DELETE ON public.jobs TO ${APP_ROLE};

      -- Claims one due job of any organization for so many seconds. The organization that waits longest comes first,
      -- however many jobs another one has; a job that another instance is claiming is passed over.
      CREATE FUNCTION public.claim_job(known_kinds text[], lease_seconds integer)
        RETURNS TABLE (org_id bigint, id bigint, claim integer)
        LANGUAGE sql ${DEFINER} AS $$
          UPDATE public.jobs j
          SET state = 'running', claim = j.claim + 1, claimed_at = clock_timestamp(),
            due_at = now() + make_interval(secs => lease_seconds)
          FROM (
            SELECT w.org_id, w.id FROM public.jobs w
            WHERE w.state IN ('queued', 'running') AND w.due_at <= now() AND w.kind = ANY (known_kinds)
            ORDER BY
              (SELECT max(o.claimed_at) FROM public.jobs o
               WHERE o.org_id = w.org_id AND o.state IN ('queued', 'running')) NULLS FIRST,
              w.claimed_at NULLS FIRST, w.id
            LIMIT 1 FOR UPDATE OF w SKIP LOCKED
          ) AS due
          WHERE j.org_id = due.org_id AND j.id = due.id
          RETURNING j.org_id, j.id, j.claim
        $$;
      REVOKE EXECUTE ON FUNCTION public.claim_job(text[], integer) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION public.claim_job(text[], integer) TO ${APP_ROLE};
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP FUNCTION public.claim_job(text[], integer);
      DROP TABLE public.jobs;
    `);
  }
}
