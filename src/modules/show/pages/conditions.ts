import { ENDING_SOON_DAYS } from '../../../domain/gate/waiver-periods.js';
import { isShownOnBranch } from '../../verdict/scan/scan.reader.js';

export { isOpen } from '../../verdict/scan/scan.reader.js';

/** Condition that scan `s` is on a branch, outside of pull requests, and one that the branch shows. */
export const isOnBranch = (orgId: string, repoId: string, branch: string): string =>
  `s.org_id = ${orgId} AND s.repo_id = ${repoId} AND s.branch = ${branch} AND s.pr_number IS NULL
   AND ${isShownOnBranch(orgId, repoId, branch)}`;

/** Condition that scan `s` is completed, failed or timed out. */
export const isEnded = (now: string): string => `(s.state <> 'pending' OR s.deadline_at <= ${now})`;

/** Condition that waiver `w` is in force, in the organization that `orgId` names. */
export const isInForce = (orgId: string, now: string): string =>
  `w.org_id = ${orgId} AND w.revoked_at IS NULL AND (w.expires_at IS NULL OR w.expires_at > ${now})`;

/** Condition that waiver `w`, in force, ends soon. */
export const endsSoon = (now: string): string => `w.expires_at <= ${now} + interval '${ENDING_SOON_DAYS} days'`;
