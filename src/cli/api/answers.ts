import { isRating, type Rating, type ScanRatings } from '../../domain/ratings/ratings.js';
import { CliError } from '../exit-code.js';
import { type AtLeast, type Body } from './body.js';
import { readVerdictFacts, toWarnings, type VerdictFacts, type VerdictWarning } from './verdict-facts.js';

/** A scan, and its page where the service knows its own address. */
export type LinkedScan = AtLeast<Pick<Body<'Scan'>, 'scan_id' | 'dashboard_url'>, 'scan_id'>;

/** The answer of POST /scans. */
export type CreatedScan = AtLeast<Body<'Scan'>, 'scan_id'>;

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
export type PartRatings = Omit<ScanRatings, 'quality'>;

export interface FindingsPage extends Pick<Body<'FindingList'>, 'next_cursor' | 'total'> {
  readonly findings: readonly ScanFinding[];
}

/** The answer to an uploaded report. */
export type UploadReceipt = Partial<Pick<Body<'FindingsTaken'>, 'records_persisted' | 'rejected'>> &
  Partial<Pick<Body<'CoverageTaken'>, 'unmatched_paths'>> & { readonly warnings: readonly VerdictWarning[] };

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const unexpected = (what: string): CliError =>
  new CliError(
    'infrastructure',
    `${what}: the answer is not that of a quality gate service.`,
    'Is --url (QGATE_URL) the address of the quality gate service?',
  );

const isCreatedScan = (body: unknown): body is CreatedScan => isObject(body) && typeof body.scan_id === 'number';

/** @throws {CliError} when the answer is of another shape */
export function toCreatedScan(body: unknown): CreatedScan {
  if (!isCreatedScan(body)) throw unexpected('creating the scan');
  return body;
}

type SentStatus = AtLeast<Body<'GateStatus'>, 'status'>;

const STATUSES: readonly unknown[] = ['passed', 'failed', 'not_configured', null] satisfies SentStatus['status'][];

const isStatus = (body: unknown): body is SentStatus => isObject(body) && STATUSES.includes(body.status);

/** @throws {CliError} when the answer is of another shape */
export function toGateStatus(body: unknown): GateStatusAnswer {
  if (!isStatus(body)) throw unexpected('reading the verdict');
  return {
    ...body,
    ...readVerdictFacts(body),
    violations: listOf(body.violations),
    waived_violations: listOf(body.waived_violations),
    skipped_rules: listOf(body.skipped_rules),
    passed_rules: listOf(body.passed_rules),
  };
}

/** A list as it was sent; none where a service of an earlier version, or another one, sends something else. */
const listOf = <Item>(sent: readonly Item[] | undefined): readonly Item[] =>
  sent !== undefined && isList(sent) ? sent : [];

const isList = (value: unknown): boolean => Array.isArray(value);

const isFindingsPage = (body: unknown): body is FindingsPage => isObject(body) && Array.isArray(body.findings);

/** @throws {CliError} when the answer is of another shape */
export function toFindingsPage(body: unknown): FindingsPage {
  if (!isFindingsPage(body)) throw unexpected('listing the findings');
  return body;
}

/** Problems of another scan that are gone, and how many there are. @throws {CliError} when the answer is of another shape */
export function toFixedFindings(body: unknown): Pick<FindingsPage, 'findings' | 'total'> {
  const counts = isObject(body) && isObject(body.counts) ? body.counts : {};
  if (!isObject(body) || !Array.isArray(body.fixed) || typeof counts.fixed !== 'number')
    throw unexpected('listing the fixed findings');
  return { findings: body.fixed as ScanFinding[], total: counts.fixed };
}

/** @throws {CliError} when the answer is of another shape */
export function toWaivers(body: unknown): readonly WaiverAnswer[] {
  if (!isObject(body) || !Array.isArray(body.waivers)) throw unexpected('listing the waivers');
  return body.waivers as WaiverAnswer[];
}

/** @throws {CliError} when the answer is of another shape */
export function toTests(body: unknown): readonly ScanTest[] {
  if (!isObject(body) || !Array.isArray(body.tests)) throw unexpected('listing the tests');
  return body.tests as ScanTest[];
}

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
  };
}

export const toUploadReceipt = (body: unknown): UploadReceipt =>
  isObject(body) ? { ...body, warnings: toWarnings(body.warnings) } : { warnings: [] };
