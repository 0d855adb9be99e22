import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Copies of duplicated texts beside their findings: which of them a change added is known at completion. */
export class KeepCopiesOfClones1795478400241 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- {"signature": hex or null, "places": [[path, first line, last line], ...]}; null for all other findings and for
      -- the pairs of earlier versions
      ALTER TABLE public.findings ADD COLUMN clone json;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE public.findings DROP COLUMN clone');
  }
}
