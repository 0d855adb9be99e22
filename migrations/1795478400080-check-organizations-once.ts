import type { MigrationInterface, QueryRunner } from 'typeorm';
import { checkedOnce, checkedRowByRow } from './tenant-table.js';

const TABLES = [
  'auth.api_keys',
  'auth.member_passwords',
  'auth.sessions',
  'public.audit_log',
  'public.baselines',
  'public.cleared_baselines',
  'public.coverage_files',
  'public.coverage_parts',
  'public.coverage_uploads',
  'public.evaluations',
  'public.finding_reports',
  'public.findings',
  'public.gate_config_revisions',
  'public.gate_configs',
  'public.issue_marks',
  'public.members',
  'public.repos',
  'public.scan_changes',
  'public.scan_files',
  'public.scans',
  'public.waivers',
];

/**
 * A statement that stores a hundred thousand findings looked up the organization of its transaction twice for each of
 * them, a sixth of its time. Now it is looked up once for all of them.
 */
export class CheckOrganizationsOnce1795478400080 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const table of TABLES) await db.query(checkedOnce(table));
    await db.query(checkedOnce('public.organizations', 'id'));
  }

  async down(db: QueryRunner): Promise<void> {
    for (const table of TABLES) await db.query(checkedRowByRow(table));
    await db.query(checkedRowByRow('public.organizations', 'id'));
  }
}
