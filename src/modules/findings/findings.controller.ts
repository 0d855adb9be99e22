import { Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { ScanId } from '../../domain/ids.js';
import { readUpload } from '../../platform/http/read-upload.js';
import { DocumentedBody } from '../../platform/openapi/documented-body.decorator.js';
import { Problems } from '../../platform/openapi/problems.decorator.js';
import { Export } from '../../platform/overload/export.decorator.js';
import { UploadMemoryBudget } from '../../platform/overload/upload-memory-budget.js';
import { Limited } from '../../platform/rate-limit/rate-class.js';
import { MemberAccess, ViewerAccess } from '../../platform/tenancy/access.js';
import type { Caller } from '../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../platform/tenancy/current-caller.decorator.js';
import { OwnBody } from '../../platform/validation/body.js';
import { IdPipe } from '../../platform/validation/id.pipe.js';
import { type FindingListDto, type FindingsTakenDto, toFindingsTakenDto } from './dto/finding.dto.js';
import { ListFindingsDto } from './dto/list-findings.dto.js';
import { parseFindingsForm, REPORT_BODY, SARIF_ANSWER } from './dto/report-body.js';
import { FindingsService } from './findings.service.js';
import { FindingListService } from './listing/finding-list.service.js';

const MAX_REPORT_BYTES = 100 * 1024 * 1024;

@ApiTags('Findings')
@Controller('scans/:id')
export class FindingsController {
  constructor(
    private readonly findings: FindingsService,
    private readonly lists: FindingListService,
    private readonly memory: UploadMemoryBudget,
  ) {}

  /**
   * Upload a findings report
   *
   * @remarks One report, as multipart `file` or as the body itself. Without `format`, the format is detected from the
   * content.
   */
  @Post('findings')
  @Limited('upload')
  @HttpCode(200)
  @OwnBody()
  @DocumentedBody(
    REPORT_BODY,
    'One report, of one tool or of at most 200 where its format names several; at most 100 MiB and 200,000 results. A multipart `file` may be gzipped; the limit then holds for both sizes.',
  )
  @Problems(
    'validation_failed',
    'unsupported_content_type',
    'invalid_upload',
    'unreadable_report',
    'unknown_format',
    'format_mismatch',
    'scan_completed',
    'scan_failed',
  )
  @MemberAccess('write:scans')
  upload(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: ScanId,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<FindingsTakenDto> {
    return this.memory.reserve(request, MAX_REPORT_BYTES, async (reservation) => {
      const { fields, bytes } = await readUpload(request, response, reservation, parseFindingsForm);
      const taken = await this.findings.upload(caller, id, { ...fields, bytes });
      return toFindingsTakenDto(id, taken);
    });
  }

  /** List a scan's findings */
  @Get('findings')
  @ViewerAccess('read:scans')
  listFindings(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: ScanId,
    @Query() query: ListFindingsDto,
  ): Promise<FindingListDto> {
    return this.lists.listFindings(caller, id, query);
  }

  /**
   * Export a scan's findings as SARIF 2.1.0
   *
   * @remarks Includes `baselineState` and suppressions.
   */
  @Get('sarif')
  @Export()
  @ApiOkResponse({ content: SARIF_ANSWER })
  @ViewerAccess('read:scans')
  async sarif(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: ScanId,
    @Res() response: Response,
  ): Promise<void> {
    const log = await this.lists.exportSarif(caller, id);
    response.type('application/sarif+json').send(JSON.stringify(log));
  }
}
