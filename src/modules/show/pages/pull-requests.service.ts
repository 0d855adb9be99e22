import { Injectable } from '@nestjs/common';
import type { RepoId, ScanId } from '../../../domain/ids.js';
import { NotFoundInOrg } from '../../../platform/errors/app-error.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { Clock } from '../../../platform/time/clock.js';
import { decodeIdCursor, toPage } from '../../../platform/validation/cursor.js';
import { repoOfJson, toRepoDto } from '../../people/organization/repo.reader.js';
import { NewFindingsReader } from '../../verdict/findings/listing/new-findings.reader.js';
import { type HeldPart, RatingHoldersReader } from '../../verdict/ratings/rating-holders.reader.js';
import { AuthorDigests } from '../../verdict/scan/author-digests.reader.js';
import type {
  AnyPullRequestListDto,
  ListAllPullRequestsDto,
  ListPullRequestsDto,
  PullRequestListDto,
  PullRequestVerdict,
} from './dto/pull-request.dto.js';
import type { NewFindingsDto, PullRequestPageDto } from './dto/pull-request-page.dto.js';
import { PullRequestPageReadModel, type PullRequestPageRow } from './pull-request-page.read-model.js';
import type { PullRequestStatus } from './pull-request-state.js';
import { type AllPullRequestsFilter, PullRequestsReadModel } from './pull-requests.read-model.js';
import { toAnyPullRequestDto, toPullRequestDto } from './to-pull-request-dto.js';
import { toPullRequestPageDto } from './to-pull-request-page-dto.js';

/** Statuses of last scans by verdict. */
const STATUSES: Readonly<Record<PullRequestVerdict, readonly PullRequestStatus[]>> = {
  passed: ['passed'],
  failed: ['failed', 'timed_out'],
  pending: ['pending'],
  not_judged: ['not_configured'],
};

/** New findings on the page of a pull request. */
const NEW_FINDINGS = 100;

/** Pull requests as pages list them. */
@Injectable()
export class PullRequestsService {
  constructor(
    private readonly pullRequests: PullRequestsReadModel,
    private readonly pages: PullRequestPageReadModel,
    private readonly authors: AuthorDigests,
    private readonly newFindings: NewFindingsReader,
    private readonly holders: RatingHoldersReader,
    private readonly clock: Clock,
  ) {}

  async listPullRequests(
    { orgId }: Caller,
    repoId: RepoId,
    { state, status, limit, cursor }: ListPullRequestsDto,
  ): Promise<PullRequestListDto> {
    const page = { limit: limit + 1, before: decodeIdCursor<ScanId>(cursor) };
    const filter = { state, status: status ?? null };
    const found = await this.pullRequests.listPullRequests(orgId, repoId, filter, page, this.clock.now());
    if (!found) throw new NotFoundInOrg('repository');
    const { items, nextCursor } = toPage(found.pullRequests, limit, ({ place }) => [place]);
    return {
      repo: toRepoDto(repoOfJson(found.repo)),
      pull_requests: items.map(toPullRequestDto),
      next_cursor: nextCursor,
    };
  }

  async listAll(caller: Caller, query: ListAllPullRequestsDto): Promise<AnyPullRequestListDto> {
    const { state, repo_id: repoId = null, author = null, owner = null, verdict, rule = null, since = null } = query;
    const page = { limit: query.limit + 1, before: decodeIdCursor<ScanId>(query.cursor) };
    const filter: AllPullRequestsFilter = {
      ...{ state, repoId, author, owner, rule, since },
      statuses: verdict === undefined ? null : STATUSES[verdict],
      writtenBy: query.mine === true ? { userId: caller.userId, digests: this.authors.ofCaller(caller) } : null,
    };
    const found = await this.pullRequests.listAll(caller.orgId, filter, page, this.clock.now());
    const { items, nextCursor } = toPage(found, query.limit, ({ place }) => [place]);
    return { pull_requests: items.map(toAnyPullRequestDto), next_cursor: nextCursor };
  }

  async getPage(caller: Caller, repoId: RepoId, number: number): Promise<PullRequestPageDto> {
    const page = await this.pages.findPage(caller.orgId, repoId, number, this.clock.now());
    if (!page) throw new NotFoundInOrg('repository');
    if (!page.pullRequest) throw new NotFoundInOrg('pull request');
    const [newFindings, heldBy] = await Promise.all([this.listNew(caller, repoId, page), this.listHeld(caller, page)]);
    return toPullRequestPageDto(caller, page, page.pullRequest, { newFindings, heldBy });
  }

  /** Reasons of a rating that breaks its rule, tolerated or not. */
  private async listHeld({ orgId }: Caller, { status, pullRequest }: PullRequestPageRow): Promise<HeldPart[]> {
    const verdict = status?.verdict;
    const broken = [...(verdict?.violations ?? []), ...(verdict?.tolerated_violations ?? [])];
    return broken.some(({ rule }) => rule === 'rating_min')
      ? this.holders.listReasons(orgId, pullRequest!.scan.id)
      : [];
  }

  private async listNew(
    { orgId }: Caller,
    repoId: RepoId,
    { detailed }: PullRequestPageRow,
  ): Promise<NewFindingsDto | null> {
    if (detailed === null) return null;
    const { findings, total } = await this.newFindings.listNew({ orgId, repoId, ...detailed }, NEW_FINDINGS);
    return { scan_id: detailed.id, total, findings: [...findings] };
  }
}
