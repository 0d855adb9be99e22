import type { MigrationInterface, QueryRunner } from 'typeorm';
import { runSql } from './tenant-table.js';

/** Requests, acceptances with an end, and connections are announced as they change: inboxes show them. */
export class AnnounceInboxes1795478402370 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await runSql(
      db,
      `
      CREATE TRIGGER announce_inbox AFTER INSERT OR DELETE OR UPDATE ON public.waiver_requests FOR EACH ROW
        EXECUTE FUNCTION public.announce_change('inbox', 'org_id');
      CREATE TRIGGER announce_inbox AFTER INSERT OR UPDATE ON public.accepted_issues FOR EACH ROW
        WHEN (new.ends_at IS NOT NULL) EXECUTE FUNCTION public.announce_change('inbox', 'org_id');
      CREATE TRIGGER announce_inbox_end AFTER DELETE ON public.accepted_issues FOR EACH ROW
        WHEN (old.ends_at IS NOT NULL) EXECUTE FUNCTION public.announce_change('inbox', 'org_id');
      CREATE TRIGGER announce_inbox AFTER UPDATE ON public.forges FOR EACH ROW
        WHEN (old.state IS DISTINCT FROM new.state) EXECUTE FUNCTION public.announce_change('inbox', 'org_id');
      CREATE TRIGGER announce_inbox_end AFTER DELETE ON public.forges FOR EACH ROW
        EXECUTE FUNCTION public.announce_change('inbox', 'org_id');
      CREATE TRIGGER announce_inbox AFTER UPDATE ON public.webhooks FOR EACH ROW
        WHEN (old.disabled_reason IS DISTINCT FROM new.disabled_reason OR old.deleted_at IS DISTINCT FROM new.deleted_at)
        EXECUTE FUNCTION public.announce_change('inbox', 'org_id');
    `,
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TRIGGER announce_inbox ON public.waiver_requests;
      DROP TRIGGER announce_inbox ON public.accepted_issues;
      DROP TRIGGER announce_inbox_end ON public.accepted_issues;
      DROP TRIGGER announce_inbox ON public.forges;
      DROP TRIGGER announce_inbox_end ON public.forges;
      DROP TRIGGER announce_inbox ON public.webhooks;
    `);
  }
}
