import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Facts that an evaluation was judged on (`SimulationFacts`), so that policies are simulated without reading a scan's details
 * again. Those of last evaluations of before are filled in by `fillInFacts` of migrations/data.
 */
export class KeepFactsOfEvaluations1795478400341 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE public.evaluations ADD COLUMN facts jsonb');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE public.evaluations DROP COLUMN facts');
  }
}
