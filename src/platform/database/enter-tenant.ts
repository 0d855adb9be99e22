import pg from 'pg';
import type { OrgId } from '../../domain/ids.js';
import { boundSetting, currentBound } from '../tenancy/repo-bound.js';
import { bindOnAllNodes } from './citus.js';

const enter = (orgId: string, repoIds: string) =>
  `SELECT set_config('app.org_id', ${orgId}, true), set_config('app.repo_ids', ${repoIds}, true)`;

/** Sets what row security goes by, to the end of the transaction. */
export const ENTER_TENANT = enter('$1', '$2');

/** Values of `ENTER_TENANT`: the organization, and the repositories that the current request is bound to. */
export const enteringValues = (orgId: OrgId): [orgId: string, repoIds: string] => [
  String(orgId),
  boundSetting(currentBound()),
];

/** Modes of a transaction: an ordinary one, or one whose statements all read what was there at its first. */
export type TransactionMode = '' | 'ISOLATION LEVEL REPEATABLE READ READ ONLY';

/**
 * Text that begins a transaction of the organization, as one message without parameters.
 *
 * @param isDistributed true where Citus divides tables, whose nodes are to know the organization too
 */
export function beginInTenant(orgId: OrgId, mode: TransactionMode, isDistributed: boolean): string {
  const [id, repoIds] = enteringValues(orgId);
  const quote = pg.escapeLiteral;
  const entering = isDistributed ? bindOnAllNodes({ orgId: id, repoIds }, quote) : enter(quote(id), quote(repoIds));
  return `BEGIN ${mode}; ${entering}`;
}

/** Shows the open transaction what is being deleted (`deletedWall` of migrations/tenant-table.ts): 'on' or ''. */
export const SEE_DELETED = `SELECT set_config('app.sees_deleted', $1, true)`;
