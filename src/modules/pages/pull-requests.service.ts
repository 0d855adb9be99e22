import { Injectable } from '@nestjs/common';
import type { RepoId, ScanId } from '../../domain/ids.js';
import { Clock } from '../../platform/clock.js';
import { NotFoundInOrg } from '../../platform/errors/app-error.js';
import type { Caller } from '../../platform/tenancy/caller.js';
import { decodeIdCursor, toPage } from '../../platform/validation/cursor.js';
import type { ListPullRequestsDto, PullRequestListDto } from './dto/pull-request.dto.js';
import { PullRequestsReadModel } from './pull-requests.read-model.js';
import { toPullRequestDto } from './to-pull-request-dto.js';

/** Pull requests as pages list them. */
@Injectable()
export class PullRequestsService {
  constructor(
    private readonly pullRequests: PullRequestsReadModel,
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
    const { items, nextCursor } = toPage(found, limit, ({ place }) => [place]);
    return { pull_requests: items.map(toPullRequestDto), next_cursor: nextCursor };
  }
}
