import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { RepoId } from '../../../domain/ids.js';
import { AnyReader } from '../../../platform/tenancy/access.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../platform/tenancy/current-caller.decorator.js';
import { IdPipe } from '../../../platform/validation/id.pipe.js';
import { type RepositoryTrendDto, RepositoryTrendQueryDto, toRepositoryTrendDto } from './dto/trend.dto.js';
import { TrendService } from './trend.service.js';

@ApiTags('Pages')
@Controller('repos/:id/trend')
export class TrendController {
  constructor(private readonly trends: TrendService) {}

  /**
   * Get a repository's trend
   *
   * @remarks Returns values of the completed scans of its default branch, by rule, folder or owner: at most 365 scans,
   *   and 200 series besides `(other)`. False positives and accepted or suppressed findings do not count. Scans
   *   completed by an earlier version have no values by group.
   */
  @Get()
  @AnyReader()
  async getTrend(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: RepoId,
    @Query() { measure, group_by: group, from, to }: RepositoryTrendQueryDto,
  ): Promise<RepositoryTrendDto> {
    const request = { measure, group, from: from ?? null, to: to ?? null };
    return toRepositoryTrendDto(request, await this.trends.readTrend(caller, id, request));
  }
}
