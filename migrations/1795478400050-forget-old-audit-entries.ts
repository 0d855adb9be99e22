import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE } from './tenant-table.js';

const DEFINER = `SECURITY DEFINER SET search_path = pg_catalog, pg_temp`;

/** The audit log is kept for a time that is configured. The serving role still cannot delete an entry (ADR 0075). */
export class ForgetOldAuditEntries1795478400050 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE INDEX audit_log_age ON public.audit_log (at);

      -- Deletes some of the oldest entries of all organizations and returns how many; none younger than 30 days, whatever
      -- the argument. Concurrent instances take different ones.
      CREATE FUNCTION public.forget_audit_entries(older_than_days integer, at_most integer) RETURNS integer
        LANGUAGE plpgsql ${DEFINER} AS $$
        DECLARE forgotten integer;
        BEGIN
          DELETE FROM public.audit_log WHERE (org_id, id) IN (
            SELECT a.org_id, a.id FROM public.audit_log a
            WHERE a.at < now() - make_interval(days => greatest(older_than_days, 30))
            ORDER BY a.at LIMIT at_most FOR UPDATE SKIP LOCKED);
          GET DIAGNOSTICS forgotten = ROW_COUNT;
          RETURN forgotten;
        END $$;

      REVOKE EXECUTE ON FUNCTION public.forget_audit_entries(integer, integer) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION public.forget_audit_entries(integer, integer) TO ${APP_ROLE};
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP FUNCTION public.forget_audit_entries(integer, integer);
      DROP INDEX public.audit_log_age;
    `);
  }
}
