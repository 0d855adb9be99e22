import type { MigrationInterface, QueryRunner } from 'typeorm';
import { buildIndex } from './concurrent-index.js';

/** Index of the staff, who are few among many users. */
export class IndexStaff1795478400711 implements MigrationInterface {
  readonly transaction = false;

  async up(db: QueryRunner): Promise<void> {
    await buildIndex(db, 'auth.users_staff', 'ON auth.users (id) WHERE is_super_admin');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP INDEX auth.users_staff');
  }
}
