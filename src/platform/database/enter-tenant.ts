import type { OrgId } from '../../domain/ids.js';
import { boundSetting, currentBound } from '../tenancy/repo-bound.js';

/** First statement of a tenant transaction: sets what row security goes by, to the transaction's end. */
export const ENTER_TENANT = `SELECT set_config('app.org_id', $1, true), set_config('app.repo_ids', $2, true)`;

/** Its values: the organization, and the repositories that the current request is bound to. */
export const enteringValues = (orgId: OrgId): string[] => [String(orgId), boundSetting(currentBound())];
