import { setTimeout as sleep } from 'node:timers/promises';
import { query } from './postgres.js';
import type { TestApp } from './test-app.js';

const PATIENCE_MS = 60_000;

/** Runs an organization's retention to its end. */
export async function retain({ call, database }: TestApp, orgId: number): Promise<void> {
  const unfinished = () =>
    query(database.admin, `SELECT 1 FROM jobs WHERE org_id = ${orgId} AND state IN ('queued', 'running')`);
  await query(database.admin, `UPDATE organizations SET retention_due_at = now() WHERE id = ${orgId}`);
  await call('RetentionTimer', 'look');
  const end = Date.now() + PATIENCE_MS;
  while ((await unfinished()).length > 0) {
    if (Date.now() > end) throw new Error('Retention does not end.');
    await sleep(20);
  }
}
