import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AnyReader } from '../../../platform/tenancy/access.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../platform/tenancy/current-caller.decorator.js';
import { type OverviewDto, OverviewQueryDto } from './dto/overview.dto.js';
import { OverviewService } from './overview.service.js';

@ApiTags('Pages')
@Controller('overview')
export class OverviewController {
  constructor(private readonly overview: OverviewService) {}

  /**
   * Get the overview of all repositories
   *
   * @remarks Shows the state of their default branches, worst first unless `sort` says otherwise.
   */
  @Get()
  @AnyReader()
  getOverview(@CurrentCaller() caller: Caller, @Query() query: OverviewQueryDto): Promise<OverviewDto> {
    return this.overview.readOverview(caller, query);
  }
}
