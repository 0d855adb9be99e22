import { displayPct } from '../../../domain/exact/rounding.js';
import { newInPr } from '../../../domain/ratings/scan-counters.js';
import type { AnyPullRequestDto, PullRequestDto, PullRequestScanDto } from './dto/pull-request.dto.js';
import type { AnyPullRequest, PullRequestJson } from './pull-requests.read-model.js';
import { type ScanSummaryJson, toIso, toMeasures } from './scan-summary.js';

export const toPullRequestDto = (json: PullRequestJson): PullRequestDto => ({
  pr_number: json.number,
  title: json.title,
  author: json.author,
  url: json.url,
  branch: json.scan.branch,
  base_branch: json.scan.baseBranch,
  state: json.is_open ? 'open' : 'closed',
  merged: json.is_merged,
  closed_at: json.closed_at && toIso(json.closed_at),
  status: json.status,
  stale: json.judged.stale,
  last_scan: toShortScan(json.scan, { status: json.status, reason: json.judged.reason }),
  new_in_pr: json.scan.counters && newInPr(json.scan.counters),
  fixed: json.scan.fixedCount,
  base_scan_id: json.scan.baseScanId,
  patch_coverage_pct: displayPct(json.scan.changedLinesCovered ?? 0, json.scan.changedLinesTotal ?? 0),
  scan_count: json.scan_count,
});

/** The short form of a scan. */
export const toShortScan = (
  scan: ScanSummaryJson,
  { status, reason }: Pick<PullRequestScanDto, 'status' | 'reason'>,
): PullRequestScanDto => ({
  scan_id: scan.id,
  commit_sha: scan.commitSha,
  started_at: toIso(scan.createdAt),
  completed_at: scan.completedAt && toIso(scan.completedAt),
  status,
  reason: status === 'timed_out' ? status : reason,
  direction: scan.direction,
  failing_rules: [...(scan.failingRules ?? [])],
  ...toMeasures(scan),
  tech_debt_minutes: scan.debtMinutes,
});

/** A pull request in a list of all repositories. */
export const toAnyPullRequestDto = (json: AnyPullRequest): AnyPullRequestDto => ({
  repo: { id: json.repo_id, name: json.repo_name },
  ...toPullRequestDto(json),
  owners: [...json.owners],
});
