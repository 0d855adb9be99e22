import { displayPct } from '../../../domain/exact/rounding.js';
import { newInPr } from '../../../domain/ratings/scan-counters.js';
import type { PullRequestDto, PullRequestScanDto } from './dto/pull-request.dto.js';
import type { PullRequestJson } from './pull-requests.read-model.js';
import { toIso, toMeasures } from './scan-summary.js';

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
  last_scan: toPullRequestScan(json),
  new_in_pr: json.scan.counters && newInPr(json.scan.counters),
  fixed: json.scan.fixedCount,
  patch_coverage_pct: displayPct(json.scan.changedLinesCovered ?? 0, json.scan.changedLinesTotal ?? 0),
  scan_count: json.scan_count,
});

const toPullRequestScan = ({ scan, status, reason }: PullRequestJson): PullRequestScanDto => ({
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
