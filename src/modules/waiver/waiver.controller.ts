import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import { formatTime } from '../../domain/gate/parse-time.js';
import type { WaiverRequest } from '../../domain/gate/waiver-request.js';
import type { WaiverId } from '../../domain/ids.js';
import { Problems } from '../../platform/openapi/problems.decorator.js';
import { AnyReader, OrgAdminOnly } from '../../platform/tenancy/access.js';
import type { Caller } from '../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../platform/tenancy/current-caller.decorator.js';
import { decodeIdCursor, toPage } from '../../platform/validation/cursor.js';
import { IdPipe } from '../../platform/validation/id.pipe.js';
import { ListWaiversDto } from './dto/list-waivers.dto.js';
import { CreateWaiverDto, type WaiverCreatedDto, type WaiverRevokedDto, type WaiversDto } from './dto/waiver.dto.js';
import { toWaiverCreatedDto, toWaiverDto } from './to-waiver-dto.js';
import { WaiverService } from './waiver.service.js';
import { WaiverRequestPipe } from './waiver-request.pipe.js';

@ApiTags('Waivers')
@Controller('quality/gates/waivers')
export class WaiverController {
  constructor(private readonly waivers: WaiverService) {}

  /**
   * List the organization's waivers
   *
   * @remarks Newest first; without filters, those in force.
   */
  @Get()
  @AnyReader()
  async listWaivers(@CurrentCaller() caller: Caller, @Query() query: ListWaiversDto): Promise<WaiversDto> {
    const { repo_id: repoId, include_expired, include_revoked, limit, cursor } = query;
    const { waivers, at } = await this.waivers.listWaivers(
      caller,
      { repoId, isExpiredIncluded: include_expired, isRevokedIncluded: include_revoked },
      { limit: limit === undefined ? null : limit + 1, beforeId: decodeIdCursor<WaiverId>(cursor) },
    );
    const { items, nextCursor } = toPage(waivers, limit ?? waivers.length, ({ id }) => [id]);
    return { org_id: caller.orgId, waivers: items.map((waiver) => toWaiverDto(waiver, at)), next_cursor: nextCursor };
  }

  /**
   * Create a waiver
   *
   * @remarks Tolerates violations of one rule in the organization, in a repository, or in one pull request.
   */
  @Post()
  @Problems('forbidden')
  @HttpCode(200)
  @OrgAdminOnly()
  @ApiBody({ type: CreateWaiverDto })
  async create(
    @CurrentCaller() caller: Caller,
    @Body(WaiverRequestPipe) request: WaiverRequest,
  ): Promise<WaiverCreatedDto> {
    return toWaiverCreatedDto(await this.waivers.create(caller, request));
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
    const { revokedAt } = await this.waivers.revoke(caller, id);
    return { id, revoked: true, revoked_at: formatTime(revokedAt) };
  }
}
