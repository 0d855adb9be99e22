import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The text of the repository's CODEOWNERS beside the list of its files; both end with the details of the scan. */
export class StoreCodeOwners1795478400350 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE public.scan_files ADD COLUMN code_owners text');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE public.scan_files DROP COLUMN code_owners');
  }
}
