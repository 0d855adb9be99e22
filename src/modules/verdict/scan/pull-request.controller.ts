import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { RepoId } from '../../../domain/ids.js';
import { Problems } from '../../../platform/openapi/problems.decorator.js';
import { MemberAccess } from '../../../platform/tenancy/access.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../platform/tenancy/current-caller.decorator.js';
import { OptionalBody } from '../../../platform/validation/body.js';
import { IdPipe } from '../../../platform/validation/id.pipe.js';
import { ClosedPullRequestDto, ClosePullRequestDto, toClosedPullRequestDto } from './dto/pull-request.dto.js';
import { PullRequestService } from './pull-request.service.js';

@ApiTags('Pull requests')
@Controller('repos/:id/pull-requests')
export class PullRequestController {
  constructor(private readonly pullRequests: PullRequestService) {}

  /**
   * Close a pull request
   *
   * @remarks Lists of open pull requests omit it until it is scanned again. An agent's key may not close one.
   */
  @Post(':pr_number/close')
  @HttpCode(200)
  @OptionalBody()
  @Problems('forbidden')
  @MemberAccess('write:scans')
  async close(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: RepoId,
    @Param('pr_number', IdPipe) prNumber: number,
    @Body() { merged = false }: ClosePullRequestDto,
  ): Promise<ClosedPullRequestDto> {
    return toClosedPullRequestDto(await this.pullRequests.close(caller, id, prNumber, merged));
  }
}
