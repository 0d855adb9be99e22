import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Stores the status of a scan's last evaluation in the scan's row: lists show it and filter by it. */
export class KeepStatusesWithScans1795478400201 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE public.scans ADD COLUMN gate_status text CHECK (gate_status IN ('passed', 'failed', 'not_configured'));
      UPDATE public.scans s SET gate_status = e.status FROM public.evaluations e
        WHERE e.org_id = s.org_id AND e.scan_id = s.id AND e.number = s.evaluation;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE public.scans DROP COLUMN gate_status');
  }
}
