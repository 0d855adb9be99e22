import { Injectable } from '@nestjs/common';
import { mergedNumbersIn } from '../../../domain/changes/merged-numbers.js';
import type { RepoId, ScanId } from '../../../domain/ids.js';
import { NotFoundInOrg } from '../../../platform/errors/app-error.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { Clock } from '../../../platform/time/clock.js';
import { decodeIdCursor, toPage } from '../../../platform/validation/cursor.js';
import type { HistoryChangeDto, HistoryDto, HistoryQueryDto, HistoryScanDto } from './dto/history.dto.js';
import { HistoryReadModel, type HistoryScanJson } from './history.read-model.js';
import { coveragePoints, findingsSince } from './previous-scan.js';
import { toShortScan } from './to-pull-request-dto.js';

/** Scans of a branch in their order. */
@Injectable()
export class HistoryService {
  constructor(
    private readonly histories: HistoryReadModel,
    private readonly clock: Clock,
  ) {}

  async readHistory({ orgId }: Caller, repoId: RepoId, query: HistoryQueryDto): Promise<HistoryDto> {
    const { branch = null, from = null, to = null, limit, cursor } = query;
    const page = { limit: limit + 1, before: decodeIdCursor<ScanId>(cursor) };
    const found = await this.histories.findHistory(orgId, repoId, { branch, from, to }, page, this.clock.now());
    if (!found) throw new NotFoundInOrg('repository');
    const { items, nextCursor } = toPage(found.scans, limit, ({ id }) => [id]);
    const { repo, branch: shown, branches } = found;
    return { repo, branch: shown, branches: [...branches], scans: items.map(toHistoryScan), next_cursor: nextCursor };
  }
}

const toHistoryScan = (scan: HistoryScanJson): HistoryScanDto => ({
  ...toShortScan(scan, scan),
  branch: scan.branch,
  pr_number: scan.prNumber,
  merged_pr_number: scan.prNumber === null ? mergedPullOf(scan) : null,
  commit_title: scan.commitTitle,
  commit_author: scan.commitAuthor,
  new_total: scan.newTotal,
  change: changeOf(scan),
});

const mergedPullOf = ({ commitTitle, namedPulls, pullOfCommit }: HistoryScanJson): number | null =>
  mergedNumbersIn(commitTitle ?? '').find((number) => namedPulls.includes(number)) ?? pullOfCommit;

function changeOf({ below, ...scan }: HistoryScanJson): HistoryChangeDto {
  return { ...findingsSince(below, scan), delta_pts: below && coveragePoints(below, scan) };
}
