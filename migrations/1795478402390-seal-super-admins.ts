import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Seals the right of each SUPER_ADMIN whom the operator makes, with a key that seals verdicts: a change by hand has no seal. */
export class SealSuperAdmins1795478402390 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE auth.users ADD COLUMN super_admin_seal bytea');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE auth.users DROP COLUMN super_admin_seal');
  }
}
