import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { RepoId } from '../../../domain/ids.js';
import { ViewerAccess } from '../../../platform/tenancy/access.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../platform/tenancy/current-caller.decorator.js';
import { IdPipe } from '../../../platform/validation/id.pipe.js';
import { ListPullRequestsDto, type PullRequestListDto } from './dto/pull-request.dto.js';
import type { PullRequestPageDto } from './dto/pull-request-page.dto.js';
import { PullRequestsService } from './pull-requests.service.js';

@ApiTags('Pull requests')
@Controller('repos/:id/pull-requests')
export class PullRequestsController {
  constructor(private readonly pullRequests: PullRequestsService) {}

  /**
   * List a repository's pull requests
   *
   * @remarks Most recently scanned first, each with its last scan.
   */
  @Get()
  @ViewerAccess('read:scans')
  listPullRequests(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: RepoId,
    @Query() query: ListPullRequestsDto,
  ): Promise<PullRequestListDto> {
    return this.pullRequests.listPullRequests(caller, id, query);
  }

  /**
   * Get all data for a pull request's page
   *
   * @remarks Returns its scans with the changes between them, uncovered added lines, and waivers.
   */
  @Get(':pr_number')
  @ViewerAccess('read:scans')
  getPullRequest(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: RepoId,
    @Param('pr_number', IdPipe) prNumber: number,
  ): Promise<PullRequestPageDto> {
    return this.pullRequests.getPage(caller, id, prNumber);
  }
}
