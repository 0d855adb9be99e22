import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE, tenantWall } from './tenant-table.js';

/** Organizations and their repositories. */
export class CreateOrganizations1795478400000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- readiness compares what ran with what this version knows
      GRANT SELECT ON public.migrations TO ${APP_ROLE};

      CREATE TABLE public.organizations (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        name text NOT NULL,
        slug text NOT NULL UNIQUE,
        waiver_max_days integer CHECK (waiver_max_days > 0),
        coverage_gap_medium_pct double precision NOT NULL DEFAULT 60,
        coverage_gap_high_pct double precision NOT NULL DEFAULT 30,
        classification_overrides jsonb NOT NULL DEFAULT '[]',
        created_at timestamptz NOT NULL DEFAULT now()
      );
      ${tenantWall('public.organizations', 'id')}
      GRANT SELECT ON public.organizations TO ${APP_ROLE};
      GRANT UPDATE (name, waiver_max_days, coverage_gap_medium_pct, coverage_gap_high_pct, classification_overrides)
        ON public.organizations TO ${APP_ROLE};

      CREATE TABLE public.repos (
        org_id bigint NOT NULL REFERENCES public.organizations (id) ON DELETE CASCADE,
        id bigint GENERATED ALWAYS AS IDENTITY,
        name text NOT NULL,
        default_branch text NOT NULL DEFAULT 'main',
        url text,
        -- keys the hashes of source text; two random uuids carry 244 random bits
        tracking_secret bytea NOT NULL DEFAULT uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()),
        -- rises with each rebuild: a scan that began under an older generation does not write the baseline
        baseline_generation integer NOT NULL DEFAULT 0,
        -- the newest completed default-branch scan that wrote the baseline
        baseline_scan_id bigint,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (org_id, id),
        UNIQUE (org_id, name)
      );
      ${tenantWall('public.repos')}
      GRANT SELECT, INSERT, UPDATE ON public.repos TO ${APP_ROLE};
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE public.repos;
      DROP TABLE public.organizations;
      REVOKE SELECT ON public.migrations FROM ${APP_ROLE};
    `);
  }
}
