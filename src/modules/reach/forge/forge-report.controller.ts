import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { ScanId } from '../../../domain/ids.js';
import { Problems } from '../../../platform/openapi/problems.decorator.js';
import { PipelineAccess, ViewerAccess } from '../../../platform/tenancy/access.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../platform/tenancy/current-caller.decorator.js';
import { IdPipe } from '../../../platform/validation/id.pipe.js';
import { type ShownReportListDto, toShownReportsDto } from './dto/forge-report.dto.js';
import { ForgeReportService } from './forge-report.service.js';

@ApiTags('Forges')
@Controller('scans/:id/forge-reports')
export class ForgeReportController {
  constructor(private readonly reports: ForgeReportService) {}

  /**
   * List a scan's reports to forges
   *
   * @remarks Lists the statuses of its commits, then the comment on its pull request.
   */
  @Get()
  @ViewerAccess('read:scans')
  async listForgeReports(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: ScanId,
  ): Promise<ShownReportListDto> {
    return toShownReportsDto(id, await this.reports.listReports(caller, id));
  }

  /**
   * Send a scan's reports to forges again
   *
   * @remarks Sends waiting and failed reports at once. A pipeline can do this only for its own run; an agent's key
   *   cannot do it.
   */
  @Post('retry')
  @HttpCode(202)
  @PipelineAccess()
  @Problems('not_of_this_pipeline', 'forbidden')
  async retryForgeReports(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: ScanId,
  ): Promise<ShownReportListDto> {
    return toShownReportsDto(id, await this.reports.retry(caller, id));
  }
}
