import { type RuleName } from '../../domain/gate/policy.js';
import { isRating, type Rating, type ScanRatings } from '../../domain/ratings/ratings.js';
import { CliError } from '../exit-code.js';
import {
  readVerdictFacts,
  type Threshold,
  toWarnings,
  type VerdictFacts,
  type VerdictWarning,
} from './verdict-facts.js';

// Responses of the service, under the names of the API; only the fields that the command line reads.

/** The answer of POST /scans. */
export interface CreatedScan {
  readonly scan_id: number;
  /** True when the service takes this for a scan of the default branch. */
  readonly is_baseline_scan?: boolean;
  readonly default_branch?: string;
  readonly status?: 'pending' | 'completed' | 'failed';
}

export interface JudgedRule {
  readonly rule: RuleName;
  readonly threshold: Threshold | null;
  readonly actual: Threshold | null;
}

export interface ViolatedRule extends JudgedRule {
  readonly severity: string;
}

export interface WaivedRule extends ViolatedRule {
  readonly waiver_id: number;
}

export interface SkippedRule {
  readonly rule: RuleName;
  readonly reason: string;
}

export type GateStatusWord = 'passed' | 'failed' | 'not_configured';

/** The answer of GET /quality/gates/status/:scan_id. */
export interface GateStatus extends VerdictFacts {
  readonly scan_id: number;
  /** Null while the scan is pending. */
  readonly status: GateStatusWord | null;
  readonly reason?: string | null;
  readonly violations: readonly ViolatedRule[];
  readonly waived_violations: readonly WaivedRule[];
  readonly skipped_rules: readonly SkippedRule[];
  readonly passed_rules: readonly JudgedRule[];
  readonly scanned_branch?: string;
  readonly is_baseline_scan?: boolean;
  readonly new_in_pr?: Readonly<Record<string, number>> | null;
  readonly policy_version?: string | null;
  readonly basis?: string | null;
  readonly url?: string;
}

/** One finding of GET /scans/:id/findings. */
export interface ScanFinding {
  readonly issue_id: number;
  readonly rule_id: string;
  readonly tool: string;
  readonly type: string;
  readonly severity: string;
  readonly file_path: string | null;
  readonly line: number | null;
  readonly message: string;
  readonly matched_by?: string | null;
  /** The evidence that makes it new. */
  readonly new_because?: string | null;
  /** The problem of the same rule that is most like it. */
  readonly nearest?: NearestProblem | null;
  /** Its severity and message on the base, where it became worse. */
  readonly was?: { readonly severity: string; readonly message: string } | null;
  /** The other places of the same text. */
  readonly related?: readonly RelatedPlace[];
  readonly is_suppressed?: boolean;
}

export interface NearestProblem {
  readonly issue_id: number;
  readonly file_path: string | null;
  readonly line: number | null;
  readonly differs_in: string | readonly string[];
}

export interface RelatedPlace {
  readonly file_path: string;
  readonly line: number;
  readonly end_line?: number | null;
}

/** The ratings of which the composite is the worst. */
export type PartRatings = Omit<ScanRatings, 'quality'>;

export interface FindingsPage {
  readonly findings: readonly ScanFinding[];
  readonly next_cursor: string | null;
  readonly total: number;
}

/** The answer to an uploaded report. */
export interface UploadReceipt {
  readonly records_persisted?: number;
  readonly warnings: readonly VerdictWarning[];
  readonly rejected?: readonly { readonly index: number; readonly reason: string }[];
  readonly unmatched_paths?: { readonly count?: number } | null;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const unexpected = (what: string): CliError =>
  new CliError(
    'infrastructure',
    `${what}: the answer is not that of a quality gate service.`,
    'Is --url (QGATE_URL) the address of the quality gate service?',
  );

/** @throws {CliError} when the answer is of another shape */
export function toCreatedScan(body: unknown): CreatedScan {
  if (!isObject(body) || typeof body.scan_id !== 'number') throw unexpected('creating the scan');
  return body as unknown as CreatedScan;
}

/** @throws {CliError} when the answer is of another shape */
export function toGateStatus(body: unknown): GateStatus {
  const isStatus = (word: unknown): boolean =>
    word === null || word === 'passed' || word === 'failed' || word === 'not_configured';
  if (!isObject(body) || !isStatus(body.status)) throw unexpected('reading the verdict');
  const list = (key: string): readonly unknown[] => (Array.isArray(body[key]) ? (body[key] as unknown[]) : []);
  return {
    ...body,
    ...readVerdictFacts(body),
    violations: list('violations'),
    waived_violations: list('waived_violations'),
    skipped_rules: list('skipped_rules'),
    passed_rules: list('passed_rules'),
    warnings: toWarnings(body.warnings),
  } as unknown as GateStatus;
}

/** @throws {CliError} when the answer is of another shape */
export function toFindingsPage(body: unknown): FindingsPage {
  if (!isObject(body) || !Array.isArray(body.findings)) throw unexpected('listing the new findings');
  return body as unknown as FindingsPage;
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
