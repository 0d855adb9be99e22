import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import { formatTime } from '../../../domain/gate/parse-time.js';
import type { Field, WaiverFields } from '../../../domain/gate/waiver-draft.js';
import type { WaiverId, WaiverRequestId } from '../../../domain/ids.js';
import { Problems } from '../../../platform/openapi/problems.decorator.js';
import { AnyReader, OrgAdminOnly } from '../../../platform/tenancy/access.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../platform/tenancy/current-caller.decorator.js';
import { decodeIdCursor, toPage } from '../../../platform/validation/cursor.js';
import { IdPipe } from '../../../platform/validation/id.pipe.js';
import { type ListedState, ListWaiversDto } from './dto/list-waivers.dto.js';
import {
  CreateWaiverDto,
  UpdateWaiverDto,
  type WaiverRevokedDto,
  type WaiversDto,
  type WaiverUpdatedDto,
  type WaiverWrittenDto,
} from './dto/waiver.dto.js';
import { toWaiverCreatedDto, toWaiverDto } from './to-waiver-dto.js';
import { toWaiverRequestDto } from './to-waiver-request-dto.js';
import { WaiverService } from './waiver.service.js';
import { ExpiryPipe, WaiverFieldsPipe } from './waiver-fields.pipe.js';
import { WaiverListService } from './waiver-list.service.js';
import { WaiverRequestService } from './waiver-request.service.js';

@ApiTags('Waivers')
@Controller('quality/gates/waivers')
export class WaiverController {
  constructor(
    private readonly waivers: WaiverService,
    private readonly lists: WaiverListService,
    private readonly requests: WaiverRequestService,
  ) {}

  /**
   * List the organization's waivers
   *
   * @remarks Newest first. Without filters, lists only waivers in force.
   */
  @Get()
  @AnyReader()
  async listWaivers(@CurrentCaller() caller: Caller, @Query() query: ListWaiversDto): Promise<WaiversDto> {
    const { state, ...filter } = query;
    if (state === 'requested') return this.listRequested(caller, filter);
    return this.listMade(caller, state ?? null, filter);
  }

  /**
   * Create a waiver
   *
   * @remarks Tolerates violations of one rule in the organization, in a repository, or in one pull request.
   */
  @Post()
  @Problems('forbidden', 'unknown_field')
  @HttpCode(200)
  @OrgAdminOnly()
  @ApiBody({ type: CreateWaiverDto })
  async create(
    @CurrentCaller() caller: Caller,
    @Body(WaiverFieldsPipe) request: WaiverFields,
  ): Promise<WaiverWrittenDto> {
    const { waiver, changes } = await this.waivers.create(caller, request);
    return { ...toWaiverCreatedDto(waiver), changes_verdicts: changes };
  }

  /**
   * Change the end of a waiver
   *
   * @remarks The waiver must be in force. Verdicts are not judged again, because the same waivers stay in force.
   */
  @Patch(':id')
  @Problems('waiver_ended', 'unknown_field')
  @OrgAdminOnly()
  @ApiBody({ type: UpdateWaiverDto })
  async update(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: WaiverId,
    @Body(ExpiryPipe) expiry: Field<Date | null>,
  ): Promise<WaiverUpdatedDto> {
    const { waiver, at, changes } = await this.waivers.changeExpiry(caller, id, expiry);
    return { ...toWaiverDto(waiver, at), changes_verdicts: changes };
  }

  /**
   * Revoke a waiver
   *
   * @remarks Takes effect with the next evaluation. Repeating the request changes nothing.
   */
  @Post(':id/revoke')
  @HttpCode(200)
  @OrgAdminOnly()
  async revoke(@CurrentCaller() caller: Caller, @Param('id', IdPipe) id: WaiverId): Promise<WaiverRevokedDto> {
    const { waiver, changes } = await this.waivers.revoke(caller, id);
    return { id, revoked: true, revoked_at: formatTime(waiver.revokedAt), changes_verdicts: changes };
  }

  private async listMade(caller: Caller, state: MadeState | null, query: MadeQuery): Promise<WaiversDto> {
    const { repo_id: repoId, include_expired, include_revoked, include_requests, limit, cursor } = query;
    const { waivers, requests, at } = await this.lists.listWaivers(
      caller,
      {
        ...{ state, repoId, isExpiredIncluded: include_expired, isRevokedIncluded: include_revoked },
        areRequestsIncluded: include_requests,
      },
      { limit: oneMore(limit), beforeId: decodeIdCursor<WaiverId>(cursor) },
    );
    const { items, nextCursor } = toPage(waivers, limit ?? waivers.length, ({ id }) => [id]);
    const made = items.map((waiver) => toWaiverDto(waiver, at));
    return {
      org_id: caller.orgId,
      waivers: made,
      requests: requests.map(toWaiverRequestDto),
      next_cursor: nextCursor,
    };
  }

  private async listRequested(caller: Caller, { repo_id: repoId, limit, cursor }: MadeQuery): Promise<WaiversDto> {
    const requests = await this.requests.listRequests(
      caller,
      { state: 'requested', repoId },
      { limit: oneMore(limit), beforeId: decodeIdCursor<WaiverRequestId>(cursor) },
    );
    const { items, nextCursor } = toPage(requests, limit ?? requests.length, ({ id }) => [id]);
    return { org_id: caller.orgId, waivers: [], requests: items.map(toWaiverRequestDto), next_cursor: nextCursor };
  }
}

type MadeState = Exclude<ListedState, 'requested'>;
type MadeQuery = Omit<ListWaiversDto, 'state'>;

/** Rows of a page, and one that says whether another follows. */
const oneMore = (limit: number | undefined): number | null => (limit === undefined ? null : limit + 1);
