import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Index of the staff, who are few among many users. Built in the transaction of the takeover. */
export class IndexStaff1795478400711 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('CREATE INDEX users_staff ON auth.users (id) WHERE is_super_admin');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP INDEX auth.users_staff');
  }
}
