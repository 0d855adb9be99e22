import type { MigrationInterface, QueryRunner } from 'typeorm';
import { buildIndex } from './concurrent-index.js';

/** Scans of one tree are found by it, the newest first. */
export class IndexTrees1795478402201 implements MigrationInterface {
  readonly transaction = false;

  async up(db: QueryRunner): Promise<void> {
    await buildIndex(
      db,
      'public.scans_tree',
      'ON public.scans (org_id, repo_id, tree_sha, id DESC) WHERE tree_sha IS NOT NULL',
    );
    await buildIndex(
      db,
      'public.test_uploads_content',
      'ON public.test_uploads (org_id, content_scan_id) WHERE content_scan_id IS NOT NULL',
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP INDEX public.scans_tree');
    await db.query('DROP INDEX public.test_uploads_content');
  }
}
