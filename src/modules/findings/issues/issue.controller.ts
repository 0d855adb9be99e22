import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Problems } from '../../../platform/openapi/problems.decorator.js';
import { MemberAccess } from '../../../platform/tenancy/access.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../platform/tenancy/current-caller.decorator.js';
import { type FpMarkDto, MarkFpDto, toFpMarkDto } from '../dto/mark-fp.dto.js';
import { IssueService } from './issue.service.js';

@ApiTags('Mark False Positive')
@Controller('quality/findings')
export class IssueController {
  constructor(private readonly issues: IssueService) {}

  /**
   * Mark a problem as a false positive, or take the mark back
   *
   * @remarks Applies to this scan and all later scans of its repository.
   */
  @Post('mark-fp')
  @Problems('forbidden')
  @HttpCode(200)
  @MemberAccess('write:scans')
  async mark(@CurrentCaller() caller: Caller, @Body() body: MarkFpDto): Promise<FpMarkDto> {
    const mark = await this.issues.mark(caller, body.issue_id, body.is_fp ? body.reason! : null);
    return toFpMarkDto(body.issue_id, mark);
  }
}
