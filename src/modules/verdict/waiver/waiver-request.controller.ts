import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import type { AcceptanceFields, WaiverFields } from '../../../domain/gate/waiver-draft.js';
import type { WaiverRequestId } from '../../../domain/ids.js';
import { Problems } from '../../../platform/openapi/problems.decorator.js';
import { AnyReader, MemberAccess, OrgAdminOnly } from '../../../platform/tenancy/access.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../platform/tenancy/current-caller.decorator.js';
import { OptionalBody } from '../../../platform/validation/body.js';
import { decodeIdCursor, toPage } from '../../../platform/validation/cursor.js';
import { IdPipe } from '../../../platform/validation/id.pipe.js';
import { VerdictChangesEvents } from '../scan/verdict-changes.events.js';
import { CreateWaiverRequestDto } from './dto/create-waiver-request.dto.js';
import {
  type ApprovedRequestDto,
  ApproveWaiverRequestDto,
  DeclineWaiverRequestDto,
  ListWaiverRequestsDto,
  type MadeRequestDto,
  NO_APPROVER,
  type WaiverRequestDto,
  type WaiverRequestsDto,
} from './dto/waiver-request.dto.js';
import { toWaiverRequestDto } from './to-waiver-request-dto.js';
import { WaiverDecisionService } from './waiver-decision.service.js';
import { RequestFieldsPipe } from './waiver-fields.pipe.js';
import { WaiverRequestService } from './waiver-request.service.js';

@ApiTags('Waivers')
@Controller('quality/gates/waivers/requests')
export class WaiverRequestController {
  constructor(
    private readonly decisions: WaiverDecisionService,
    private readonly requests: WaiverRequestService,
    private readonly verdicts: VerdictChangesEvents,
  ) {}

  /**
   * List requests for waivers and acceptances
   *
   * @remarks Lists open and decided requests, newest first.
   */
  @Get()
  @AnyReader()
  async listWaiverRequests(
    @CurrentCaller() caller: Caller,
    @Query() { state, repo_id: repoId, limit, cursor }: ListWaiverRequestsDto,
  ): Promise<WaiverRequestsDto> {
    const page = { limit: limit + 1, beforeId: decodeIdCursor<WaiverRequestId>(cursor) };
    const requests = await this.requests.listRequests(caller, { state, repoId }, page);
    const { items, nextCursor } = toPage(requests, limit, ({ id }) => [id]);
    return { org_id: caller.orgId, requests: items.map(toWaiverRequestDto), next_cursor: nextCursor };
  }

  /**
   * Request a waiver, or the acceptance of a problem
   *
   * @remarks A different person, who must be an administrator, approves or declines the request. With `issue_id`
   *   instead of `rule`, it requests the acceptance of that problem. A caller may have one open request for the same
   *   thing; an agent's key may have 20 in total.
   */
  @Post()
  @Problems('forbidden', 'unknown_field', 'not_found', 'details_expired', 'already_exists', 'quota_exceeded')
  @HttpCode(201)
  @MemberAccess('write:scans')
  @ApiBody({ type: CreateWaiverRequestDto })
  async requestWaiver(
    @CurrentCaller() caller: Caller,
    @Body(RequestFieldsPipe) fields: WaiverFields | AcceptanceFields,
  ): Promise<MadeRequestDto> {
    const { request, hasApprover } = await this.requests.request(caller, fields);
    return { ...toWaiverRequestDto(request), notice: hasApprover ? null : NO_APPROVER };
  }

  /**
   * Approve a request
   *
   * @remarks Creates the waiver, effective at once, or accepts the problem. The person who made the request cannot
   *   approve it. With `judge`, also judges the newest affected scans again: up to 50 before the response, and further
   *   open pull requests and merge groups in the background.
   */
  @Post(':id/approve')
  @Problems('validation_failed', 'forbidden', 'second_person_required', 'already_decided')
  @HttpCode(200)
  @OptionalBody()
  @ApiBody({ type: ApproveWaiverRequestDto, required: false })
  @OrgAdminOnly()
  async approve(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: WaiverRequestId,
    @Body() { judge = false }: ApproveWaiverRequestDto,
  ): Promise<ApprovedRequestDto> {
    const { request, changed, changes } = await this.decisions.approve(caller, id);
    const turned = judge ? await this.verdicts.judge(caller, changed) : changes;
    return { ...toWaiverRequestDto(request), changes_verdicts: turned };
  }

  /** Decline a request */
  @Post(':id/decline')
  @Problems('forbidden', 'already_decided')
  @HttpCode(200)
  @OrgAdminOnly()
  async decline(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: WaiverRequestId,
    @Body() { reason }: DeclineWaiverRequestDto,
  ): Promise<WaiverRequestDto> {
    return toWaiverRequestDto(await this.decisions.decline(caller, id, reason));
  }

  /**
   * Withdraw a request
   *
   * @remarks Only the person who made the request may withdraw it.
   */
  @Post(':id/withdraw')
  @Problems('forbidden', 'already_decided')
  @HttpCode(200)
  @MemberAccess('write:scans')
  async withdraw(@CurrentCaller() caller: Caller, @Param('id', IdPipe) id: WaiverRequestId): Promise<WaiverRequestDto> {
    return toWaiverRequestDto(await this.decisions.withdraw(caller, id));
  }
}
