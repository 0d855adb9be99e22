import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Export } from '../../../platform/overload/export.decorator.js';
import { OrgOwnerOnly } from '../../../platform/tenancy/access.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../platform/tenancy/current-caller.decorator.js';
import { ExportQueryDto } from './dto/export.dto.js';
import { ExportService } from './export.service.js';

@ApiTags('Organizations')
@Controller('org')
export class ExportController {
  constructor(private readonly exports: ExportService) {}

  /**
   * Export the organization
   *
   * @remarks Returns all data of the organization except secrets, as a tar archive of files with one JSON object per
   *   line: `export.json`, `people.jsonl`, pages of each table, pages of findings in readable form (`findings/`), and
   *   `end.json` with the number of rows of each table and of findings. An export without `end.json` is incomplete.
   *   Source text (`source/`) is included only if `source` is true.
   */
  @Get('export')
  @Export()
  @ApiOkResponse({ content: { 'application/x-tar': { schema: { type: 'string', format: 'binary' } } } })
  @OrgOwnerOnly()
  async export(
    @CurrentCaller() caller: Caller,
    @Query() { source }: ExportQueryDto,
    @Res() response: Response,
  ): Promise<void> {
    await this.exports.send(caller, response, source);
  }
}
