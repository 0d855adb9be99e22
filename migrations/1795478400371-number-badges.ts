import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The generation of a repository's badges: a renewal raises it, and addresses of before show nothing any more (ADR 170). */
export class NumberBadges1795478400371 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE public.repos ADD COLUMN badge_generation integer NOT NULL DEFAULT 0');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE public.repos DROP COLUMN badge_generation');
  }
}
