import { Body, Controller, Delete, HttpCode, HttpStatus, Param, Post, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { IssueId } from '../../../../domain/ids.js';
import { Problems } from '../../../../platform/openapi/problems.decorator.js';
import { MemberAccess, OrgAdminOnly } from '../../../../platform/tenancy/access.js';
import type { Caller } from '../../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../../platform/tenancy/current-caller.decorator.js';
import { IdPipe } from '../../../../platform/validation/id.pipe.js';
import { AcceptDto, type AcceptedDto, toAcceptedDto, type WithdrawnAcceptanceDto } from '../dto/accept.dto.js';
import {
  BulkMarkDto,
  BulkMarkedDto,
  BulkMarkStartedDto,
  BulkMarkUndoneDto,
  BulkMarkUndoStartedDto,
  toBulkMarkedDto,
  toBulkMarkUndoneDto,
} from '../dto/bulk-mark.dto.js';
import { toFindingFilter } from '../dto/list-findings.dto.js';
import { type FpMarkDto, MarkFpDto, toFpMarkDto } from '../dto/mark-fp.dto.js';
import { AcceptService } from './accept.service.js';
import { AcceptanceWriter } from './acceptance.writer.js';
import { BulkMarkService } from './bulk-mark.service.js';
import { IssueService } from './issue.service.js';
import { OperationIdPipe } from './operation-id.pipe.js';

@ApiTags('Mark False Positive')
@Controller('quality/findings')
export class IssueController {
  constructor(
    private readonly issues: IssueService,
    private readonly bulk: BulkMarkService,
    private readonly acceptances: AcceptService,
    private readonly accepted: AcceptanceWriter,
  ) {}

  /**
   * Mark or unmark a problem as a false positive
   *
   * @remarks Applies to this scan and all later scans of its repository.
   */
  @Post('mark-fp')
  @Problems('forbidden', 'not_markable')
  @HttpCode(200)
  @MemberAccess('write:scans')
  async mark(@CurrentCaller() caller: Caller, @Body() body: MarkFpDto): Promise<FpMarkDto> {
    const { issue_id: issueId, is_fp: isFp, reason, scan_id: scanId = null } = body;
    const { mark, changes } = await this.issues.mark(caller, issueId, isFp ? reason! : null, scanId);
    return toFpMarkDto(issueId, mark, changes);
  }

  /**
   * Mark or unmark many problems as false positives
   *
   * @remarks Selects problems by ids, at most 1,000, or by a filter of a scan's findings, at most 10,000. Marks all or
   * none: if `expected_count` differs from the actual number, nothing changes. With `async`, a job marks all findings
   * that the filter matches now, with no limit on their number.
   */
  @Post('mark-fp/bulk')
  @Problems('forbidden', 'not_found', 'count_changed', 'details_expired')
  @HttpCode(200)
  @MemberAccess('write:scans')
  @ApiOkResponse({ type: BulkMarkedDto })
  @ApiAcceptedResponse({ type: BulkMarkStartedDto })
  async markMany(
    @CurrentCaller() caller: Caller,
    @Body() body: BulkMarkDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<BulkMarkedDto | BulkMarkStartedDto> {
    const { issue_ids, scan_id, filter, expected_count, is_fp, reason } = body;
    const selection =
      issue_ids === undefined
        ? { scanId: scan_id!, filter: toFindingFilter(filter!, caller), expectedCount: expected_count! }
        : { issueIds: issue_ids };
    const given = is_fp ? reason! : null;
    if (body.async !== true) return toBulkMarkedDto(await this.bulk.mark(caller, selection, given));
    const { jobId, operationId } = await this.bulk.begin(caller, selection, given);
    response.status(HttpStatus.ACCEPTED);
    return { job_id: jobId, operation_id: operationId };
  }

  /**
   * Accept a problem for a limited time
   *
   * @remarks The problem counts again from `until`; verdicts become stale then, as they do when a waiver expires.
   *   Replaces an earlier acceptance.
   */
  @Post('accept')
  @Problems('forbidden', 'not_found')
  @HttpCode(200)
  @OrgAdminOnly()
  async accept(@CurrentCaller() caller: Caller, @Body() { issue_id, reason, until }: AcceptDto): Promise<AcceptedDto> {
    return toAcceptedDto(await this.acceptances.accept(caller, issue_id, reason, until));
  }

  /**
   * Revoke the acceptance of a problem
   */
  @Delete('accept/:issue_id')
  @Problems('forbidden')
  @HttpCode(200)
  @OrgAdminOnly()
  async withdraw(
    @CurrentCaller() caller: Caller,
    @Param('issue_id', IdPipe) issueId: IssueId,
  ): Promise<WithdrawnAcceptanceDto> {
    return { issue_id: issueId, changes_verdicts: await this.accepted.withdraw(caller, issueId) };
  }

  /**
   * Undo a bulk mark
   *
   * @remarks Works once, within 24 hours. Problems that were marked or unmarked since do not change. If a job made the
   *   marks, a job removes them: the response is 202, and the first job stops if it is still running.
   */
  @Post('mark-fp/bulk/:operation_id/undo')
  @Problems('forbidden', 'nothing_to_undo')
  @HttpCode(200)
  @MemberAccess('write:scans')
  @ApiOkResponse({ type: BulkMarkUndoneDto })
  @ApiAcceptedResponse({ type: BulkMarkUndoStartedDto })
  async undo(
    @CurrentCaller() caller: Caller,
    @Param('operation_id', OperationIdPipe) operationId: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<BulkMarkUndoneDto | BulkMarkUndoStartedDto> {
    const undone = await this.bulk.undo(caller, operationId);
    if (!('jobId' in undone)) return toBulkMarkUndoneDto(operationId, undone);
    response.status(HttpStatus.ACCEPTED);
    return { job_id: undone.jobId };
  }
}
