import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Scans know how far the credential that started them is trusted (docs/adr/keys.md#trust-of-secrets-and-scans). */
export class RankScansByTrust1795478402261 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- 3: people, pipelines and keys that may write the baseline; 2: other keys; 1: keys of agents; 0: pipelines of forks
      ALTER TABLE public.scans ADD COLUMN trust smallint NOT NULL DEFAULT 3 CHECK (trust BETWEEN 0 AND 3);
      UPDATE public.scans s SET trust = CASE
          WHEN s.is_untrusted THEN 0
          WHEN EXISTS (SELECT FROM auth.api_keys k
            WHERE k.org_id = s.org_id AND s.created_by = 'api_key:' || k.id AND k.kind = 'agent') THEN 1
          ELSE 2 END
        WHERE s.is_untrusted OR NOT s.may_be_base AND s.created_by LIKE 'api_key:%';
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE public.scans DROP COLUMN trust');
  }
}
