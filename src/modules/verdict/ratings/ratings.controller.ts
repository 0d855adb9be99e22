import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { ScanId } from '../../../domain/ids.js';
import { ViewerAccess } from '../../../platform/tenancy/access.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../platform/tenancy/current-caller.decorator.js';
import { IdPipe } from '../../../platform/validation/id.pipe.js';
import type { ExplainedRatingsDto } from './dto/ratings.dto.js';
import type { TechDebtDto } from './dto/tech-debt.dto.js';
import { RatingsService } from './ratings.service.js';
import { toExplainedRatingsDto, toTechDebtDto } from './to-ratings-dto.js';

@ApiTags('Quality Insights')
@Controller('quality')
export class RatingsController {
  constructor(private readonly ratings: RatingsService) {}

  /**
   * Get a scan's ratings
   *
   * @remarks Ratings from A to E as of the scan's last evaluation; null if the data is missing. `held_down_by` names
   *   the causes of a rating worse than A.
   */
  @Get('ratings/:scan_id')
  @ViewerAccess('read:scans')
  async getRatings(
    @CurrentCaller() caller: Caller,
    @Param('scan_id', IdPipe) scanId: ScanId,
  ): Promise<ExplainedRatingsDto> {
    return toExplainedRatingsDto(await this.ratings.explainRatings(caller, scanId));
  }

  /**
   * Get a scan's technical debt
   *
   * @remarks The estimated effort to fix all findings of the scan.
   */
  @Get('tech-debt/:scan_id')
  @ViewerAccess('read:scans')
  async getTechDebt(@CurrentCaller() caller: Caller, @Param('scan_id', IdPipe) scanId: ScanId): Promise<TechDebtDto> {
    return toTechDebtDto(await this.ratings.getRatings(caller, scanId));
  }
}
