import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE, tenantTable } from './tenant-table.js';

/** Endpoints that events are delivered to. */
export class CreateWebhooks1795478400381 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE public.webhooks (
        org_id bigint NOT NULL REFERENCES public.organizations (id) ON DELETE CASCADE,
        id bigint GENERATED ALWAYS AS IDENTITY,
        url text NOT NULL,
        description text,
        format text NOT NULL CHECK (format IN ('standard', 'slack', 'teams')),
        -- types, or {*}
        events text[] NOT NULL,
        -- null: all, and events of no repository
        repo_ids bigint[],
        -- sealed, like both secrets; null for a moment, as the row's id takes part in sealing
        headers bytea,
        header_names text[] NOT NULL,
        secret bytea,
        previous_secret bytea,
        previous_until timestamptz,
        disabled_reason text CHECK (disabled_reason IN ('gone', 'failures', 'person', 'secret_unreadable')),
        -- in a row
        failures integer NOT NULL DEFAULT 0,
        failing_since timestamptz,
        paused_until timestamptz,
        created_by text NOT NULL,
        created_at timestamptz NOT NULL,
        -- a deleted one is kept as long as its deliveries are
        deleted_at timestamptz,
        PRIMARY KEY (org_id, id)
      );
      ${tenantTable('public.webhooks')}
      -- a caller that is bound to repositories sees webhooks of these alone
      CREATE POLICY repo_wall ON public.webhooks AS RESTRICTIVE FOR ALL TO ${APP_ROLE}
        USING ((SELECT NULLIF(current_setting('app.repo_ids', true), '')) IS NULL
          OR repo_ids <@ (SELECT NULLIF(current_setting('app.repo_ids', true), ''))::bigint[]);
      GRANT SELECT, INSERT, UPDATE ON public.webhooks TO ${APP_ROLE};
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE public.webhooks');
  }
}
