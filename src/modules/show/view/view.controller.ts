import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { ViewId } from '../../../domain/ids.js';
import { Problems } from '../../../platform/openapi/problems.decorator.js';
import { AnyPerson } from '../../../platform/tenancy/access.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../platform/tenancy/current-caller.decorator.js';
import { decodeIdCursor } from '../../../platform/validation/cursor.js';
import { IdPipe } from '../../../platform/validation/id.pipe.js';
import {
  CreateViewDto,
  ListViewsDto,
  toViewDto,
  UpdateViewDto,
  type ViewDto,
  type ViewListDto,
} from './dto/view.dto.js';
import { type OwnedView, ViewService } from './view.service.js';

@ApiTags('Views')
@Controller('views')
export class ViewController {
  constructor(private readonly views: ViewService) {}

  /**
   * List views
   *
   * @remarks Lists the person's own views and those shared in the organization.
   */
  @Get()
  @AnyPerson()
  async listViews(@CurrentCaller() caller: Caller, @Query() query: ListViewsDto): Promise<ViewListDto> {
    const { page = null, limit, cursor } = query;
    const found = await this.views.listViews(caller, { page, limit, afterId: decodeIdCursor<ViewId>(cursor) });
    return { views: found.items.map(toDto), next_cursor: found.nextCursor };
  }

  /**
   * Save a view
   *
   * @remarks A person can have at most 100 views in an organization. Sharing a view needs the role MEMBER.
   */
  @Post()
  @Problems('already_exists', 'quota_exceeded', 'role_required')
  @HttpCode(201)
  @AnyPerson()
  async create(@CurrentCaller() caller: Caller, @Body() body: CreateViewDto): Promise<ViewDto> {
    const { page, name, query, shared = false } = body;
    return toDto(await this.views.create(caller, { page, name, query, isShared: shared }));
  }

  /**
   * Update a view
   *
   * @remarks A shared view can be changed by its owner and by administrators. Omitted fields keep their values.
   */
  @Patch(':id')
  @Problems('already_exists', 'role_required')
  @AnyPerson()
  async update(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: ViewId,
    @Body() { name, query, shared }: UpdateViewDto,
  ): Promise<ViewDto> {
    const wanted = {
      ...(name !== undefined && { name }),
      ...(query !== undefined && { query }),
      ...(shared !== undefined && { isShared: shared }),
    };
    return toDto(await this.views.update(caller, id, wanted));
  }

  /** Delete a view */
  @Delete(':id')
  @Problems('role_required')
  @HttpCode(204)
  @AnyPerson()
  delete(@CurrentCaller() caller: Caller, @Param('id', IdPipe) id: ViewId): Promise<void> {
    return this.views.delete(caller, id);
  }
}

const toDto = ({ view, ownerName }: OwnedView): ViewDto => toViewDto(view, ownerName);
