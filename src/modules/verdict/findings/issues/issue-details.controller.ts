import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { IssueId } from '../../../../domain/ids.js';
import { Problems } from '../../../../platform/openapi/problems.decorator.js';
import { ViewerAccess } from '../../../../platform/tenancy/access.js';
import type { Caller } from '../../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../../platform/tenancy/current-caller.decorator.js';
import { IdPipe } from '../../../../platform/validation/id.pipe.js';
import { type IssueDto, IssueQueryDto, toIssueDto } from '../dto/issue.dto.js';
import { IssueDetailsService } from './issue-details.service.js';

@ApiTags('Findings')
@Controller('issues')
export class IssueDetailsController {
  constructor(private readonly issues: IssueDetailsService) {}

  /**
   * Get a problem's history across scans
   *
   * @remarks Considers only scans whose findings are still stored.
   */
  @Get(':issue_id')
  @Problems('details_expired')
  @ViewerAccess('read:scans')
  async getIssue(
    @CurrentCaller() caller: Caller,
    @Param('issue_id', IdPipe) issueId: IssueId,
    @Query() { scan_id }: IssueQueryDto,
  ): Promise<IssueDto> {
    return toIssueDto(await this.issues.getIssue(caller, issueId, scan_id ?? null));
  }
}
