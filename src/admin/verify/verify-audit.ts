import type pg from 'pg';
import type { AppConfig } from '../../platform/config/app-config.js';
import type { AdminResult } from '../support/admin-result.js';
import { withOwner } from '../support/with-owner.js';

interface Counts {
  readonly sealed: string;
  readonly unsealed: string;
  readonly orgs: string;
}

interface Fault {
  readonly org: string;
  readonly entry: string;
  readonly fault: string;
}

/** Result of verifying the chains of hashes. */
export interface VerifiedAuditLog {
  /** A sentence for each. */
  readonly faults: readonly string[];
  readonly summary: string;
}

/** `qgate-admin audit verify`: computes the chain of every organization again, from the last entry that retention removed. */
export async function verifyAudit(config: AppConfig): Promise<AdminResult> {
  const { faults, summary } = await withOwner(config, verifyAuditLog);
  return { text: [...faults, summary].join('\n'), isFaulty: faults.length > 0 };
}

/** Verifies the chains in a transaction of their own. */
export async function verifyAuditLog(client: pg.Client): Promise<VerifiedAuditLog> {
  await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
  const counts = await client.query<Counts>(
    `SELECT count(hash) AS sealed, count(*) - count(hash) AS unsealed, count(DISTINCT org_id) AS orgs
     FROM public.audit_log`,
  );
  const faults = await client.query<Fault>('SELECT org_id AS org, id AS entry, fault FROM public.audit_faults()');
  await client.query('COMMIT');
  const { sealed, unsealed, orgs } = counts.rows[0]!;
  return {
    faults: faults.rows.map(({ org, entry, fault }) => `Organization ${org}, entry ${entry}: ${fault}.`),
    summary: `${sealed} sealed entries of ${orgs} organizations were verified; ${unsealed} are not sealed yet.`,
  };
}
