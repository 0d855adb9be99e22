import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Due deliveries of a webhook in the order of their claims: those of one batch of events are due at the same time. */
export class OrderDueDeliveries1795478400447 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP INDEX public.deliveries_due;
      CREATE INDEX deliveries_due ON public.deliveries (org_id, webhook_id, next_attempt_at, id)
        WHERE state = 'pending' AND NOT is_ping;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP INDEX public.deliveries_due;
      CREATE INDEX deliveries_due ON public.deliveries (org_id, webhook_id, next_attempt_at)
        WHERE state = 'pending' AND NOT is_ping;
    `);
  }
}
