import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE } from './tenant-table.js';

const COLUMNS = [
  'repo_policy',
  'untested_files',
  'tolerate_inherited',
  'on_tool_failure',
  'on_missing_tool',
  'switches_revision',
];

/**
 * Switches that decide how an organization's changes are judged beside its policy. Existing organizations take the
 * defaults. `switches_revision` rises with each change, so that a verdict made before it is known to be stale.
 */
export class AddOrganizationSwitches1795478400230 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE public.organizations
        ADD repo_policy text NOT NULL DEFAULT 'tighten_only'
          CHECK (repo_policy IN ('ignored', 'tighten_only', 'any')),
        ADD untested_files text NOT NULL DEFAULT 'count' CHECK (untested_files IN ('count', 'warn', 'ignore')),
        ADD tolerate_inherited boolean NOT NULL DEFAULT true,
        ADD on_tool_failure text NOT NULL DEFAULT 'fail' CHECK (on_tool_failure IN ('fail', 'warn')),
        ADD on_missing_tool text NOT NULL DEFAULT 'warn' CHECK (on_missing_tool IN ('warn', 'fail')),
        ADD switches_revision integer NOT NULL DEFAULT 0;
      GRANT UPDATE (${COLUMNS.join(', ')}) ON public.organizations TO ${APP_ROLE};

      CREATE TRIGGER announce_change AFTER UPDATE ON public.organizations FOR EACH ROW
        WHEN (OLD.switches_revision IS DISTINCT FROM NEW.switches_revision)
        EXECUTE FUNCTION public.announce_change('gate', 'id');
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TRIGGER announce_change ON public.organizations;
      ALTER TABLE public.organizations ${COLUMNS.map((column) => `DROP ${column}`).join(', ')};
    `);
  }
}
