import { formatTime } from '../../../domain/gate/parse-time.js';
import type { RepoId } from '../../../domain/ids.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { rightsOf } from '../../../platform/tenancy/rights.js';
import { repoOfJson, toRepoDto } from '../../people/organization/repo.reader.js';
import { toStatus } from '../../verdict/quality-gate/status.reader.js';
import { toRatingsDto, toTechDebtDto } from '../../verdict/ratings/ratings.reader.js';
import { scanOfJson, toScanDto } from '../../verdict/scan/scan.reader.js';
import { toPageCoverageDto, toScanCountersDto } from './dto/page-parts.dto.js';
import type { BaselineSummaryDto, RepositoryPageDto, WaiverInForceDto } from './dto/repository-page.dto.js';
import { changesOf, measuredOf, toPreviousScan, toPreviousScanDto } from './previous-scan.js';
import type { BaselineJson, RepositoryPageRow } from './repository-page.read-model.js';
import { toIso, toPendingScan, toTrendPoint } from './scan-summary.js';
import { toPullRequestDto } from './to-pull-request-dto.js';

/** @param publicUrl address of the service; null where it is not known */
export const toRepositoryPageDto = (
  caller: Caller,
  page: RepositoryPageRow,
  now: Date,
  publicUrl: string | null,
): RepositoryPageDto => ({
  repo: toRepoDto(repoOfJson(page.repo)),
  branch: page.branch,
  ...toLast(page, now, publicUrl),
  previous:
    page.previous && toPreviousScanDto(toPreviousScan(page.previous), page.last && measuredOf(scanOfJson(page.last))),
  changes: changesOf(page.last, page.status, page.previous),
  pending_scan: page.pending && toPendingScan(page.pending),
  trend: page.trend.map(toTrendPoint).reverse(),
  pull_requests: page.pullRequests.map(toPullRequestDto),
  waivers_in_force: page.waivers.map(toWaiverInForce),
  baseline: toBaselineSummary(page.baseline),
  can: rightsOf(caller, page.repo.id satisfies RepoId),
});

type Last = Pick<RepositoryPageDto, 'scan' | 'verdict' | 'ratings' | 'tech_debt' | 'coverage' | 'counters'>;

function toLast({ last, status, ratings }: RepositoryPageRow, now: Date, publicUrl: string | null): Last {
  if (last === null)
    return { scan: null, verdict: null, ratings: null, tech_debt: null, coverage: null, counters: null };
  const scan = scanOfJson(last);
  return {
    scan: toScanDto(scan, now, publicUrl),
    verdict: toStatus(scan.id, status!),
    ratings: toRatingsDto({ scan, ratings }),
    tech_debt: toTechDebtDto({ scan, ratings }),
    coverage: toPageCoverageDto(scan),
    counters: scan.counters && toScanCountersDto(scan.counters),
  };
}

/** A time of a waiver, in the form that the list of waivers has: without milliseconds that are zero. */
const timeOf = (time: string): string => formatTime(new Date(time));

export const toWaiverInForce = (waiver: RepositoryPageRow['waivers'][number]): WaiverInForceDto => ({
  id: waiver.id,
  rule: waiver.rule,
  reason: waiver.reason,
  repo_id: waiver.repoId,
  pr_number: waiver.prNumber,
  max_actual: waiver.maxActual,
  created_by_user_id: waiver.createdByUserId,
  created_by_name: waiver.createdByName,
  usage: {
    evaluations: waiver.uses,
    last_scan_id: waiver.lastScanId,
    last_used_at: waiver.lastUsedAt && timeOf(waiver.lastUsedAt),
  },
  created_at: timeOf(waiver.createdAt),
  expires_at: waiver.expiresAt && timeOf(waiver.expiresAt),
  ending_soon: waiver.endsSoon ?? false,
});

function toBaselineSummary(tools: readonly BaselineJson[]): BaselineSummaryDto | null {
  const newest = tools.toSorted((a, b) => b.scan_id - a.scan_id)[0];
  if (newest === undefined) return null;
  return {
    problems: tools.reduce((sum, { problems }) => sum + problems, 0),
    scan_id: newest.scan_id,
    updated_at: toIso(newest.updated_at),
    tools: tools.map((tool) => ({ ...tool, updated_at: toIso(tool.updated_at) })),
  };
}
