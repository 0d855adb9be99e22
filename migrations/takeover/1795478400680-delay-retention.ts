import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE } from '../tenant-table.js';

/** Shorter periods of retention take effect later, so that they can be taken back. */
export class DelayRetention1795478400680 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- periods with the time from which each is in force, and what they delete then
      ALTER TABLE public.organizations ADD COLUMN retention_pending jsonb;
      GRANT UPDATE (retention_pending) ON public.organizations TO ${APP_ROLE};
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE public.organizations DROP COLUMN retention_pending');
  }
}
