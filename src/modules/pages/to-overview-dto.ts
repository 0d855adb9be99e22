import type { OrgId } from '../../domain/ids.js';
import type { OverviewDto, OverviewRepoDto, RepoCountsDto } from './dto/overview.dto.js';
import type { Overview, OverviewRow } from './overview.read-model.js';
import { toPreviousScanDto } from './previous-scan.js';
import { REPO_VERDICTS } from './repo-verdict.js';
import { toIso, toLastScan, toMeasures, toPendingScan } from './scan-summary.js';

/** @param repos those of the page */
export const toOverviewDto = (
  orgId: OrgId,
  { counts }: Overview,
  repos: readonly OverviewRow[],
  nextCursor: string | null,
): OverviewDto => ({
  org_id: orgId,
  counts: toCounts(counts),
  repos: repos.map(toRepo),
  next_cursor: nextCursor,
});

function toCounts(counts: Overview['counts']): RepoCountsDto {
  const all = REPO_VERDICTS.map((verdict) => [verdict, counts[verdict] ?? 0] as const);
  return { repos: all.reduce((sum, [, count]) => sum + count, 0), ...Object.fromEntries(all) } as RepoCountsDto;
}

function toRepo(row: OverviewRow): OverviewRepoDto {
  const { last, status, pending } = row;
  const trend = row.trend ?? [];
  const previous = last && trend.find(({ id }) => id < last.id);
  return {
    id: row.id,
    name: row.name,
    url: row.url,
    default_branch: row.default_branch,
    last_scan: last && toLastScan(last, status),
    pending_scan: pending && toPendingScan(pending),
    previous: previous ? toPreviousScanDto({ ...previous, scanId: previous.id }) : null,
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
