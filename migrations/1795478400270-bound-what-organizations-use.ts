import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE, tenantTable } from './tenant-table.js';

const DEFINER = `SECURITY DEFINER SET search_path = pg_catalog, pg_temp`;
/** The function counts in the transaction's own organization alone, whatever it is called with. */
const OWN = `org_id = wanted_org AND org_id = NULLIF(current_setting('app.org_id', true), '')::bigint`;

/**
 * Quotas of organizations that differ from the default, and amounts that are counted as they are used (ADR 187). Scans
 * of the day of the migration count.
 */
export class BoundWhatOrganizationsUse1795478400270 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE public.organization_quotas (
        org_id bigint NOT NULL REFERENCES public.organizations (id) ON DELETE CASCADE,
        quota text NOT NULL,
        max_amount bigint NOT NULL CHECK (max_amount >= 0),
        PRIMARY KEY (org_id, quota)
      );
      ${tenantTable('public.organization_quotas')}
      GRANT SELECT, INSERT, DELETE, UPDATE (max_amount) ON public.organization_quotas TO ${APP_ROLE};
      CREATE TRIGGER announce_change AFTER INSERT OR UPDATE OR DELETE ON public.organization_quotas FOR EACH ROW
        EXECUTE FUNCTION public.announce_change('quota', 'org_id');

      -- One amount in several rows, as many as transactions add to it at once, so that none waits for another.
      CREATE TABLE public.organization_usage (
        org_id bigint NOT NULL REFERENCES public.organizations (id) ON DELETE CASCADE,
        quota text NOT NULL,
        slot integer NOT NULL,
        -- the day in UTC of which it is the amount; null for one that is no day's
        day date,
        -- below zero where what another row counts was deleted
        amount bigint NOT NULL,
        PRIMARY KEY (org_id, quota, slot)
      );
      ${tenantTable('public.organization_usage')}
      GRANT SELECT, INSERT, UPDATE (day, amount) ON public.organization_usage TO ${APP_ROLE};

      INSERT INTO public.organization_usage (org_id, quota, slot, day, amount)
        SELECT org_id, 'scans_per_day', 0, (now() AT TIME ZONE 'UTC')::date, count(*) FROM public.scans
        WHERE created_at >= date_trunc('day', now(), 'UTC') GROUP BY org_id;

      -- A key that is bound to repositories sees no others, which count all the same.
      CREATE FUNCTION auth.count_repos(wanted_org bigint) RETURNS bigint LANGUAGE sql STABLE ${DEFINER} AS $$
        SELECT count(*) FROM public.repos WHERE ${OWN}
      $$;
      CREATE FUNCTION auth.count_api_keys(wanted_org bigint, at_time timestamptz) RETURNS bigint
        LANGUAGE sql STABLE ${DEFINER} AS $$
        SELECT count(*) FROM auth.api_keys
        WHERE ${OWN} AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > at_time)
      $$;
      REVOKE EXECUTE ON FUNCTION auth.count_repos(bigint), auth.count_api_keys(bigint, timestamptz) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION auth.count_repos(bigint), auth.count_api_keys(bigint, timestamptz) TO ${APP_ROLE};
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP FUNCTION auth.count_repos(bigint);
      DROP FUNCTION auth.count_api_keys(bigint, timestamptz);
      DROP TABLE public.organization_usage;
      DROP TABLE public.organization_quotas;
    `);
  }
}
