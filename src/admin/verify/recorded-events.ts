import type pg from 'pg';
import { AUDITED_EVENTS } from '../../domain/reporting/audit-events.js';
import { AGENT_TRUST } from '../../platform/tenancy/scan-trust.js';
import type { Faults } from './faults.js';

const SECONDS_A_DAY = 24 * 60 * 60;
/** Younger events outlived each run of the retention, however much the clocks of the service and the database differ. */
const KEPT_SECONDS = SECONDS_A_DAY / 2;

/**
 * Events that are missing, by organization and type, as far back as events go: from an hour after the oldest one, as its retention deletes the oldest
 * first, or for a part of the retention. The event of an entry of the audit log is written with it, and that of a completed scan with its first
 * verdict; both go with their repository. What a revoked key made ends without an event, and agents' scans of the default branch have none.
 * $1, $2: actions and the types of their events; $3: seconds for which events are kept for certain.
 */
const MISSING = `
  WITH known AS MATERIALIZED (
    SELECT o.id AS org_id, imported.id AS imported_id, least(
        (SELECT min(e.created_at) FROM public.events e WHERE e.org_id = o.id) + interval '1 hour', now() - make_interval(secs => $3)) AS since
    FROM public.organizations o LEFT JOIN LATERAL (SELECT max(a.id) AS id FROM public.audit_log a
      WHERE a.org_id = o.id AND a.action = 'organization.imported' AND a.target_id = o.id) AS imported ON true
    WHERE o.deleted_at IS NULL
  ), wanted AS (
    SELECT a.org_id, t.type, count(*) AS count FROM known k JOIN public.audit_log a ON a.org_id = k.org_id AND a.at > k.since
      JOIN unnest($1::text[], $2::text[]) AS t (action, type) ON t.action = a.action
    WHERE (k.imported_id IS NULL OR a.id > k.imported_id) AND NOT (a.action = 'member.removed' AND a.actor_type = 'service')
      AND (a.repo_id IS NULL OR EXISTS (SELECT FROM public.repos r WHERE r.org_id = a.org_id AND r.id = a.repo_id
        AND NOT EXISTS (SELECT FROM public.deleted_repos d WHERE d.org_id = r.org_id AND d.repo_id = r.id)))
    GROUP BY 1, 2
    UNION ALL SELECT s.org_id, 'scan.completed', count(*) FROM known k JOIN public.scans s ON s.org_id = k.org_id AND s.completed_at > k.since
      JOIN public.verdict_entries v ON v.org_id = s.org_id AND v.scan_id = s.id AND v.action = 'judged' AND v.number = 1
      JOIN public.evaluations e ON e.org_id = s.org_id AND e.scan_id = s.id AND e.number = 1 AND e.trigger = 'completed'
    WHERE s.state = 'completed' AND NOT (s.is_kept_from_baseline AND s.trust = ${AGENT_TRUST}) AND NOT EXISTS (SELECT FROM public.deleted_repos d WHERE d.org_id = s.org_id AND d.repo_id = s.repo_id)
    GROUP BY 1
  ), stored AS (
    SELECT e.org_id, e.type, count(*) AS count FROM known k JOIN public.events e ON e.org_id = k.org_id
      AND e.created_at > k.since - interval '1 hour' GROUP BY 1, 2
  )
  SELECT org_id::text AS "orgId", type, (w.count - coalesce(s.count, 0))::text AS count
  FROM wanted w LEFT JOIN stored s USING (org_id, type) WHERE w.count > coalesce(s.count, 0) ORDER BY org_id, type`;

/**
 * Compares events with the audit log and with completed scans, inside the open transaction.
 *
 * @param retentionDays age at which the service deletes events
 */
export async function verifyRecordedEvents(client: pg.Client, retentionDays: number, faults: Faults): Promise<void> {
  const kept = Math.min(KEPT_SECONDS, (retentionDays * SECONDS_A_DAY) / 2);
  const { rows } = await client.query<{ orgId: string; type: string; count: string }>(MISSING, [
    AUDITED_EVENTS.map(([action]) => action),
    AUDITED_EVENTS.map(([, type]) => type),
    kept,
  ]);
  for (const { orgId, type, count } of rows)
    faults.add(`Organization ${orgId}: events of the type ${type} are missing (${count}).`);
}
