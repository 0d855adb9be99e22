import type { MigrationInterface, QueryRunner } from 'typeorm';
import { buildIndex } from './concurrent-index.js';

/** Scans of merge groups are found when a waiver of a member, or the policy, changes. */
export class IndexMergeGroups1795478402290 implements MigrationInterface {
  readonly transaction = false;

  async up(db: QueryRunner): Promise<void> {
    await buildIndex(
      db,
      'public.scans_merge_group',
      'ON public.scans (org_id, completed_at) WHERE group_members IS NOT NULL',
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP INDEX public.scans_merge_group');
  }
}
