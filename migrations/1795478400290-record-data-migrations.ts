import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Conversions of stored data that are finished (src/platform/database/data-migrations.ts). */
export class RecordDataMigrations1795478400290 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE public.data_migrations (
        name text PRIMARY KEY,
        finished_at timestamptz NOT NULL DEFAULT now()
      );
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE public.data_migrations');
  }
}
