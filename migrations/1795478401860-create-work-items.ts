import type { MigrationInterface, QueryRunner } from 'typeorm';
import { openFunctions } from './initial-part.js';
import { APP_ROLE, BOUND, likely, runSql, tenantTable } from './tenant-table.js';

const REACHED = `repo_id IS NULL OR (SELECT ${BOUND}) IS NULL OR repo_id = ANY ((SELECT ${BOUND})::bigint[])`;

const TABLE = `
  CREATE TABLE public.work_items (
    -- 0: of no organization, as a mail to a person
    org_id bigint NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    kind text NOT NULL,
    -- lanes take turns, and each has a number of places
    lane bigint NOT NULL DEFAULT 0,
    -- of a key one item waits: a newer state replaces it
    key text,
    repo_id bigint,
    queued_at timestamptz NOT NULL DEFAULT now(),
    -- time of the next attempt; of a claimed one, the end of its lease
    due_at timestamptz NOT NULL DEFAULT now(),
    -- of the instance that has claimed it
    lease uuid,
    -- claims since it was queued, or since a newer state replaced it
    attempts integer NOT NULL DEFAULT 0,
    payload jsonb NOT NULL,
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id, kind, key)
  ) WITH (fillfactor=70);
  CREATE INDEX work_items_due ON public.work_items (kind, org_id, lane, due_at, id);
  CREATE INDEX work_items_claimed ON public.work_items (kind, org_id, lane, due_at) WHERE lease IS NOT NULL;
  ${tenantTable('public.work_items')}
  -- callers that are bound to repositories queue work of the organization as well
  CREATE POLICY repo_wall ON public.work_items AS RESTRICTIVE FOR ALL TO ${APP_ROLE}
    USING (${likely(REACHED)}) WITH CHECK (${REACHED});
  GRANT SELECT, INSERT, UPDATE, DELETE ON public.work_items TO ${APP_ROLE};
`;

const FUNCTIONS = `
  -- Claims due items of a kind, one of each lane in turn, then a second one of each, and so on: of each lane at most of_each under
  -- way, and in_order the oldest one alone. turn counts the lanes after the given one, in their order and again from the first.
  CREATE FUNCTION public.claim_work(of_kind text, at_most integer, of_each integer, in_order boolean, lease_seconds integer,
      at timestamptz, after_org bigint, after_lane bigint)
    RETURNS TABLE (org_id bigint, id bigint, lane bigint, lease uuid, repo_id bigint, queued_at timestamptz, attempts integer,
      payload jsonb, turn integer)
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      WITH RECURSIVE line AS (
        -- no lane itself: where the walk begins
        SELECT 0 AS turn, false AS is_again, after_org AS org_id, after_lane AS lane, 'infinity'::timestamptz AS due_at
        UNION ALL
        SELECT line.turn + 1, next.* FROM line, LATERAL (
          (SELECT false, w.org_id, w.lane, w.due_at FROM public.work_items w
           WHERE NOT line.is_again AND w.kind = of_kind AND (w.org_id, w.lane) > (line.org_id, line.lane)
           ORDER BY w.org_id, w.lane, w.due_at LIMIT 1)
          UNION ALL
          (SELECT true, w.org_id, w.lane, w.due_at FROM public.work_items w
           WHERE NOT line.is_again AND w.kind = of_kind AND (w.org_id, w.lane) <= (after_org, after_lane)
           ORDER BY w.org_id, w.lane, w.due_at LIMIT 1)
          UNION ALL
          (SELECT true, w.org_id, w.lane, w.due_at FROM public.work_items w
           WHERE line.is_again AND w.kind = of_kind AND (w.org_id, w.lane) > (line.org_id, line.lane)
             AND (w.org_id, w.lane) <= (after_org, after_lane)
           ORDER BY w.org_id, w.lane, w.due_at LIMIT 1)
          LIMIT 1
        ) AS next
      ), open AS (
        SELECT line.org_id, line.lane, line.turn, places.free, places.head FROM line CROSS JOIN LATERAL (
          SELECT of_each - (
              SELECT count(*) FROM public.work_items c
              WHERE c.kind = of_kind AND c.org_id = line.org_id AND c.lane = line.lane AND c.lease IS NOT NULL AND c.due_at > at
            ) AS free,
            -- by the id plus nothing, so that the lane is read and not all items of the organization
            CASE WHEN in_order THEN (
              SELECT h.id FROM public.work_items h
              WHERE h.kind = of_kind AND h.org_id = line.org_id AND h.lane = line.lane ORDER BY h.id + 0 LIMIT 1
            ) END AS head
          OFFSET 0
        ) AS places
        WHERE line.due_at <= at AND places.free > 0
          -- jobs delete it
          AND (of_kind = 'jobs' OR auth.organization_deleted_at(line.org_id) IS NULL)
          AND (places.head IS NULL OR EXISTS (
            SELECT FROM public.work_items h WHERE h.org_id = line.org_id AND h.id = places.head AND h.due_at <= at))
        LIMIT at_most
      ), candidate AS (
        SELECT w.org_id, w.id, open.turn FROM open CROSS JOIN LATERAL (
          SELECT c.org_id, c.id, row_number() OVER (ORDER BY c.due_at, c.id) AS place FROM public.work_items c
          WHERE c.kind = of_kind AND c.org_id = open.org_id AND c.lane = open.lane AND c.due_at <= at
            AND (open.head IS NULL OR c.id = open.head)
          ORDER BY c.due_at, c.id LIMIT least(open.free, at_most)
        ) AS w ORDER BY w.place, open.turn LIMIT at_most
      ), due AS (
        SELECT w.org_id, w.id, candidate.turn FROM public.work_items w JOIN candidate USING (org_id, id)
        WHERE w.due_at <= at FOR UPDATE OF w SKIP LOCKED
      )
      UPDATE public.work_items w
      SET lease = gen_random_uuid(), due_at = at + make_interval(secs => lease_seconds), attempts = w.attempts + 1
      FROM due WHERE w.org_id = due.org_id AND w.id = due.id
      RETURNING w.org_id, w.id, w.lane, w.lease, w.repo_id, w.queued_at, w.attempts, w.payload, due.turn
    $$;

  -- Ends claimed items, or puts them off to due; answers those whose lease was still the given one.
  CREATE FUNCTION public.settle_work(orgs bigint[], ids bigint[], leases uuid[], due timestamptz[]) RETURNS SETOF uuid
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      WITH settled AS (
        SELECT * FROM unnest(orgs, ids, leases, due) AS s (org_id, id, lease, due_at)
      ), ended AS (
        DELETE FROM public.work_items w USING settled s
        WHERE w.org_id = s.org_id AND w.id = s.id AND w.lease = s.lease AND s.due_at IS NULL
        RETURNING s.lease
      ), put_off AS (
        UPDATE public.work_items w SET lease = NULL, due_at = s.due_at FROM settled s
        WHERE w.org_id = s.org_id AND w.id = s.id AND w.lease = s.lease AND s.due_at IS NOT NULL
        RETURNING s.lease
      )
      SELECT lease FROM ended UNION ALL SELECT lease FROM put_off
    $$;
`;

/** Creates the one table of what waits to be done, with its claim and its settlement. An instance that does not know it cannot serve. */
export class CreateWorkItems1795478401860 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await runSql(db, TABLE);
    await db.query(FUNCTIONS);
    await openFunctions(db, 'public.claim_work', 'public.settle_work');
    await db.query('UPDATE public.schema_version SET number = 4, oldest_serving = 4');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP FUNCTION public.settle_work, public.claim_work');
    await db.query('DROP TABLE public.work_items');
    await db.query('UPDATE public.schema_version SET number = 3, oldest_serving = 3');
  }
}
