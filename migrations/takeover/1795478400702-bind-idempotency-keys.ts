import type { MigrationInterface, QueryRunner } from 'typeorm';
import { buildIndex } from './build-index.js';

/** An idempotency key is that of its caller, not of the organization: no other finds a scan by it. */
export class BindIdempotencyKeys1795478400702 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    const columns = '(org_id, created_by, idempotency_key) WHERE idempotency_key IS NOT NULL';
    await buildIndex(db, 'public.scans_idempotency_of_caller', `ON public.scans ${columns}`, 'UNIQUE');
    await db.query('DROP INDEX public.scans_idempotency');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE UNIQUE INDEX scans_idempotency ON public.scans (org_id, idempotency_key) WHERE idempotency_key IS NOT NULL;
      DROP INDEX public.scans_idempotency_of_caller;
    `);
  }
}
