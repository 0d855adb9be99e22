import { MOST_TRUST, outranks } from '../../../platform/tenancy/scan-trust.js';

/**
 * SQL condition that a place `at` (sha, pr_number) may show the verdict of a scan: its pull request, or its commit, has none of a scan that
 * is trusted further. $1 organization, $7 scan.
 */
export const IS_NOT_OUTRANKED = `NOT EXISTS (
      SELECT FROM scans own JOIN scans s ON s.org_id = own.org_id AND s.repo_id = own.repo_id AND s.pr_number = own.pr_number
      WHERE own.org_id = $1 AND own.id = $7 AND own.trust < ${MOST_TRUST} AND at.sha IS NULL AND ${outranks('s', 'own')}
    ) AND NOT EXISTS (
      SELECT FROM scans own JOIN scans s ON s.org_id = own.org_id AND s.repo_id = own.repo_id
        AND left(s.commit_sha, 4) = left(at.sha, 4) AND s.commit_sha = at.sha
      WHERE own.org_id = $1 AND own.id = $7 AND own.trust < ${MOST_TRUST} AND s.trust > own.trust
        AND s.commit_sha <> ALL (s.unproven_commits))`;

/** SQL of the trust in the scan that a row of reports wants shown; 0 where it is gone. @param row alias of the row */
export const trustOfWanted = (row: string): string =>
  `coalesce((SELECT t.trust FROM scans t WHERE t.org_id = ${row}.org_id AND t.id = ${row}.wanted >> 20), 0)`;

/** SQL of the time until which a forge that limits requests need not show that a scan of a row of reports is pending; else null. @param row its alias */
export const deferrableUntil = (row: string): string =>
  `CASE WHEN ${row}.wanted & 1048575 = 0 THEN coalesce(${row}.awaits_scan_until, (SELECT p.deadline_at FROM scans p
      WHERE p.org_id = ${row}.org_id AND p.id = ${row}.wanted >> 20 AND p.state = 'pending')) END`;
