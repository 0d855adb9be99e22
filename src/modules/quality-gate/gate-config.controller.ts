import { Body, Controller, Get, Headers, Put, Query, Res } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Problems } from '../../platform/openapi/problems.decorator.js';
import { AnyReader, OrgWideAdminOnly } from '../../platform/tenancy/access.js';
import type { Caller } from '../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../platform/tenancy/current-caller.decorator.js';
import { decodeIdCursor, toPage } from '../../platform/validation/cursor.js';
import { PageQueryDto } from '../../platform/validation/page-query.dto.js';
import {
  type GateConfigDto,
  GateConfigDraftDto,
  type GateConfigRevisionsDto,
  type GateConfigSavedDto,
} from './dto/gate-config.dto.js';
import type { GateConfigDraft } from './gate-config-draft.js';
import { GateConfigService } from './gate-config.service.js';
import { PolicyPipe } from './policy.pipe.js';
import { revisionTag } from './revision-tag.js';
import { toGateConfigDto, toRevisionDto } from './to-gate-config-dto.js';

@ApiTags('Quality Gate Config')
@Controller('quality/gates/config')
export class GateConfigController {
  constructor(private readonly configs: GateConfigService) {}

  /** The organization's policy and switches; the defaults with `configured: false` before the first save. */
  @Get()
  @AnyReader()
  async get(@CurrentCaller() caller: Caller, @Res({ passthrough: true }) response: Response): Promise<GateConfigDto> {
    const config = await this.configs.find(caller);
    response.setHeader('ETag', revisionTag(config?.revision ?? 0));
    return toGateConfigDto(caller.orgId, config);
  }

  /** Replaces the policy and those switches that are sent; each save that changes something is a new revision. */
  @Put()
  @Problems('revision_conflict')
  @OrgWideAdminOnly()
  @ApiBody({ type: GateConfigDraftDto })
  @ApiHeader({ name: 'If-Match', required: false, description: 'The ETag of GET: save only if nobody saved since.' })
  async save(
    @CurrentCaller() caller: Caller,
    @Body(PolicyPipe) draft: GateConfigDraft,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<GateConfigSavedDto> {
    const config = await this.configs.save(caller, draft, ifMatch);
    response.setHeader('ETag', revisionTag(config.revision));
    return { ...toGateConfigDto(caller.orgId, config), saved: true, ignored_keys: [...draft.ignoredKeys] };
  }

  /** All revisions, newest first. */
  @Get('revisions')
  @AnyReader()
  async listRevisions(
    @CurrentCaller() caller: Caller,
    @Query() { limit, cursor }: PageQueryDto,
  ): Promise<GateConfigRevisionsDto> {
    const rows = await this.configs.listRevisions(caller, { limit: limit + 1, beforeRevision: decodeIdCursor(cursor) });
    const { items, nextCursor } = toPage(rows, limit, ({ revision }) => [revision]);
    return { revisions: items.map(toRevisionDto), next_cursor: nextCursor };
  }
}
