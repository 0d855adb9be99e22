import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AnyReader } from '../../../platform/tenancy/access.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../platform/tenancy/current-caller.decorator.js';
import { type RetentionForecastDto, RetentionQueryDto, toRetentionForecastDto } from './dto/retention.dto.js';
import { RetentionService } from './retention.service.js';

@ApiTags('Organizations')
@Controller('org/retention')
export class RetentionController {
  constructor(private readonly retention: RetentionService) {}

  /**
   * Get a forecast of what retention would delete
   *
   * @remarks Uses the settings in force or those in the query, so that you can preview a change.
   */
  @Get()
  @AnyReader()
  async forecast(@CurrentCaller() caller: Caller, @Query() draft: RetentionQueryDto): Promise<RetentionForecastDto> {
    const {
      change_details_days: changeDetailsDays,
      branch_scans: branchScans,
      branch_daily_days: branchDailyDays,
    } = draft;
    const wanted = {
      ...(changeDetailsDays !== undefined && { changeDetailsDays }),
      ...(branchScans !== undefined && { branchScans }),
      ...(branchDailyDays !== undefined && { branchDailyDays }),
    };
    return toRetentionForecastDto(await this.retention.forecast(caller, wanted));
  }
}
