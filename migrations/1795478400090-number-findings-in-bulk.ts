import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A statement that stores a hundred thousand findings asked the sequence of their ids for each of them. Now a session takes
 * a thousand at once. Ids of one statement still ascend, and only those are compared; between statements there are gaps.
 */
export class NumberFindingsInBulk1795478400090 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE public.findings ALTER COLUMN id SET CACHE 1000');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE public.findings ALTER COLUMN id SET CACHE 1');
  }
}
