import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Keeps which preset a policy was copied from, or that it is the organization's own; null where nobody chose. */
export class KeepChosenPresets1795478401931 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE gate_configs ADD COLUMN choice text');
    await db.query('ALTER TABLE gate_config_revisions ADD COLUMN choice text');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE gate_config_revisions DROP COLUMN choice');
    await db.query('ALTER TABLE gate_configs DROP COLUMN choice');
  }
}
