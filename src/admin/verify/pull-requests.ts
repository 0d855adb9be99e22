import type pg from 'pg';
import { OWN_TRUST } from '../../platform/tenancy/scan-trust.js';
import type { Faults } from './faults.js';
import { nameRepository, type Repository } from './stored-files.js';

/**
 * Pull requests with their last scan: of the service's own making, unless a scan of the organization's own outranks it. A scan that was deleted leaves
 * its number behind.
 */
const PULL_REQUESTS = `
  SELECT coalesce(pr.number, newest.number)::text AS number, array_remove(ARRAY[
      CASE WHEN pr.number IS NULL THEN 'is missing, but scan ' || newest.id || ' is of it' END,
      CASE WHEN pr.last_scan_id < newest.id THEN 'names scan ' || pr.last_scan_id || ' as its last, which is ' || newest.id END,
      CASE WHEN pr.last_scan_id > newest.id AND of_number.id IS NOT NULL THEN 'names scan ' || of_number.id || ', which is not of it' END,
      CASE WHEN newest.states AND pr.branch IS DISTINCT FROM newest.branch THEN 'differs from its last scan in branch' END,
      CASE WHEN newest.states AND newest.state = 'completed' AND pr.base_branch IS DISTINCT FROM coalesce(newest.base_branch, pr.base_branch)
        THEN 'differs from its last scan in base_branch' END,
      CASE WHEN newest.states AND pr.is_of_fork IS DISTINCT FROM newest.is_untrusted THEN 'differs from its last scan in is_of_fork' END,
      CASE WHEN newest.states AND pr.last_scanned_at < newest.created_at THEN 'was scanned later than it says' END
    ], NULL) AS faults
  FROM (SELECT * FROM public.pull_requests WHERE org_id = $1 AND repo_id = $2) AS pr
  FULL JOIN (
    SELECT DISTINCT ON (s.pr_number) s.pr_number AS number, s.id, s.branch, s.base_branch, s.is_untrusted, s.state, s.created_at,
      s.trust >= ${OWN_TRUST} OR NOT bool_or(s.trust >= ${OWN_TRUST}) OVER (PARTITION BY s.pr_number) AS states
    FROM public.scans s WHERE s.org_id = $1 AND s.repo_id = $2 AND s.pr_number IS NOT NULL ORDER BY s.pr_number, s.id DESC
  ) AS newest ON newest.number = pr.number
  LEFT JOIN public.scans of_number ON of_number.org_id = $1 AND of_number.id = pr.last_scan_id`;

/** Compares the pull requests of a repository with their scans, inside the open transaction. */
export async function verifyPullRequests(client: pg.Client, repository: Repository, faults: Faults): Promise<void> {
  const { rows } = await client.query<{ number: string; faults: string[] }>(PULL_REQUESTS, [
    repository.orgId,
    repository.id,
  ]);
  for (const row of rows)
    for (const fault of row.faults) faults.add(`${nameRepository(repository)}: pull request ${row.number} ${fault}.`);
}
