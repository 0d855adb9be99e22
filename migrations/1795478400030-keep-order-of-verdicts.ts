import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A verdict is sent as it is stored: `jsonb` sorts an object's keys by their length, `json` keeps them as written. */
export class KeepOrderOfVerdicts1795478400030 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE public.evaluations ALTER COLUMN verdict TYPE json');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE public.evaluations ALTER COLUMN verdict TYPE jsonb');
  }
}
