import type { GateStatus } from '../gate/decide-status.js';
import type { RepoId, ScanId } from '../ids.js';
import type { NewEvent } from './event.js';
import type { EventTrigger } from './event-types.js';

/** A repository as events name it. */
export interface ReportedRepo {
  readonly id: RepoId;
  readonly name: string;
  readonly url: string | null;
}

/** A scan as far as events repeat it. */
export interface ReportedScan {
  readonly id: ScanId;
  readonly repoId: RepoId;
  readonly branch: string;
  readonly commitSha: string | null;
  readonly prNumber: number | null;
  readonly createdAt: Date;
}

/** State of a branch or pull request before an evaluation. */
export interface ReportedLine {
  readonly repo: ReportedRepo;
  /** The newest scan with an evaluation that it shows, and the status of that; null where it has none. */
  readonly last: { readonly scanId: ScanId; readonly status: GateStatus } | null;
  /** False where the pull request passes over the scan that is judged, for one that is trusted further, and of a baseline branch for a key that may not write the baseline. */
  readonly isShown: boolean;
}

/** A stored verdict as far as events repeat it; as on the wire. */
export interface ReportedVerdict {
  readonly status: GateStatus;
  readonly conclusion: string | null;
  readonly reason: string | null;
  readonly summary: string;
  readonly policy_version: string | null;
  readonly violations: readonly object[];
  readonly waived_violations: readonly unknown[];
  readonly skipped_rules: readonly unknown[];
  readonly new_in_pr: object;
}

/** Letters of an evaluation. */
export type ReportedRatings = Readonly<
  Record<'quality' | 'maintainability' | 'reliability' | 'coverage' | 'duplication', string | null>
>;

/** An evaluation with all that its events say of it. */
export interface ReportedEvaluation {
  readonly number: number;
  readonly trigger: EventTrigger;
  readonly verdict: ReportedVerdict;
  readonly ratings: ReportedRatings;
  readonly coveragePct: number | null;
  /** Page of the scan; null where the service does not know its own address. */
  readonly url: string | null;
}

export type ScanEnd = 'scan.completed' | 'scan.failed' | 'scan.timed_out';

const MAX_VIOLATIONS = 10;

const toScanData = (scan: ReportedScan, repo: ReportedRepo) => ({
  repo: { id: repo.id, name: repo.name, url: repo.url },
  scan_id: scan.id,
  branch: scan.branch,
  commit_sha: scan.commitSha,
  pr_number: scan.prNumber,
});

/** The event of a scan's end; `reason` is null for a completed one. */
export const scanEnded = (
  type: ScanEnd,
  scan: ReportedScan,
  repo: ReportedRepo,
  { reason, at }: { readonly reason: string | null; readonly at: Date },
): NewEvent => ({
  type,
  repoId: scan.repoId,
  scanId: scan.id,
  data: { ...toScanData(scan, repo), reason, duration_ms: Math.max(0, at.getTime() - scan.createdAt.getTime()) },
});

/** The event of a default branch whose next scan is missing; `last` is its newest completed one. */
export const scanMissing = (
  repo: ReportedRepo & { readonly defaultBranch: string },
  last: { readonly id: ScanId; readonly completedAt: Date } | null,
  staleAfterDays: number,
): NewEvent => ({
  type: 'scan.missing',
  repoId: repo.id,
  scanId: last?.id ?? null,
  data: {
    repo: { id: repo.id, name: repo.name, url: repo.url },
    branch: repo.defaultBranch,
    last_scan_id: last?.id ?? null,
    last_completed_at: last?.completedAt.toISOString() ?? null,
    stale_after_days: staleAfterDays,
  },
});

/**
 * `gate.evaluated`, and `gate.changed` where the status differs from the last one of the branch or pull request; a scan that it does not
 * show, and an older one that is judged again, do not change it.
 */
export function gateEvents(scan: ReportedScan, evaluation: ReportedEvaluation, line: ReportedLine): NewEvent[] {
  const data = toGateData(scan, evaluation, line);
  const { last, isShown } = line;
  const isNewest = isShown && (last === null || last.scanId <= scan.id);
  const hasChanged = isNewest && last?.status !== evaluation.verdict.status;
  const types = hasChanged ? (['gate.evaluated', 'gate.changed'] as const) : (['gate.evaluated'] as const);
  return types.map((type) => ({ type, repoId: scan.repoId, scanId: scan.id, data }));
}

function toGateData(scan: ReportedScan, evaluation: ReportedEvaluation, { repo, last }: ReportedLine): object {
  const { verdict, ratings } = evaluation;
  return {
    ...toScanData(scan, repo),
    evaluation: evaluation.number,
    trigger: evaluation.trigger,
    status: verdict.status,
    previous_status: last?.status ?? null,
    conclusion: verdict.conclusion,
    reason: verdict.reason,
    summary: verdict.summary,
    policy_version: verdict.policy_version,
    violations: verdict.violations.slice(0, MAX_VIOLATIONS),
    waived_count: verdict.waived_violations.length,
    skipped_count: verdict.skipped_rules.length,
    new_in_pr: verdict.new_in_pr,
    coverage_pct: evaluation.coveragePct,
    ratings: {
      quality: ratings.quality,
      maintainability: ratings.maintainability,
      reliability: ratings.reliability,
      coverage: ratings.coverage,
      duplication: ratings.duplication,
    },
    url: evaluation.url,
  };
}
