import { isDeepStrictEqual } from 'node:util';
import type pg from 'pg';
import type { Faults } from './faults.js';
import { readInPortions } from './read-in-portions.js';

type Values = Readonly<Record<string, unknown>>;

/** Meaning of an entry of the audit log for an object: new values, existence with any values, removal, or nothing certain. */
type Effect = 'sets' | 'exists' | 'removes' | 'unknown';

/** Last statement of the audit log on an object: its values, or whether its row exists. */
type Recorded = Values | 'removed' | 'unknown';

/** Something that people decide. Each of its rows has to agree with the entries of the audit log that are about it. */
interface Decision {
  /** In sentences. */
  readonly name: string;
  /** Types of the targets of its entries: other objects have entries of the same actions, and ids of their own. */
  readonly targets: readonly string[];
  readonly effects: Readonly<Record<string, Effect>>;
  /** SQL: rows with `org_id`, `id`, `made` and `values` by the names of the audit log. One that is `made` (null: unknown) within the log has an entry. */
  readonly rows: string;
}

const timeOf = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS')`;

const DECISIONS: readonly Decision[] = [
  {
    name: 'repository',
    targets: ['repo'],
    // A job deletes the row of a deleted one later.
    effects: { 'repo.created': 'exists', 'repo.deleted': 'unknown' },
    rows: `SELECT org_id, id, NULL::timestamptz AS made, '{}'::jsonb AS values FROM public.repos`,
  },
  {
    name: 'waiver',
    targets: ['waiver'],
    effects: { 'waiver.created': 'sets', 'waiver.updated': 'sets', 'waiver.revoked': 'sets' },
    rows: `SELECT org_id, id, created_at AS made, jsonb_build_object('rule', rule, 'reason', reason, 'repo_id', repo_id, 'pr_number', pr_number,
        'max_actual', max_actual, 'expires_at', ${timeOf('expires_at')}, 'revoked_at', ${timeOf('revoked_at')}) AS values
      FROM public.waivers`,
  },
  {
    name: 'acceptance of problem',
    targets: ['issue'],
    effects: { 'finding.accepted': 'sets', 'finding.unaccepted': 'removes' },
    rows: `SELECT org_id, issue_id AS id, marked_at AS made,
        jsonb_build_object('accepted_reason', reason, 'accepted_until', ${timeOf('ends_at')}) AS values
      FROM public.accepted_issues`,
  },
  {
    name: 'false-positive mark of problem',
    targets: ['issue', 'issues'],
    effects: {
      'finding.marked_fp': 'sets',
      'findings.marked_fp': 'exists',
      'finding.unmarked_fp': 'removes',
      'findings.unmarked_fp': 'removes',
      'findings.marks_undone': 'unknown',
    },
    rows: `SELECT org_id, issue_id AS id, marked_at AS made, jsonb_build_object('fp_reason', reason) AS values
      FROM public.issue_marks`,
  },
  {
    name: 'policy revision',
    targets: ['policy'],
    effects: { 'policy.updated': 'sets' },
    // The first comes with its organization.
    rows: `SELECT org_id, revision AS id, CASE WHEN revision > 1 THEN saved_at END AS made,
        jsonb_build_object('enabled', enabled, 'block_merge_on_fail', block_merge_on_fail,
          'applies_to_new_code_only', applies_to_new_code_only, 'policy', policy) AS values
      FROM public.gate_config_revisions`,
  },
  {
    name: 'policy revision of repository',
    targets: ['repo_policy'],
    effects: { 'policy.updated': 'sets', 'policy.removed': 'exists' },
    rows: `SELECT org_id, repo_id || '/' || revision AS id, saved_at AS made, CASE WHEN is_removed THEN '{}'
        ELSE jsonb_build_object('enabled', enabled, 'block_merge_on_fail', block_merge_on_fail,
          'applies_to_new_code_only', applies_to_new_code_only, 'policy', rules) END AS values
      FROM public.repo_gate_config_revisions`,
  },
];

interface Entry {
  readonly action: string;
  /** Organization and id of each object that it is about. */
  readonly keys: readonly string[];
  readonly values: Values | null;
}

interface Row {
  readonly key: string;
  readonly values: Values;
  /** True where it is younger than the first entry of its organization. */
  readonly needsEntry: boolean;
}

const PORTION = 1_000;

/** Entries of decisions, oldest first. Those about what a repository had are left out once it is gone. */
const ENTRIES = `
  SELECT a.action, a.new_values AS values, CASE
      WHEN a.target_type = 'repo_policy' THEN ARRAY[a.org_id || ' ' || a.repo_id || '/' || a.target_id]
      WHEN a.target_id IS NOT NULL THEN ARRAY[a.org_id || ' ' || a.target_id]
      ELSE ARRAY(SELECT a.org_id || ' ' || issue.id FROM jsonb_array_elements_text(a.new_values -> 'issue_ids') AS issue (id)) END AS keys
  FROM public.audit_log a
  WHERE a.action = ANY ($1) AND a.target_type = ANY ($2) AND (a.repo_id IS NULL OR a.target_type = 'repo' OR EXISTS (
    SELECT FROM public.repos r WHERE r.org_id = a.org_id AND r.id = a.repo_id))
  ORDER BY a.org_id, a.id`;

/** Organizations whose policy in force is not their newest revision; jobs delete one after the other. */
const OTHER_POLICIES = `
  SELECT org_id AS "orgId" FROM public.gate_configs stored
  FULL JOIN (SELECT DISTINCT ON (org_id) * FROM public.gate_config_revisions ORDER BY org_id, revision DESC) newest USING (org_id)
  JOIN public.organizations o ON o.id = org_id AND o.deleted_at IS NULL
  WHERE (stored.revision, stored.enabled, stored.block_merge_on_fail, stored.applies_to_new_code_only, stored.policy)
    IS DISTINCT FROM (newest.revision, newest.enabled, newest.block_merge_on_fail, newest.applies_to_new_code_only, newest.policy)
  ORDER BY org_id`;

/**
 * Compares repositories, waivers, acceptances, marks and policies with the audit log, inside the open transaction, as far back as the log goes. A
 * value without an entry is not compared; a row that is younger than the log and without an entry is a fault. The policy in force is compared with
 * its revision.
 *
 * @returns how many decisions it compared
 */
export async function verifyRecordedDecisions(client: pg.Client, faults: Faults): Promise<number> {
  let count = 0;
  for (const decision of DECISIONS) count += await verifyDecision(client, decision, faults);
  const { rows } = await client.query<{ orgId: string }>(OTHER_POLICIES);
  for (const { orgId } of rows)
    faults.add(`Organization ${orgId}: the policy in force differs from its newest revision.`);
  return count;
}

async function verifyDecision(client: pg.Client, decision: Decision, faults: Faults): Promise<number> {
  const recorded = await readRecorded(client, decision);
  const count = recorded.size;
  const report = (key: string, fault: string) => {
    const [orgId, id] = key.split(' ');
    faults.add(`Organization ${orgId}: ${decision.name} ${id} ${fault}.`);
  };
  const text = `SELECT org_id || ' ' || id AS key, values, coalesce(made >= log.began, false) AS "needsEntry"
    FROM (${decision.rows}) AS decided
    LEFT JOIN (SELECT org_id, min(at) AS began FROM public.audit_log GROUP BY org_id) AS log USING (org_id)`;
  for await (const rows of readInPortions<Row>(client, { text, values: [], portion: PORTION }))
    for (const { key, values, needsEntry } of rows) {
      if (needsEntry && !recorded.has(key)) report(key, 'exists, and the audit log does not say who made it');
      const wanted = recorded.get(key) ?? 'unknown';
      recorded.delete(key);
      if (wanted === 'removed') report(key, 'exists, but the audit log says that it was removed');
      if (typeof wanted === 'string') continue;
      const differing = Object.keys(values).filter((name) => differs(values[name], wanted[name]));
      if (differing.length > 0) report(key, `differs from the audit log in ${differing.join(', ')}`);
    }
  for (const [key, wanted] of recorded)
    if (typeof wanted !== 'string') report(key, 'is missing, but the audit log does not say that it was removed');
  return count;
}

async function readRecorded(client: pg.Client, { effects, targets }: Decision): Promise<Map<string, Recorded>> {
  const recorded = new Map<string, Recorded>();
  const read = { text: ENTRIES, values: [Object.keys(effects), targets], portion: PORTION };
  for await (const entries of readInPortions<Entry>(client, read))
    for (const { action, keys, values } of entries)
      for (const key of keys) recorded.set(key, recordedAfter(recorded.get(key), effects[action]!, values ?? {}));
  return recorded;
}

function recordedAfter(before: Recorded = {}, effect: Effect, values: Values): Recorded {
  if (effect === 'removes') return 'removed';
  if (effect === 'unknown') return 'unknown';
  if (effect === 'exists') return {};
  return typeof before === 'string' ? values : { ...before, ...values };
}

/** The audit log has times to the second or finer; a value that it never had is not compared. */
function differs(stored: unknown, recorded: unknown): boolean {
  if (recorded === undefined) return false;
  const isTime = typeof stored === 'string' && typeof recorded === 'string' && /^\d{4}-\d\d-\d\dT/.test(recorded);
  return isTime ? !recorded.startsWith(stored) : !isDeepStrictEqual(stored, recorded);
}
