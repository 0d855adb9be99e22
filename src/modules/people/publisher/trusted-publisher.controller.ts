import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { TrustedPublisherId } from '../../../domain/ids.js';
import { Problems } from '../../../platform/openapi/problems.decorator.js';
import { OrgAdminOnly, OrgWideAdminOnly, OrgWideMintsAccess } from '../../../platform/tenancy/access.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../platform/tenancy/current-caller.decorator.js';
import { decodeIdCursor } from '../../../platform/validation/cursor.js';
import { IdPipe } from '../../../platform/validation/id.pipe.js';
import { PageQueryDto } from '../../../platform/validation/page-query.dto.js';
import {
  CreateTrustedPublisherDto,
  toPublisherDraft,
  toTrustedPublisherDto,
  type TrustedPublisherDto,
  type TrustedPublisherListDto,
  UpdateTrustedPublisherDto,
} from './dto/trusted-publisher.dto.js';
import { PublisherAudience } from './publisher-audience.js';
import { TrustedPublisherService } from './trusted-publisher.service.js';

@ApiTags('Trusted publishers')
@Controller('trusted-publishers')
export class TrustedPublisherController {
  constructor(
    private readonly publishers: TrustedPublisherService,
    private readonly audience: PublisherAudience,
  ) {}

  /**
   * List trusted publishers
   *
   * @remarks Newest first.
   */
  @Get()
  @OrgAdminOnly()
  async listTrustedPublishers(
    @CurrentCaller() caller: Caller,
    @Query() { limit, cursor }: PageQueryDto,
  ): Promise<TrustedPublisherListDto> {
    const beforeId = decodeIdCursor<TrustedPublisherId>(cursor);
    const page = await this.publishers.listPublishers(caller, { limit, beforeId });
    const audience = await this.audience.find(caller);
    const shown = page.items.map((publisher) => toTrustedPublisherDto(publisher, audience));
    return { trusted_publishers: shown, next_cursor: page.nextCursor };
  }

  /**
   * Create a trusted publisher
   *
   * @remarks The pipeline can then exchange its identity tokens for access tokens, so it needs no stored secret. A key
   *   needs the scope `mint` to create publishers; they are removed with it.
   */
  @Post()
  @HttpCode(201)
  @OrgWideMintsAccess()
  @Problems('forbidden', 'address_not_allowed', 'not_found', 'quota_exceeded')
  async createTrustedPublisher(
    @CurrentCaller() caller: Caller,
    @Body() body: CreateTrustedPublisherDto,
  ): Promise<TrustedPublisherDto> {
    const publisher = await this.publishers.create(caller, toPublisherDraft(body));
    return toTrustedPublisherDto(publisher, await this.audience.find(caller));
  }

  /**
   * Update a trusted publisher
   *
   * @remarks Imported publishers are disabled at first. Access tokens of a disabled publisher stop working with the
   *   next request.
   */
  @Patch(':id')
  @Problems('forbidden')
  @OrgWideMintsAccess()
  async updateTrustedPublisher(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: TrustedPublisherId,
    @Body() { enabled }: UpdateTrustedPublisherDto,
  ): Promise<TrustedPublisherDto> {
    const publisher = await this.publishers.setEnabled(caller, id, enabled);
    return toTrustedPublisherDto(publisher, await this.audience.find(caller));
  }

  /**
   * Delete a trusted publisher
   *
   * @remarks Its access tokens stop working with the next request.
   */
  @Delete(':id')
  @HttpCode(204)
  @OrgWideAdminOnly()
  deleteTrustedPublisher(@CurrentCaller() caller: Caller, @Param('id', IdPipe) id: TrustedPublisherId): Promise<void> {
    return this.publishers.delete(caller, id);
  }
}
