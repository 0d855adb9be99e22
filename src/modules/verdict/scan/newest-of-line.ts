import { MOST_TRUST, outranks } from '../../../platform/tenancy/scan-trust.js';

/**
 * SQL of a later completed scan of the line of `s`: its pull request, or its branch outside of pull requests. A scan that the pull
 * request does not show in place of `s` does not count.
 */
export const laterCompleted = (line: string): string => `
  SELECT FROM scans later WHERE later.org_id = s.org_id AND later.repo_id = s.repo_id AND later.id > s.id
    AND later.state = 'completed' AND ${line} AND (s.pr_number IS NULL OR NOT (${outranks('s', 'later')}))`;

/**
 * SQL condition that no completed scan of its line is later than scan `s`. On a branch, a scan that may not write the baseline does
 * not count before one that may.
 */
export const IS_NEWEST_OF_LINE = `NOT EXISTS (${laterCompleted('later.pr_number = s.pr_number')})
  AND NOT EXISTS (${laterCompleted(`s.pr_number IS NULL AND later.pr_number IS NULL AND later.branch = s.branch
    AND (s.is_kept_from_baseline OR NOT later.is_kept_from_baseline)`)})`;

/**
 * SQL condition that no scan outranks a scan of its pull request, which shows the newest of these. Most scans are trusted most: for them
 * no other is read.
 *
 * @param scan its alias
 */
export const isShownOfPull = (scan: string): string => `(${scan}.trust = ${MOST_TRUST} OR NOT EXISTS (
  SELECT FROM scans trusted WHERE trusted.org_id = ${scan}.org_id AND trusted.repo_id = ${scan}.repo_id
    AND trusted.pr_number = ${scan}.pr_number AND ${outranks('trusted', scan)}))`;

/** As `isShownOfPull`, of scan `s`. */
export const IS_SHOWN_OF_PULL = isShownOfPull('s');

/**
 * SQL condition that the branch shows scan `s`, which is outside pull requests: one that may not write the branch's baseline is passed
 * over where the branch has another.
 */
export const isShownOnBranch = (orgId: string, repoId: string, branch: string): string => `
  (NOT s.is_kept_from_baseline OR (
    SELECT trusted.id FROM scans trusted WHERE trusted.org_id = ${orgId} AND trusted.repo_id = ${repoId} AND trusted.branch = ${branch}
      AND trusted.pr_number IS NULL AND NOT trusted.is_kept_from_baseline ORDER BY trusted.id DESC LIMIT 1) IS NULL)`;
