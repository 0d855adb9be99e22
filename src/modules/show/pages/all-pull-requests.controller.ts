import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ViewerAccess } from '../../../platform/tenancy/access.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../platform/tenancy/current-caller.decorator.js';
import { type AnyPullRequestListDto, ListAllPullRequestsDto } from './dto/pull-request.dto.js';
import { PullRequestsService } from './pull-requests.service.js';

@ApiTags('Pull requests')
@Controller('pull-requests')
export class AllPullRequestsController {
  constructor(private readonly pullRequests: PullRequestsService) {}

  /**
   * List pull requests of all repositories
   *
   * @remarks Most recently scanned first, each with its last scan. With `mine=true`, lists those whose author has one of the caller's addresses that a mailed link or the identity provider has verified.
   */
  @Get()
  @ViewerAccess('read:scans')
  listAll(@CurrentCaller() caller: Caller, @Query() query: ListAllPullRequestsDto): Promise<AnyPullRequestListDto> {
    return this.pullRequests.listAll(caller, query);
  }
}
