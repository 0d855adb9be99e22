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
   * @remarks Everything that is stored of the organization, but no secrets, as a tar of files with a JSON object in each
   * line: `export.json`, `people.jsonl`, pages of each table, pages of findings as lines for people (`findings/`), and `end.json`
   * with the number of rows of each table and of findings, without which the export is not whole. Source text (`source/`) only
   * where `source` is true.
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
