import { RATED_PARTS, type RatedPart } from '../../domain/ratings/held-down.js';
import { isRating, type Rating, type ScanRatings } from '../../domain/ratings/ratings.js';
import { CliError } from '../exit-code.js';
import { type AtLeast, type Body } from './body.js';
import { fields, fits, optional, optionalList, type Shape } from './shape.js';
import { readVerdictFacts, toWarnings, type VerdictFacts, type VerdictWarning } from './verdict-facts.js';

/** A scan, and its page where the service knows its own address. */
export type LinkedScan = AtLeast<Pick<Body<'Scan'>, 'scan_id' | 'dashboard_url'>, 'scan_id'>;

/** A scan with its place in the repository; each part null where the service does not say it. */
export interface PlacedScan extends LinkedScan {
  readonly repo: string | null;
  readonly branch: string | null;
  readonly commit: string | null;
  readonly pr: number | null;
}

/** The answer of POST /scans. */
export type CreatedScan = AtLeast<Body<'CreatedScan'>, 'scan_id'>;

type StatusFields = Omit<Body<'GateStatus'>, keyof VerdictFacts>;
type RuleLists = 'violations' | 'waived_violations' | 'skipped_rules' | 'passed_rules';

/** The answer of GET /quality/gates/status/:scan_id, and of every route that judges a scan. */
export type GateStatusAnswer = VerdictFacts & AtLeast<StatusFields, 'status' | RuleLists>;

/** Fields of a finding that came later than the first version of the service, or that offline runs do not have. */
type KnownFinding = 'issue_id' | 'rule_id' | 'tool' | 'type' | 'severity' | 'file_path' | 'line' | 'message';

/** One finding of GET /scans/:id/findings. */
export type ScanFinding = AtLeast<Body<'Finding'>, KnownFinding>;

/** One test of GET /scans/:id/tests. */
export type ScanTest = Body<'Test'>;

/** A waiver, as GET /quality/gates/waivers has it. */
export type WaiverAnswer = Body<'Waiver'>;

/** The ratings of which the composite is the worst. */
export interface PartRatings extends Omit<ScanRatings, 'quality'> {
  /** Reasons of each letter, in sentences; left out where they are not known. */
  readonly heldDown?: Partial<Readonly<Record<RatedPart, string>>>;
}

export interface FindingsPage extends Pick<Body<'FindingList'>, 'next_cursor' | 'total'> {
  readonly findings: readonly ScanFinding[];
}

/** The answer to an uploaded report. */
export type UploadReceipt = Partial<Pick<Body<'FindingsTaken'>, 'records_persisted' | 'rejected'>> &
  Partial<Pick<Body<'CoverageTaken'>, 'unmatched_paths'>> & { readonly warnings: readonly VerdictWarning[] };

const RULE = fields({ rule: 'text' });
const MEASURED = optionalList(RULE);
const COUNTED_PATHS = optional(fields({ count: 'number', paths: { list: 'text' } }));
const POSITION = optional('number');
const TURNED = optionalList(
  fields({ scan_id: 'number', repo: 'text', branch: 'text', from: 'text', to: 'text', pr_number: optional('number') }),
);

/** Shapes of the answers that qgate reads, each with what it cannot do without. */
export const SHAPES = {
  me: fields({
    scopes: { list: 'text' },
    api_key: optional(fields({ name: 'text', repo_ids: optionalList('number') })),
    user: optional(fields({})),
    org: optional(fields({})),
    can: optional(fields({})),
    public_url: optional('text'),
    service_version: optional('text'),
  }),
  /** Names of the caller, for people. */
  caller: fields({ user: fields({ email: 'text' }), org: fields({ name: 'text' }), role: 'text' }),
  createdScan: fields({
    scan_id: 'number',
    dashboard_url: optional('text'),
    default_branch: optional('text'),
    source_excerpts: optional('text'),
    suppression_reasons: optional('anything'),
  }),
  sourceTaken: fields({ files: 'number', refused: optionalList(fields({})) }),
  status: fields({
    status: optional('text'),
    reason: optional('text'),
    summary: optional('text'),
    conclusion: optional('text'),
    violations: MEASURED,
    tolerated_violations: MEASURED,
    waived_violations: MEASURED,
    skipped_rules: MEASURED,
    passed_rules: MEASURED,
    warnings: optional('anything'),
    policy: optional(fields({})),
    policy_file: optional(
      fields({ mode: optional('text'), applied: optionalList('text'), ignored: optionalList(fields({})) }),
    ),
    base: optional(fields({ scan_id: 'number', commit_sha: optional('text'), branch: optional('text') })),
    uncovered: optionalList(fields({ file_path: 'text', ranges: { list: { list: 'number' } } })),
    untested_files: optionalList(fields({ file_path: 'text', lines: optional('number') })),
    changes: optional(
      fields({
        coverage_pct: optional(fields({ from: 'number', to: 'number' })),
        no_longer_checked: optional('number'),
      }),
    ),
    unmatched_paths: COUNTED_PATHS,
    reports: optionalList(fields({ tool: 'text', state: 'text' })),
    missing_tools: optionalList('text'),
    tests: optional(fields({ total: 'number', failed: 'number', from_base: optional(fields({})) })),
    moved_lines: optional('number'),
    suppressions: optional(
      fields({
        added: 'number',
        items: { list: fields({ file_path: 'text', directive: 'text', rules: { list: 'text' } }) },
      }),
    ),
    loosened: optionalList(
      fields({ path: 'text', tool: 'text', key: 'text', was: optional('text'), is: optional('text') }),
    ),
    assertions: optionalList(fields({ file_path: 'text', from: 'number', to: 'number' })),
    next_actions: optionalList(
      fields({ kind: 'text', text: 'text', file_path: optional('text'), name: optional('text') }),
    ),
    next_actions_total: optional(fields({})),
    new_in_pr: optional(fields({})),
    scanned_branch: optional('text'),
    default_branch: optional('text'),
    policy_version: optional('text'),
  }),
  finding: fields({
    rule_id: 'text',
    tool: 'text',
    type: 'text',
    severity: 'text',
    message: 'text',
    file_path: optional('text'),
    line: POSITION,
    column: POSITION,
    end_line: POSITION,
    tool_level: optional('text'),
    new_because: optional('text'),
    nearest: optional(fields({})),
    owners: optionalList('text'),
    related: optionalList(fields({})),
  }),
  waiver: fields({ id: 'number', rule: 'text', reason: 'text', expires_at: optional('text') }),
  test: fields({ name: 'text', status: 'text', message: optional('text'), file: optional('text'), line: POSITION }),
  repo: fields({ id: 'number', name: 'text' }),
  localPack: fields({
    pack_version: 'number',
    repo_id: 'number',
    valid_for_seconds: 'number',
    key: 'text',
    findings: { list: fields({}) },
    segments: { list: fields({}) },
  }),
  gateConfig: fields({ policy: fields({}), policy_version: 'text' }),
  presets: fields({ chosen: optional('text') }),
  savedGateConfig: fields({ policy_version: 'text' }),
  createdWaiver: fields({ id: 'number', rule: 'text', changes_verdicts: TURNED }),
  revokedWaiver: fields({ id: 'number', revoked_at: optional('text'), changes_verdicts: TURNED }),
  placedScan: fields({
    repo_id: 'number',
    branch: 'text',
    commit_sha: optional('text'),
    pr_number: optional('number'),
  }),
  scanList: fields({ scans: { list: fields({ scan_id: 'number' }) } }),
  scannedRepos: fields({ scans: { list: fields({ repo_id: 'number' }) } }),
  turning: fields({ issue_id: 'number', changes_verdicts: TURNED }),
  rebuiltBaseline: fields({ cleared_fingerprints: 'number', branch: 'text' }),
  restoredBaseline: fields({ restored_fingerprints: 'number', branch: 'text' }),
  repoForge: fields({}),
  overview: fields({ repos: { list: fields({ name: 'text', scan_missing_since: optional('text') }) } }),
} satisfies Record<string, Shape>;

const unexpected = (what: string): CliError =>
  new CliError(
    'infrastructure',
    `${what}: the response does not come from a quality gate service.`,
    'Check that --url (QGATE_URL) is the address of the quality gate service.',
  );

/**
 * Reads an answer by its shape.
 *
 * @param what the request, for the message
 * @throws {CliError} of kind `infrastructure` when the answer has another shape
 */
export function readAnswer(body: unknown, shape: Shape, what: string): unknown {
  if (!fits(body, shape)) throw unexpected(what);
  return body;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** @throws {CliError} when the answer is of another shape */
export const toCreatedScan = (body: unknown): CreatedScan =>
  readAnswer(body, SHAPES.createdScan, 'creating the scan') as CreatedScan;

/** @throws {CliError} when the answer is of another shape */
export const toSourceTaken = (body: unknown): Body<'SourceTaken'> =>
  readAnswer(body, SHAPES.sourceTaken, 'sending source') as Body<'SourceTaken'>;

/** @throws {CliError} when the answer is of another shape */
export const toScan = (body: unknown): Body<'Scan'> =>
  readAnswer(body, SHAPES.placedScan, 'reading the scan') as Body<'Scan'>;

/** @throws {CliError} when the answer is of another shape */
export const toScanIds = (body: unknown): readonly number[] =>
  (readAnswer(body, SHAPES.scanList, 'finding the scan') as Body<'ScanList'>).scans.map(({ scan_id: id }) => id);

/** @throws {CliError} when the answer is of another shape */
export const toRepoName = (body: unknown): string =>
  (readAnswer(body, SHAPES.repo, 'reading the repository') as Body<'Repo'>).name;

/** Warnings of POST /scans/:id/files; earlier services have none. */
export const toFilesWarnings = (body: unknown): readonly VerdictWarning[] =>
  toWarnings(isObject(body) ? body.warnings : undefined);

type SentStatus = AtLeast<Body<'GateStatus'>, 'status'>;

const STATUSES: readonly unknown[] = ['passed', 'failed', 'not_configured', null] satisfies SentStatus['status'][];

/** @throws {CliError} when the answer is of another shape */
export function toGateStatus(body: unknown): GateStatusAnswer {
  const what = 'reading the verdict';
  const sent = readAnswer(body, SHAPES.status, what) as SentStatus;
  if (!STATUSES.includes(sent.status)) throw unexpected(what);
  return {
    ...sent,
    ...readVerdictFacts(sent),
    violations: sent.violations ?? [],
    waived_violations: sent.waived_violations ?? [],
    skipped_rules: sent.skipped_rules ?? [],
    passed_rules: sent.passed_rules ?? [],
  };
}

const FINDINGS_PAGE = fields({
  findings: { list: SHAPES.finding },
  next_cursor: optional('text'),
  total: optional('number'),
});

/** @throws {CliError} when the answer is of another shape */
export const toFindingsPage = (body: unknown): FindingsPage =>
  readAnswer(body, FINDINGS_PAGE, 'listing the findings') as FindingsPage;

const FIXED = fields({ fixed: { list: SHAPES.finding }, counts: fields({ fixed: 'number' }) });

/** Problems of another scan that are gone, and how many there are. @throws {CliError} when the answer is of another shape */
export function toFixedFindings(body: unknown): Pick<FindingsPage, 'findings' | 'total'> {
  const { fixed, counts } = readAnswer(body, FIXED, 'listing the fixed findings') as {
    fixed: readonly ScanFinding[];
    counts: { fixed: number };
  };
  return { findings: fixed, total: counts.fixed };
}

/** @throws {CliError} when the answer is of another shape */
export const toWaivers = (body: unknown): readonly WaiverAnswer[] =>
  (
    readAnswer(body, fields({ waivers: { list: SHAPES.waiver } }), 'listing the waivers') as {
      waivers: readonly WaiverAnswer[];
    }
  ).waivers;

/** @throws {CliError} when the answer is of another shape */
export const toTests = (body: unknown): readonly ScanTest[] =>
  (readAnswer(body, fields({ tests: { list: SHAPES.test } }), 'listing the tests') as { tests: readonly ScanTest[] })
    .tests;

/** @throws {CliError} when the answer is of another shape */
export function toPartRatings(body: unknown): PartRatings {
  const read = (name: string): Rating | null => {
    const rating = isObject(body) ? body[`${name}_rating`] : undefined;
    if (rating !== null && !isRating(rating)) throw unexpected('reading the ratings');
    return rating;
  };
  return {
    maintainability: read('maintainability'),
    reliability: read('reliability'),
    coverage: read('coverage'),
    duplication: read('duplication'),
    heldDown: readHolders(body),
  };
}

/** Empty for an older service, which does not send them. */
function readHolders(body: unknown): NonNullable<PartRatings['heldDown']> {
  const holders = isObject(body) && isObject(body.held_down_by) ? body.held_down_by : {};
  return Object.fromEntries(
    RATED_PARTS.flatMap((part) => {
      const holder = holders[part];
      return isObject(holder) && typeof holder.text === 'string' ? [[part, holder.text]] : [];
    }),
  );
}

const RECEIPT = fields({
  records_persisted: optional('number'),
  rejected: optionalList(fields({})),
  unmatched_paths: optional(fields({ count: 'number' })),
});

/** @throws {CliError} when the answer is of another shape */
export function toUploadReceipt(body: unknown): UploadReceipt {
  const sent = readAnswer(body ?? {}, RECEIPT, 'uploading the report') as Record<string, unknown>;
  return { ...sent, warnings: toWarnings(sent.warnings) };
}
