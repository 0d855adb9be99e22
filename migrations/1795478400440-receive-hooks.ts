import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE, tenantTable } from './tenant-table.js';

const DEFINER = `SECURITY DEFINER SET search_path = pg_catalog, pg_temp`;

/** News that forges send by their hooks, worked off by any instance in the order in which a connection received them (ADR 216). */
export class ReceiveHooks1795478400440 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE public.hook_deliveries (
        org_id bigint NOT NULL,
        id bigint GENERATED ALWAYS AS IDENTITY,
        forge_id bigint NOT NULL,
        -- as the forge names it, by which repetitions are recognized; null where it sends none
        delivery_id text,
        news jsonb NOT NULL,
        received_at timestamptz NOT NULL,
        -- time of the next attempt; of a claimed one, the end of its lease; null: done
        due_at timestamptz,
        -- failed ones
        attempts integer NOT NULL DEFAULT 0,
        -- of the instance that has claimed it
        lease uuid,
        PRIMARY KEY (org_id, id),
        UNIQUE (org_id, forge_id, delivery_id),
        FOREIGN KEY (org_id, forge_id) REFERENCES public.forges (org_id, id) ON DELETE CASCADE
      );
      CREATE INDEX hook_deliveries_due ON public.hook_deliveries (org_id, forge_id, id) WHERE due_at IS NOT NULL;
      CREATE INDEX hook_deliveries_received ON public.hook_deliveries (org_id, forge_id, received_at);
      ${tenantTable('public.hook_deliveries')}
      GRANT SELECT, INSERT, UPDATE, DELETE ON public.hook_deliveries TO ${APP_ROLE};

      -- time of the first delivery that was signed; null: the forge has no hook
      ALTER TABLE public.forges ADD COLUMN hook_received_at timestamptz;
      -- of a commit that was pushed and that no scan has: the forge shows "pending" until then
      ALTER TABLE public.forge_reports ADD COLUMN awaits_scan_until timestamptz;

      -- of the last scan of a branch that was deleted at the forge: details of its scans need not be stored any longer
      ALTER TABLE public.scans ADD COLUMN branch_deleted_at timestamptz;

      -- The connection of a hook's address, before a tenant is known.
      CREATE FUNCTION auth.find_hook(wanted uuid)
        RETURNS TABLE (org_id bigint, id bigint, kind text, hook_secret bytea)
        LANGUAGE sql STABLE ${DEFINER} AS $$
          SELECT f.org_id, f.id, f.kind, f.hook_secret FROM public.forges f WHERE f.hook_public_id = wanted
        $$;

      -- Claims due deliveries for so many seconds: of each connection the oldest one alone, so that news is followed in order.
      CREATE FUNCTION public.claim_hook_deliveries(at_most integer, lease_seconds integer, at timestamptz)
        RETURNS TABLE (org_id bigint, id bigint, lease uuid)
        LANGUAGE sql ${DEFINER} AS $$
          WITH RECURSIVE lane AS (
            (SELECT d.org_id, d.forge_id, d.id FROM public.hook_deliveries d WHERE d.due_at IS NOT NULL
             ORDER BY d.org_id, d.forge_id, d.id LIMIT 1)
            UNION ALL
            SELECT next.org_id, next.forge_id, next.id FROM lane, LATERAL (
              SELECT d.org_id, d.forge_id, d.id FROM public.hook_deliveries d
              WHERE d.due_at IS NOT NULL AND (d.org_id, d.forge_id) > (lane.org_id, lane.forge_id)
              ORDER BY d.org_id, d.forge_id, d.id LIMIT 1
            ) AS next
          ), due AS (
            SELECT d.org_id, d.id FROM public.hook_deliveries d JOIN lane USING (org_id, id)
            WHERE d.due_at <= at ORDER BY random() LIMIT at_most FOR UPDATE OF d SKIP LOCKED
          )
          UPDATE public.hook_deliveries d
          SET lease = gen_random_uuid(), due_at = at + make_interval(secs => lease_seconds)
          FROM due WHERE d.org_id = due.org_id AND d.id = due.id
          RETURNING d.org_id, d.id, d.lease
        $$;

      REVOKE EXECUTE ON FUNCTION auth.find_hook(uuid),
        public.claim_hook_deliveries(integer, integer, timestamptz) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION auth.find_hook(uuid),
        public.claim_hook_deliveries(integer, integer, timestamptz) TO ${APP_ROLE};
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP FUNCTION public.claim_hook_deliveries(integer, integer, timestamptz);
      DROP FUNCTION auth.find_hook(uuid);
      ALTER TABLE public.scans DROP COLUMN branch_deleted_at;
      ALTER TABLE public.forge_reports DROP COLUMN awaits_scan_until;
      ALTER TABLE public.forges DROP COLUMN hook_received_at;
      DROP TABLE public.hook_deliveries;
    `);
  }
}
