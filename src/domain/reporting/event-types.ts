/** A JSON Schema (draft 2020-12), or a part of one. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** A kind of event as subscribers find it described. */
export interface EventType {
  readonly description: string;
  /** Schema of `data`. */
  readonly data: JsonSchema;
}

/** Version of the events' bodies: raised when a key is removed or changes its type. */
export const EVENT_API_VERSION = 1;

const TEXT = { type: 'string' };
const INTEGER = { type: 'integer' };
const NUMBER = { type: 'number' };
const ANY_VALUE = { type: ['number', 'string', 'null'] };
const orNull = (schema: JsonSchema & { readonly type: string }): JsonSchema => ({
  ...schema,
  type: [schema.type, 'null'],
});

/** An object with exactly these keys required; more may come in later versions. */
const objectOf = (properties: Readonly<Record<string, JsonSchema>>) => ({
  type: 'object',
  required: Object.keys(properties),
  properties,
});

const REPO = objectOf({ id: INTEGER, name: TEXT, url: orNull(TEXT) });
const ACTOR = objectOf({
  type: { enum: ['user', 'api_key', 'trusted_publisher', 'service'] },
  id: orNull(INTEGER),
  name: TEXT,
});
const SCAN = {
  repo: REPO,
  scan_id: INTEGER,
  branch: TEXT,
  commit_sha: orNull(TEXT),
  pr_number: orNull(INTEGER),
};

const STATUS = ['passed', 'failed', 'not_configured'];

/** Causes of an evaluation, as events name them. */
export const EVENT_TRIGGERS = [
  'complete',
  'coverage',
  'tests',
  'recompute',
  'rerequested',
  'policy_changed',
  'waiver_changed',
  'mark_changed',
  'retargeted',
  'stack_changed',
  'failed',
] as const;
export type EventTrigger = (typeof EVENT_TRIGGERS)[number];

const GATE = objectOf({
  ...SCAN,
  evaluation: INTEGER,
  trigger: { enum: EVENT_TRIGGERS },
  status: { enum: STATUS },
  previous_status: { enum: [...STATUS, null] },
  conclusion: { enum: ['success', 'failure', 'neutral', null] },
  reason: orNull(TEXT),
  summary: TEXT,
  policy_version: orNull(TEXT),
  violations: {
    type: 'array',
    maxItems: 10,
    items: objectOf({ rule: TEXT, threshold: ANY_VALUE, actual: ANY_VALUE, severity: TEXT }),
  },
  waived_count: INTEGER,
  skipped_count: INTEGER,
  new_in_pr: objectOf({ critical: INTEGER, high: INTEGER, medium: INTEGER, low: INTEGER, total: INTEGER }),
  coverage_pct: orNull(NUMBER),
  ratings: objectOf({
    quality: orNull(TEXT),
    maintainability: orNull(TEXT),
    reliability: orNull(TEXT),
    coverage: orNull(TEXT),
    duplication: orNull(TEXT),
  }),
  url: orNull(TEXT),
});

const SCAN_END = objectOf({ ...SCAN, reason: orNull(TEXT), duration_ms: INTEGER });

const WAIVER = objectOf({
  waiver: objectOf({
    id: INTEGER,
    rule: TEXT,
    reason: TEXT,
    scope: { enum: ['organization', 'repository', 'pull_request'] },
    repo_id: orNull(INTEGER),
    pr_number: orNull(INTEGER),
    max_actual: ANY_VALUE,
    expires_at: orNull(TEXT),
  }),
  actor: { ...ACTOR, type: ['object', 'null'] },
});

const WEBHOOK = objectOf({ id: INTEGER, description: orNull(TEXT) });
const WEBHOOK_SITE = objectOf({ id: INTEGER, site: TEXT, description: orNull(TEXT) });

const AUDITED = objectOf({
  actor: ACTOR,
  target: objectOf({ type: TEXT, id: orNull(INTEGER) }),
  old: orNull({ type: 'object' }),
  new: orNull({ type: 'object' }),
});

const audited = (description: string): EventType => ({ description, data: AUDITED });

/** Every type of event, in the order in which they are listed. */
export const EVENT_TYPES = {
  'gate.evaluated': { description: 'A verdict was stored.', data: GATE },
  'gate.changed': {
    description:
      'A verdict was stored whose status differs from that of the previous verdict of its branch or pull request.',
    data: GATE,
  },
  'scan.completed': { description: 'A scan was completed.', data: SCAN_END },
  'scan.failed': { description: 'A scanner reported that its scan failed.', data: SCAN_END },
  'scan.timed_out': { description: "A scan's deadline passed before it was completed.", data: SCAN_END },
  'scan.missing': {
    description:
      'A default branch has had no completed scan for `stale_after_days`. Recorded once until the next completed scan.',
    data: objectOf({
      repo: REPO,
      branch: TEXT,
      last_scan_id: orNull(INTEGER),
      last_completed_at: orNull(TEXT),
      stale_after_days: INTEGER,
    }),
  },
  'waiver.created': { description: 'A waiver was granted.', data: WAIVER },
  'waiver.revoked': { description: 'A waiver was revoked.', data: WAIVER },
  'waiver.expired': { description: 'A waiver expired. The event has no actor.', data: WAIVER },
  'policy.updated': audited('A policy of the organization or of a repository was saved.'),
  'baseline.rebuilt': audited('A baseline was rebuilt.'),
  'baseline.rebuild_undone': audited('A baseline rebuild was undone.'),
  'finding.marked_fp': audited('One or more problems were marked as false positives.'),
  'finding.unmarked_fp': audited('One or more false-positive marks were removed.'),
  'finding.marks_undone': audited('A bulk change of marks was undone.'),
  'repo.created': audited('A repository was created.'),
  'repo.default_branch_changed': audited(
    'The default branch was changed at the forge. In the service, only an administrator can change it.',
  ),
  'member.added': audited('A member was added to the organization.'),
  'member.role_changed': audited("A member's role was changed."),
  'member.removed': audited('A member was removed from the organization.'),
  'api_key.created': audited('An API key was created.'),
  'api_key.revoked': audited('An API key was revoked.'),
  'api_key.rotated': audited('The secret of an API key was replaced.'),
  'webhook.disabled': {
    description:
      'A webhook was disabled: its endpoint failed for too long or is gone, its requests cannot be signed, or the person who last changed it lost the right to do so.',
    data: objectOf({ webhook: WEBHOOK_SITE, reason: TEXT, failing_since: orNull(TEXT) }),
  },
  'forge.report_failed': {
    description: 'A report to a forge failed permanently. It waits for a manual retry or for the next verdict.',
    data: objectOf({
      forge: objectOf({ id: INTEGER, kind: TEXT, name: TEXT }),
      project: orNull(TEXT),
      repo_id: INTEGER,
      scan_id: INTEGER,
      surface: { enum: ['status', 'check', 'comment'] },
      commit_sha: orNull(TEXT),
      pr_number: orNull(INTEGER),
      error: orNull(TEXT),
      failing_since: orNull(TEXT),
    }),
  },
  'webhook.ping': {
    description: 'A ping was requested. Only its webhook receives it.',
    data: objectOf({ webhook: WEBHOOK }),
  },
} as const satisfies Readonly<Record<string, EventType>>;

export type EventTypeName = keyof typeof EVENT_TYPES;

export const EVENT_TYPE_NAMES = Object.keys(EVENT_TYPES) as readonly EventTypeName[];

/** JSON Schema of the whole body of an event of this type. */
export const bodySchema = (type: EventTypeName): JsonSchema => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  ...objectOf({
    id: { type: 'string', pattern: '^evt_[0-9a-f]{32}$' },
    type: { const: type },
    timestamp: { type: 'string', format: 'date-time' },
    api_version: { const: EVENT_API_VERSION },
    sequence: INTEGER,
    org: objectOf({ id: INTEGER, slug: TEXT }),
    data: EVENT_TYPES[type].data,
  }),
});

/** Types that name people or credentials, which only administrators of the organization may list. */
export const isForAdmins = (type: string): boolean => /^(member|api_key)\./.test(type);
