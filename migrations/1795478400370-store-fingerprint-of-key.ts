import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The fingerprint of the key that seals secrets, by which an instance with another key is recognized (ADR 155). */
export class StoreFingerprintOfKey1795478400370 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE public.secrets_key (
        -- at most one row
        is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
        fingerprint text NOT NULL
      )`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE public.secrets_key');
  }
}
