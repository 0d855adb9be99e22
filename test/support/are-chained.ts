import { query } from './postgres.js';
import { stopWorkLoops, type TestApp } from './test-app.js';
import { waitUntil } from './wait-until.js';

const PATIENCE_MS = 60_000;

/** Gives each sealed verdict its place in the chain of its repository, without waiting for the service's next turn. */
export const areChained = (service: TestApp): Promise<true> =>
  takesTurns(service, 'Chainer', 'SELECT FROM verdict_entries WHERE position IS NULL LIMIT 1');

/** Seals the audit log, of one organization or of all, without waiting for the service's next turn. */
export const isAuditSealed = (service: TestApp, orgId: number | null = null): Promise<true> =>
  takesTurns(
    service,
    'AuditSealer',
    `SELECT FROM audit_log WHERE hash IS NULL AND ${orgId === null ? 'true' : `org_id = ${orgId}`} LIMIT 1`,
  );

/**
 * Ends what the service does beside requests but for jobs and mails, and chains what that left: counts of rows change by requests
 * and jobs alone from then on. Retries of deliveries and reports would come at any time.
 */
export async function endsBackgroundWork(service: TestApp): Promise<void> {
  await stopWorkLoops(service);
  await areChained(service);
}

/** Has a task of the service look once more, as it does every two seconds. */
export async function takeTurn(service: TestApp, provider: 'Chainer' | 'AuditSealer'): Promise<void> {
  await service.call(provider, 'announce');
  await service.call(provider, 'task.run');
}

/** Has a task of the service take its turns until a query finds nothing. */
const takesTurns = (service: TestApp, provider: 'Chainer' | 'AuditSealer', open: string): Promise<true> =>
  waitUntil(async () => {
    if ((await query(service.database.admin, open)).length === 0) return true;
    await takeTurn(service, provider);
    return false;
  }, PATIENCE_MS);
