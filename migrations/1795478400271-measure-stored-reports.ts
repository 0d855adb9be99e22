import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Bytes of a finding and of a covered file of before, on average, with their part of the indexes. */
const FINDING_BYTES = 460;
const FILE_BYTES = 300;

/** Bytes that each report takes in the database; those of reports of before are estimated by their counts. */
export class MeasureStoredReports1795478400271 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE public.finding_reports ADD COLUMN stored_bytes bigint NOT NULL DEFAULT 0;
      ALTER TABLE public.coverage_uploads ADD COLUMN stored_bytes bigint NOT NULL DEFAULT 0;
      UPDATE public.finding_reports SET stored_bytes = finding_count::bigint * ${FINDING_BYTES} WHERE finding_count > 0;
      UPDATE public.coverage_uploads SET stored_bytes = file_count::bigint * ${FILE_BYTES} WHERE file_count > 0;
      INSERT INTO public.organization_usage (org_id, quota, slot, amount)
        SELECT org_id, 'stored_bytes', 0, sum(stored_bytes) FROM (
          SELECT org_id, stored_bytes FROM public.finding_reports
          UNION ALL
          SELECT org_id, stored_bytes FROM public.coverage_uploads) AS reports
        GROUP BY org_id;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DELETE FROM public.organization_usage WHERE quota = 'stored_bytes';
      ALTER TABLE public.finding_reports DROP COLUMN stored_bytes;
      ALTER TABLE public.coverage_uploads DROP COLUMN stored_bytes;
    `);
  }
}
