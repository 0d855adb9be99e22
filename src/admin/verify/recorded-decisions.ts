import { isDeepStrictEqual } from 'node:util';
import type pg from 'pg';
import { QUOTAS } from '../../domain/quota.js';
import type { Faults } from './faults.js';
import { readInPortions } from './read-in-portions.js';

type Values = Readonly<Record<string, unknown>>;

/** Meaning of an entry of the audit log for an object: new values, existence with any values, removal, or nothing certain. */
type Effect = 'sets' | 'exists' | 'removes' | 'unknown';

/** Marks values of which some are unknown: the deletion of a person takes those of the entries that the person made. */
const ERASED = Symbol('erased');

/** Last statement of the audit log on an object: its values, or whether its row exists. */
type Recorded = (Values & { readonly [ERASED]?: true }) | 'removed' | 'unknown';

/** Something that people decide. Each of its rows has to agree with the entries of the audit log that are about it. */
interface Decision {
  /** In sentences. */
  readonly name: string;
  /** Types of the targets of its entries: other objects have entries of the same actions, and ids of their own. */
  readonly targets: readonly string[];
  readonly effects: Readonly<Record<string, Effect>>;
  /** An import of the organization makes its rows again, without entries of their own: those before it are about the exported ones. */
  readonly isMadeByImport?: boolean;
  /** Names of values that an import sets, whatever the exported row has. */
  readonly setByImport?: readonly string[];
  /** Its rows may go without an entry: always, or with the person or key that they are of or that made them. */
  readonly mayEnd?: 'always' | 'with_person';
  /**
   * SQL: rows with `org_id`, `id`, `made`, `values` by the names of the audit log, and `initial` (those before the first entry; null: unknown).
   * One that is `made` (null: without an entry) within the log has an entry.
   */
  readonly rows: string;
}

/** Settings of a new organization, which no entry of the audit log names. */
const NEW_SETTINGS = {
  ...{ waiver_max_days: null, max_key_days: null, require_second_factor: false, stale_after_days: 7 },
  ...{
    coverage_gap_medium_pct: 60,
    coverage_gap_high_pct: 30,
    classification_overrides: [],
    repo_policy: 'tighten_only',
  },
  ...{ untested_files: 'count', tolerate_inherited: true, on_tool_failure: 'fail', on_missing_tool: 'warn' },
  ...{ reevaluate_on_change: false, verified_domains: [], sso_groups: [], group_roles: {}, sso_required: false },
  ...{ auto_join: { groups: [], domains: [] } },
  retention: { change_details_days: 30, branch_scans: 50, branch_daily_days: 365 },
  ...Object.fromEntries(QUOTAS.map((quota) => [quota, null])),
};

/** Values of a new repository, which its entry does not name. */
const NEW_REPOSITORY = {
  ...{ aliases: [], baseline_branches: [], forge: null, source_excerpts: 'none', suppression_reasons: true },
};

const timeOf = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS')`;

const DECISIONS: readonly Decision[] = [
  {
    name: 'repository',
    targets: ['repo'],
    // A job deletes the row of a deleted one later.
    effects: { 'repo.created': 'sets', 'repo.updated': 'sets', 'repo.deleted': 'unknown' },
    setByImport: ['source_excerpts'],
    rows: `SELECT org_id, id, created_at AS made, '${JSON.stringify(NEW_REPOSITORY)}'::jsonb AS initial,
        jsonb_build_object('name', name, 'aliases', aliases, 'default_branch', default_branch, 'url', url,
          'baseline_branches', baseline_branches, 'source_excerpts', source_excerpts, 'suppression_reasons', suppression_reasons,
          'forge', CASE WHEN forge_kind IS NOT NULL THEN jsonb_build_object('kind', forge_kind, 'web_url', forge_web_url) END) AS values
      FROM public.repos`,
  },
  {
    name: 'member',
    targets: ['member', 'user'],
    effects: {
      'member.added': 'sets',
      'member.role_changed': 'sets',
      'org.transferred': 'sets',
      'member.removed': 'removes',
      'user.deleted': 'removes',
    },
    isMadeByImport: true,
    mayEnd: 'with_person',
    // The first owner comes with its organization.
    rows: `SELECT m.org_id, m.user_id AS id, CASE WHEN NOT first.is_owner THEN m.created_at END AS made,
        jsonb_build_object('role', m.role, 'email', u.email) AS values,
        CASE WHEN first.is_owner THEN '{"role": "ORG_OWNER"}'::jsonb END AS initial
      FROM public.members m JOIN public.organizations o ON o.id = m.org_id LEFT JOIN auth.users u ON u.id = m.user_id
      CROSS JOIN LATERAL (
        SELECT m.created_at = o.created_at AND m.user_id = (SELECT min(f.user_id) FROM public.members f WHERE f.org_id = m.org_id) AS is_owner
      ) AS first`,
  },
  {
    name: 'organization',
    targets: ['organization'],
    effects: { 'organization.updated': 'sets', 'organization.sso_updated': 'sets', 'quotas.updated': 'sets' },
    isMadeByImport: true,
    rows: `SELECT o.id AS org_id, o.id, NULL::timestamptz AS made, '${JSON.stringify(NEW_SETTINGS)}'::jsonb AS initial,
        jsonb_build_object('name', o.name, 'waiver_max_days', o.waiver_max_days, 'max_key_days', o.max_key_days,
          'require_second_factor', o.require_second_factor, 'stale_after_days', o.stale_after_days,
          'coverage_gap_medium_pct', o.coverage_gap_medium_pct, 'coverage_gap_high_pct', o.coverage_gap_high_pct,
          'classification_overrides', o.classification_overrides, 'repo_policy', o.repo_policy,
          'untested_files', o.untested_files, 'tolerate_inherited', o.tolerate_inherited, 'on_tool_failure', o.on_tool_failure,
          'on_missing_tool', o.on_missing_tool, 'reevaluate_on_change', o.reevaluate_on_change,
          'verified_domains', o.verified_domains, 'sso_groups', o.sso_groups, 'sso_required', o.sso_required,
          'group_roles', coalesce(mapped.roles, '{}'),
          'auto_join', jsonb_build_object('groups', coalesce(mapped.joining, '[]'), 'domains', o.auto_join_domains),
          'retention', jsonb_build_object('change_details_days', o.retention_change_details_days,
            'branch_scans', o.retention_branch_scans, 'branch_daily_days', o.retention_branch_daily_days)) || quotas.limits AS values
      FROM public.organizations o CROSS JOIN LATERAL (
        SELECT jsonb_object_agg(q.name, l.max_amount) AS limits FROM unnest('{${QUOTAS.join()}}'::text[]) AS q (name)
          LEFT JOIN public.organization_quotas l ON l.org_id = o.id AND l.quota = q.name) AS quotas LEFT JOIN LATERAL (
        SELECT jsonb_object_agg(g.group_name, g.role) FILTER (WHERE g.role IS NOT NULL) AS roles,
          jsonb_agg(g.group_name ORDER BY g.group_name COLLATE "C") FILTER (WHERE g.joins) AS joining
        FROM public.mapped_groups g WHERE g.org_id = o.id) AS mapped ON true`,
  },
  {
    name: 'waiver',
    targets: ['waiver'],
    effects: { 'waiver.created': 'sets', 'waiver.updated': 'sets', 'waiver.revoked': 'sets' },
    rows: `SELECT org_id, id, created_at AS made, jsonb_build_object('rule', rule, 'reason', reason, 'repo_id', repo_id, 'pr_number', pr_number,
        'max_actual', max_actual, 'expires_at', ${timeOf('expires_at')}, 'revoked_at', ${timeOf('revoked_at')}) AS values, NULL::jsonb AS initial
      FROM public.waivers`,
  },
  {
    name: 'acceptance of problem',
    targets: ['issue'],
    effects: { 'finding.accepted': 'sets', 'finding.unaccepted': 'removes' },
    rows: `SELECT org_id, issue_id AS id, marked_at AS made,
        jsonb_build_object('accepted_reason', reason, 'accepted_until', ${timeOf('ends_at')}) AS values, NULL::jsonb AS initial
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
    rows: `SELECT org_id, issue_id AS id, marked_at AS made, jsonb_build_object('fp_reason', reason) AS values, NULL::jsonb AS initial
      FROM public.issue_marks`,
  },
  {
    name: 'policy revision',
    targets: ['policy'],
    effects: { 'policy.updated': 'sets' },
    // The first comes with its organization.
    rows: `SELECT org_id, revision AS id, CASE WHEN revision > 1 THEN saved_at END AS made,
        jsonb_build_object('enabled', enabled, 'block_merge_on_fail', block_merge_on_fail,
          'applies_to_new_code_only', applies_to_new_code_only, 'policy', policy) AS values, NULL::jsonb AS initial
      FROM public.gate_config_revisions`,
  },
  {
    name: 'policy revision of repository',
    targets: ['repo_policy'],
    effects: { 'policy.updated': 'sets', 'policy.removed': 'exists' },
    rows: `SELECT org_id, repo_id || '/' || revision AS id, saved_at AS made, CASE WHEN is_removed THEN '{}'
        ELSE jsonb_build_object('enabled', enabled, 'block_merge_on_fail', block_merge_on_fail,
          'applies_to_new_code_only', applies_to_new_code_only, 'policy', rules) END AS values, NULL::jsonb AS initial
      FROM public.repo_gate_config_revisions`,
  },
  {
    name: 'API key',
    targets: ['api_key'],
    effects: { 'api_key.created': 'sets', 'api_key.rotated': 'sets', 'api_key.revoked': 'sets' },
    mayEnd: 'with_person',
    // Keys are also revoked with others, with a membership and by an import, without an entry of their own.
    rows: `SELECT org_id, id, created_at AS made, '{"kind": null}'::jsonb AS initial, jsonb_build_object('name', name, 'role', role,
        'scopes', scopes, 'repo_ids', repo_ids, 'may_write_baseline', may_write_baseline, 'kind', kind,
        'expires_at', ${timeOf('expires_at')}, 'minted_by', minted_by)
        || CASE WHEN revoked_at IS NULL THEN '{"revoked": false}' ELSE '{}' END::jsonb AS values
      FROM auth.api_keys`,
  },
  {
    name: 'trusted publisher',
    targets: ['trusted_publisher'],
    effects: { 'trusted_publisher.created': 'sets', 'trusted_publisher.deleted': 'removes' },
    isMadeByImport: true,
    mayEnd: 'with_person',
    rows: `SELECT org_id, id, created_at AS made, NULL::jsonb AS initial, jsonb_build_object('kind', kind, 'issuer', issuer,
        'claims', claims, 'repo_id', repo_id, 'scopes', scopes) AS values
      FROM public.trusted_publishers`,
  },
  {
    name: 'invitation',
    targets: ['invitation'],
    effects: { 'invitation.created': 'sets', 'invitation.withdrawn': 'removes' },
    // Accepting it, or another one to the same address, ends it.
    mayEnd: 'always',
    rows: `SELECT org_id, id, created_at AS made, NULL::jsonb AS initial, jsonb_build_object('email', email, 'role', role) AS values
      FROM public.invitations`,
  },
  {
    name: 'waiver request',
    targets: ['waiver_request'],
    effects: {
      'waiver_request.created': 'sets',
      'waiver_request.approved': 'sets',
      'waiver_request.declined': 'sets',
      'waiver_request.withdrawn': 'sets',
    },
    rows: `SELECT org_id, id, created_at AS made, '{"state": "requested"}'::jsonb AS initial, jsonb_build_object('state', state,
        'reason', reason, 'rule', rule, 'issue_id', issue_id, 'repo_id', repo_id, 'decline_reason', decline_reason,
        'waiver_id', waiver_id) AS values
      FROM public.waiver_requests`,
  },
  {
    name: 'webhook',
    targets: ['webhook'],
    effects: { 'webhook.created': 'sets', 'webhook.updated': 'sets', 'webhook.deleted': 'removes' },
    isMadeByImport: true,
    rows: `SELECT org_id, id, created_at AS made, NULL::jsonb AS initial, jsonb_build_object('description', description,
        'url_digest', left(encode(sha256(convert_to(url, 'UTF8')), 'hex'), 8), 'format', format, 'events', events,
        'repo_ids', repo_ids, 'header_names', header_names) AS values
      FROM public.webhooks WHERE deleted_at IS NULL`,
  },
  {
    name: 'forge',
    targets: ['forge'],
    effects: { 'forge.created': 'sets', 'forge.updated': 'sets', 'forge.deleted': 'removes' },
    isMadeByImport: true,
    rows: `SELECT org_id, id, created_at AS made, NULL::jsonb AS initial, jsonb_build_object('kind', kind, 'name', name,
        'base_url', base_url, 'context', context, 'report', report) AS values
      FROM public.forges`,
  },
];

interface Entry {
  readonly action: string;
  /** Organization and id of each object that it is about. */
  readonly keys: readonly string[];
  /** Key of the person whose act it is; null: another one's. */
  readonly actor: string | null;
  /** The person whom it is about was deleted, with its values; of other entries the person or key whose act it is. */
  readonly isPersonGone: boolean;
  /** Null also where the deletion of a person took them. */
  readonly values: Values | null;
}

interface Row {
  readonly key: string;
  readonly values: Values;
  readonly initial: Values | null;
  /** True where it is younger than the first entry of its organization, or the log reaches back to the beginning. */
  readonly needsEntry: boolean;
}

const PORTION = 1_000;

/** Last import of each organization. */
const IMPORTS = `SELECT org_id, max(id) AS id FROM public.audit_log
  WHERE action = 'organization.imported' AND target_id = org_id GROUP BY org_id`;

/**
 * Entries of decisions, oldest first. Those about what a repository had are left out once it is gone. $3: entries before an import do not count;
 * $4: names of values of which those do not.
 */
const ENTRIES = `
  SELECT a.action, CASE WHEN a.id < imported.id THEN a.new_values - $4::text[] ELSE a.new_values END AS values, CASE
      WHEN a.target_type IN ('member', 'user') THEN a.new_values IS NULL AND NOT EXISTS (SELECT FROM auth.users u WHERE u.id = a.target_id)
      WHEN a.actor_type = 'user' THEN NOT EXISTS (SELECT FROM auth.users u WHERE u.id = a.actor_id)
      WHEN a.actor_type = 'api_key' THEN NOT EXISTS (SELECT FROM auth.api_keys k WHERE k.org_id = a.org_id AND k.id = a.actor_id)
      ELSE false END AS "isPersonGone", CASE WHEN a.actor_type = 'user' THEN a.org_id || ' ' || a.actor_id END AS actor, CASE
      WHEN a.target_type = 'repo_policy' THEN ARRAY[a.org_id || ' ' || a.repo_id || '/' || a.target_id]
      WHEN a.target_id IS NOT NULL THEN ARRAY[a.org_id || ' ' || a.target_id]
      ELSE ARRAY(SELECT a.org_id || ' ' || issue.id FROM jsonb_array_elements_text(a.new_values -> 'issue_ids') AS issue (id)) END AS keys
  FROM public.audit_log a JOIN public.organizations o ON o.id = a.org_id AND o.deleted_at IS NULL
    LEFT JOIN (${IMPORTS}) AS imported ON imported.org_id = a.org_id
  WHERE a.action = ANY ($1) AND a.target_type = ANY ($2) AND (a.repo_id IS NULL OR a.target_type = 'repo' OR EXISTS (
    SELECT FROM public.repos r WHERE r.org_id = a.org_id AND r.id = a.repo_id))
    AND (NOT $3::boolean OR imported.id IS NULL OR a.id > imported.id)
  ORDER BY a.org_id, a.id`;

/** Time of the first entry of each organization, and whether nothing happened before it. $1: an import begins a log; $2: since when all is recorded. */
const LOGS = `
  SELECT a.org_id, min(a.at) AS began, imported.id IS NULL AND c.anchor_id = 0 AND min(a.at) >= $2::timestamptz AS is_whole
  FROM public.audit_log a JOIN public.audit_chains c USING (org_id) LEFT JOIN (${IMPORTS}) AS imported USING (org_id)
  WHERE NOT $1::boolean OR imported.id IS NULL OR a.id >= imported.id
  GROUP BY a.org_id, imported.id, c.anchor_id`;

/** Organizations whose policy in force is not their newest revision; jobs delete one after the other. */
const OTHER_POLICIES = `
  SELECT org_id AS "orgId" FROM public.gate_configs stored
  FULL JOIN (SELECT DISTINCT ON (org_id) * FROM public.gate_config_revisions ORDER BY org_id, revision DESC) newest USING (org_id)
  JOIN public.organizations o ON o.id = org_id AND o.deleted_at IS NULL
  WHERE (stored.revision, stored.enabled, stored.block_merge_on_fail, stored.applies_to_new_code_only, stored.policy)
    IS DISTINCT FROM (newest.revision, newest.enabled, newest.block_merge_on_fail, newest.applies_to_new_code_only, newest.policy)
  ORDER BY org_id`;

/**
 * Compares repositories, members, settings, waivers, acceptances, marks and policies with the audit log, inside the open transaction, as far back as
 * the log goes. A value without an entry is compared with the initial one where the log reaches back to the beginning of its organization. A row that
 * is younger than the log and without an entry is a fault; where the log reaches back to the beginning, any row is, whatever its time says. The policy
 * in force is compared with its revision.
 *
 * @param since all of this is recorded in the audit log since then; null: unknown
 * @returns how many decisions it compared
 */
export async function verifyRecordedDecisions(client: pg.Client, since: Date | null, faults: Faults): Promise<number> {
  let count = 0;
  for (const decision of DECISIONS) count += await verifyDecision(client, decision, since, faults);
  const { rows } = await client.query<{ orgId: string }>(OTHER_POLICIES);
  for (const { orgId } of rows)
    faults.add(`Organization ${orgId}: the policy in force differs from its newest revision.`);
  return count;
}

async function verifyDecision(
  client: pg.Client,
  decision: Decision,
  since: Date | null,
  faults: Faults,
): Promise<number> {
  const recorded = await readRecorded(client, decision);
  const count = recorded.size;
  const report = (key: string, fault: string) => {
    const [orgId, id] = key.split(' ');
    faults.add(`Organization ${orgId}: ${decision.name} ${id} ${fault}.`);
  };
  const text = `SELECT decided.org_id || ' ' || decided.id AS key, values, CASE WHEN log.is_whole THEN initial END AS initial,
      coalesce(made >= log.began OR made IS NOT NULL AND log.is_whole, false) AS "needsEntry"
    FROM (${decision.rows}) AS decided JOIN public.organizations o ON o.id = decided.org_id AND o.deleted_at IS NULL
    LEFT JOIN (${LOGS}) AS log ON log.org_id = decided.org_id`;
  const read = { text, values: [decision.isMadeByImport ?? false, since], portion: PORTION };
  for await (const rows of readInPortions<Row>(client, read))
    for (const { key, values, initial, needsEntry } of rows) {
      if (needsEntry && !recorded.has(key)) report(key, 'exists, and the audit log does not say who made it');
      const wanted = recorded.get(key) ?? initial ?? 'unknown';
      recorded.delete(key);
      if (wanted === 'removed') report(key, 'exists, but the audit log says that it was removed');
      if (typeof wanted === 'string') continue;
      const all: Values = ERASED in wanted ? wanted : { ...initial, ...wanted };
      const differing = Object.keys(values).filter((name) => differs(values[name], all[name], name));
      if (differing.length > 0) report(key, `differs from the audit log in ${differing.join(', ')}`);
    }
  if (decision.mayEnd === 'always') return count;
  for (const [key, wanted] of recorded)
    if (typeof wanted !== 'string') report(key, 'is missing, but the audit log does not say that it was removed');
  return count;
}

async function readRecorded(
  client: pg.Client,
  { effects, targets, isMadeByImport = false, setByImport = [], mayEnd }: Decision,
): Promise<Map<string, Recorded>> {
  const recorded = new Map<string, Recorded>();
  const read = {
    text: ENTRIES,
    values: [Object.keys(effects), targets, isMadeByImport, setByImport],
    portion: PORTION,
  };
  for await (const entries of readInPortions<Entry>(client, read))
    for (const { action, keys, values, actor, isPersonGone } of entries) {
      const effect =
        isPersonGone && mayEnd === 'with_person' && effects[action] === 'sets' ? 'unknown' : effects[action]!;
      for (const key of keys) recorded.set(key, recordedAfter(recorded.get(key), effect, values));
      if (action === 'org.transferred' && actor !== null) recorded.set(actor, recordedOfFormer(recorded.get(actor)));
    }
  return recorded;
}

function recordedAfter(before: Recorded = {}, effect: Effect, values: Values | null): Recorded {
  if (effect === 'removes') return 'removed';
  if (effect === 'unknown') return 'unknown';
  if (effect === 'exists') return {};
  if (values === null) return { [ERASED]: true };
  return typeof before === 'string' ? values : { ...before, ...values };
}

/** Somebody who hands an organization over: an owner is an administrator then, and others stay what they are. */
function recordedOfFormer(before: Recorded = 'unknown'): Recorded {
  return typeof before !== 'string' && before.role === 'ORG_OWNER' ? { ...before, role: 'ORG_ADMIN' } : before;
}

/**
 * The audit log has times to the second or finer, periods of retention as the service limited them, and addresses in the case in which they were
 * entered. A value that it never had is not compared.
 */
function differs(stored: unknown, recorded: unknown, name: string): boolean {
  if (recorded === undefined) return false;
  if (name === 'retention') return isShorter(stored as Periods, recorded as Periods);
  if (typeof stored !== 'string' || typeof recorded !== 'string') return !isDeepStrictEqual(stored, recorded);
  if (name === 'email') return stored.toLowerCase() !== recorded.toLowerCase();
  return /^\d{4}-\d\d-\d\dT/.test(recorded) ? !recorded.startsWith(stored) : stored !== recorded;
}

type Periods = Readonly<Record<string, number>>;

const isShorter = (stored: Periods, recorded: Periods) =>
  Object.keys(recorded).some((name) => stored[name]! < recorded[name]!);
