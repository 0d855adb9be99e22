import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { ScanId } from '../../../domain/ids.js';
import { Problems } from '../../../platform/openapi/problems.decorator.js';
import { ViewerAccess } from '../../../platform/tenancy/access.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../platform/tenancy/current-caller.decorator.js';
import { IdPipe } from '../../../platform/validation/id.pipe.js';
import { ComparisonService } from './comparison.service.js';
import { CompareScansDto, type ComparisonDto } from './dto/comparison.dto.js';

@ApiTags('Scans')
@Controller('scans/:id')
export class ComparisonController {
  constructor(private readonly comparisons: ComparisonService) {}

  /**
   * Compare a scan with another one
   *
   * @remarks Both must be completed scans of the same repository. Returns problems that are new, gone, worse or moved since
   *   the other scan, files whose line coverage or number of duplicated lines changed, and policy rules whose
   *   thresholds differ.
   */
  @Get('compare/:other_id')
  @Problems('scan_pending', 'scan_failed', 'details_expired')
  @ViewerAccess('read:scans')
  compare(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: ScanId,
    @Param('other_id', IdPipe) other: ScanId,
    @Query() query: CompareScansDto,
  ): Promise<ComparisonDto> {
    return this.comparisons.compare(caller, id, other, query);
  }
}
