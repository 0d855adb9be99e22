import type { OrgId } from '../../../domain/ids.js';
import { missingFrom } from '../../../domain/reporting/missing-scan.js';
import type { Page } from '../../../platform/validation/cursor.js';
import type { OverviewDto, OverviewRepoDto, RepoCountsDto } from './dto/overview.dto.js';
import type { Overview, OverviewRow } from './overview.read-model.js';
import { isPolicyChosen } from './policy-choice.read-model.js';
import { toPreviousScanDto } from './previous-scan.js';
import { REPO_VERDICTS } from './repo-verdict.js';
import { toIso, toLastScan, toMeasures, toPendingScan } from './scan-summary.js';

/**
 * @param repos those of the page
 * @param at time as of which scans are missing
 */
export const toOverviewDto = (
  orgId: OrgId,
  { counts, stale_after_days: staleAfterDays, policy }: Overview,
  { items: repos, nextCursor }: Page<OverviewRow>,
  at: Date,
): OverviewDto => ({
  org_id: orgId,
  counts: toCounts(counts),
  repos: repos.map((row) => toRepo(row, staleAfterDays, at)),
  policy_chosen: isPolicyChosen(policy),
  next_cursor: nextCursor,
});

function toCounts(counts: Overview['counts']): RepoCountsDto {
  const all = REPO_VERDICTS.map((verdict) => [verdict, counts[verdict] ?? 0] as const);
  return { repos: all.reduce((sum, [, count]) => sum + count, 0), ...Object.fromEntries(all) } as RepoCountsDto;
}

function toRepo(row: OverviewRow, staleAfterDays: number, at: Date): OverviewRepoDto {
  const { last, status, pending } = row;
  const trend = row.trend ?? [];
  const previous = last && trend.find(({ id }) => id < last.id);
  return {
    id: row.id,
    name: row.name,
    url: row.url,
    default_branch: row.default_branch,
    favourite: row.favourite,
    last_scan: last && toLastScan(last, status),
    pending_scan: pending && toPendingScan(pending),
    scan_missing_since: missingSince(trend[0]?.completedAt ?? row.created_at, staleAfterDays, at),
    previous: previous ? toPreviousScanDto({ ...previous, scanId: previous.id }, last) : null,
    trend: trend.toReversed().map((point) => ({
      scan_id: point.id,
      completed_at: toIso(point.completedAt!),
      status: point.gateStatus!,
      findings_total: point.findingsTotal,
      coverage_pct: toMeasures(point).coverage_pct,
    })),
    pull_requests: row.pull_requests,
    waivers: row.waivers,
  };
}

/** @param since time of the newest completed scan, or of the repository's creation */
function missingSince(since: string, staleAfterDays: number, at: Date): string | null {
  const from = new Date(since);
  return missingFrom(from, staleAfterDays) > at ? null : from.toISOString();
}
