import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A webhook names the person who changed it last, and is disabled with their rights. */
export class NameWhoChangedWebhooks1795478401810 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- of a key, the person who made that
      ALTER TABLE public.webhooks ADD COLUMN changed_by_user_id bigint,
        DROP CONSTRAINT webhooks_disabled_reason_check,
        ADD CONSTRAINT webhooks_disabled_reason_check
          CHECK (disabled_reason IN ('gone', 'failures', 'person', 'secret_unreadable', 'rights_lost'));
      UPDATE public.webhooks w SET changed_by_user_id = CASE
        WHEN w.created_by ~ '^user:\\d+$' THEN split_part(w.created_by, ':', 2)::bigint
        ELSE (SELECT k.created_by_user_id FROM auth.api_keys k
          WHERE k.org_id = w.org_id AND w.created_by = 'api_key:' || k.id) END;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      UPDATE public.webhooks SET disabled_reason = 'person' WHERE disabled_reason = 'rights_lost';
      ALTER TABLE public.webhooks DROP COLUMN changed_by_user_id,
        DROP CONSTRAINT webhooks_disabled_reason_check,
        ADD CONSTRAINT webhooks_disabled_reason_check
          CHECK (disabled_reason IN ('gone', 'failures', 'person', 'secret_unreadable'));
    `);
  }
}
