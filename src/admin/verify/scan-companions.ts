import type pg from 'pg';
import type { Faults } from './faults.js';
import { nameRepository, type Repository } from './stored-files.js';

/** Scans whose first verdict has a seal: versions before, and imports, may have stored less. */
const JUDGED = `
  SELECT s.id, s.branch, s.coverage_file_count, s.is_baseline_scan AND s.branch = s.default_branch AS is_of_baseline, s.baseline_generation
  FROM public.scans s JOIN public.verdict_entries v ON v.org_id = $1 AND v.repo_id = $2 AND v.scan_id = s.id AND v.action = 'judged' AND v.number = 1
  WHERE s.org_id = $1 AND s.repo_id = $2 AND s.state = 'completed'`;

/**
 * Faults of rows that stand beside scans and that no verdict seals. The last scan of the default branch since a rebuild is the repository's baseline,
 * for each of its tools that ran; a rebuild moves these rows until the next scan. Names of a repository are stored once more, to be unique.
 */
const FAULTS = `
  WITH repo AS MATERIALIZED (SELECT * FROM public.repos WHERE org_id = $1 AND id = $2),
    judged AS MATERIALIZED (${JUDGED}),
    baselines AS MATERIALIZED (
      SELECT branch, tool, scan_id FROM public.baselines WHERE org_id = $1 AND repo_id = $2
      UNION ALL SELECT branch, tool, scan_id FROM public.cleared_baselines WHERE org_id = $1 AND repo_id = $2)
  SELECT 'scan ' || j.id || ' lacks its coverage reports' AS fault FROM judged j
    WHERE j.coverage_file_count > 0 AND NOT EXISTS (SELECT FROM public.coverage_uploads u WHERE u.org_id = $1 AND u.scan_id = j.id)
  UNION ALL SELECT 'scan ' || j.id || ' lacks its facts for trends' FROM judged j
    WHERE j.is_of_baseline AND NOT EXISTS (SELECT FROM public.trend_facts f WHERE f.org_id = $1 AND f.scan_id = j.id)
  UNION ALL SELECT 'the last scan of its baseline is ' || max(j.id) || ', but it names ' || coalesce(r.baseline_scan_id::text, 'none')
    FROM repo r JOIN judged j ON j.is_of_baseline AND j.baseline_generation = r.baseline_generation
    GROUP BY r.baseline_scan_id HAVING coalesce(r.baseline_scan_id, 0) < max(j.id)
  UNION ALL SELECT 'the baseline of ' || f.tool || ' is missing, which scan ' || j.id || ' made'
    FROM repo r JOIN judged j ON j.id = r.baseline_scan_id JOIN public.finding_reports f ON f.org_id = $1 AND f.scan_id = j.id
    WHERE f.state IN ('ok', 'partial') AND NOT EXISTS (
      SELECT FROM baselines b WHERE b.branch = j.branch AND b.tool = f.tool AND b.scan_id = j.id)
  UNION ALL SELECT 'the baseline of ' || b.tool || ' rests on scan ' || b.scan_id || ', which is missing' FROM baselines b
    WHERE NOT EXISTS (SELECT FROM public.scans s WHERE s.org_id = $1 AND s.id = b.scan_id)
  UNION ALL SELECT 'its name ' || coalesce(wanted.name, stored.name) || CASE WHEN stored.name IS NULL THEN ' is missing in' ELSE ' is only in' END || ' repo_names'
    FROM (SELECT DISTINCT unnest(name || aliases) AS name FROM repo) AS wanted
    FULL JOIN (SELECT name FROM public.repo_names WHERE org_id = $1 AND repo_id = $2) AS stored USING (name)
    WHERE wanted.name IS NULL OR stored.name IS NULL`;

/** Jobs delete the scans of a deleted repository or organization one after the other. */
const IS_DELETED = `
  SELECT FROM public.deleted_repos WHERE org_id = $1 AND repo_id = $2
  UNION ALL SELECT FROM public.organizations WHERE id = $1 AND deleted_at IS NOT NULL`;

/** Compares rows that stand beside the scans of a repository with these, inside the open transaction. */
export async function verifyScanCompanions(client: pg.Client, repository: Repository, faults: Faults): Promise<void> {
  const values = [repository.orgId, repository.id];
  if ((await client.query(IS_DELETED, values)).rowCount !== 0) return;
  const { rows } = await client.query<{ fault: string }>(FAULTS, values);
  for (const { fault } of rows) faults.add(`${nameRepository(repository)}: ${fault}.`);
}
