import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { ScanId } from '../../../domain/ids.js';
import { LongAnswer } from '../../../platform/http/long-answer.decorator.js';
import { ViewerAccess } from '../../../platform/tenancy/access.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../platform/tenancy/current-caller.decorator.js';
import { IdPipe } from '../../../platform/validation/id.pipe.js';
import type { ScanSummaryDto } from './dto/scan-page.dto.js';
import { ScanPageService } from './scan-page.service.js';

@ApiTags('Pages')
@Controller('scans')
export class ScanPageController {
  constructor(private readonly pages: ScanPageService) {}

  /**
   * Get all data for a scan's page
   *
   * @remarks Returns verdict, ratings, coverage, changes since the previous scan, received reports and evaluations.
   */
  @Get(':id/summary')
  @LongAnswer()
  @ViewerAccess('read:scans')
  summarize(@CurrentCaller() caller: Caller, @Param('id', IdPipe) id: ScanId): Promise<ScanSummaryDto> {
    return this.pages.summarize(caller, id);
  }
}
