import { Readable } from 'node:stream';
import { Controller, Get, HttpCode, Param, Post, Query, Req, Res, StreamableFile } from '@nestjs/common';
import { ApiExtraModels, ApiNotModifiedResponse, ApiOkResponse, ApiTags, getSchemaPath } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { ScanId } from '../../../domain/ids.js';
import { ValidationFailed } from '../../../platform/errors/app-error.js';
import { isNamed } from '../../../platform/http/entity-tag.js';
import { readUpload } from '../../../platform/http/read-upload.js';
import { sendPieces } from '../../../platform/http/send-pieces.js';
import { DocumentedBody } from '../../../platform/openapi/documented-body.decorator.js';
import { Problems } from '../../../platform/openapi/problems.decorator.js';
import { Export } from '../../../platform/overload/export.decorator.js';
import { UploadMemoryBudget } from '../../../platform/overload/upload-memory-budget.js';
import { Limited } from '../../../platform/rate-limit/rate-class.js';
import { FeedsScan, ViewerAccess } from '../../../platform/tenancy/access.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../platform/tenancy/current-caller.decorator.js';
import { OwnBody } from '../../../platform/validation/body.js';
import { IdPipe } from '../../../platform/validation/id.pipe.js';
import { FindingListDto, type FindingsTakenDto, toFindingsTakenDto } from './dto/finding.dto.js';
import { DEFAULT_COLUMNS_LIMIT, FindingColumnsDto, FindingColumnsQueryDto } from './dto/finding-columns.dto.js';
import { type FindingFacetsDto, FindingGroupsDto } from './dto/finding-facets.dto.js';
import { FindingFilterDto, ListFindingsDto } from './dto/list-findings.dto.js';
import { parseFindingsForm, REPORT_BODY, SARIF_ANSWER } from './dto/report-body.js';
import { FindingsService } from './findings.service.js';
import { FindingColumnsService } from './listing/finding-columns.service.js';
import { FindingExportService } from './listing/finding-export.service.js';
import { FindingListService } from './listing/finding-list.service.js';

const MAX_REPORT_BYTES = 100 * 1024 * 1024;

@ApiTags('Findings')
@Controller('scans/:id')
export class FindingsController {
  constructor(
    private readonly findings: FindingsService,
    private readonly lists: FindingListService,
    private readonly columnReads: FindingColumnsService,
    private readonly exports: FindingExportService,
    private readonly memory: UploadMemoryBudget,
  ) {}

  /**
   * Upload a findings report
   *
   * @remarks Accepts one report, as multipart `file` or as the body itself. Without `format`, the format is detected
   *   from the content.
   */
  @Post('findings')
  @Limited('upload')
  @HttpCode(200)
  @OwnBody()
  @DocumentedBody(
    REPORT_BODY,
    'One report, of one tool, or of at most 200 tools if its format allows several; at most 100 MiB and 200,000 results. A multipart `file` may be gzipped; the limit then applies to both sizes.',
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
    'quota_exceeded',
    'details_expired',
  )
  @FeedsScan()
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

  /**
   * List a scan's findings
   *
   * @remarks With `group_by`, returns groups of findings. With `format=csv`, returns a file of all matching findings,
   *   at most 100,000.
   */
  @Get('findings')
  @Export(({ format }) => format === 'csv')
  @ApiExtraModels(FindingListDto, FindingGroupsDto)
  @ApiOkResponse({
    content: {
      'application/json': {
        schema: { oneOf: [{ $ref: getSchemaPath(FindingListDto) }, { $ref: getSchemaPath(FindingGroupsDto) }] },
      },
      'text/csv': { schema: { type: 'string' } },
    },
  })
  @Problems('details_expired')
  @ViewerAccess('read:scans')
  async listFindings(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: ScanId,
    @Query() query: ListFindingsDto,
  ): Promise<FindingListDto | FindingGroupsDto | StreamableFile> {
    const { group_by, format } = query;
    if (format === 'csv') {
      if (group_by !== undefined)
        throw new ValidationFailed([{ field: 'format', message: 'must not be csv together with group_by' }]);
      return toCsvFile(await this.lists.exportCsv(caller, id, query), id);
    }
    return group_by === undefined
      ? this.lists.listFindings(caller, id, query)
      : this.lists.groupFindings(caller, id, { ...query, group_by });
  }

  /**
   * Count a scan's findings by their facets
   *
   * @remarks The count for each facet ignores the filter's condition on that facet.
   */
  @Get('findings/facets')
  @Problems('details_expired')
  @ViewerAccess('read:scans')
  countFacets(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: ScanId,
    @Query() query: FindingFilterDto,
  ): Promise<FindingFacetsDto> {
    return this.lists.countFacets(caller, id, query);
  }

  /**
   * Get all findings of a scan as columns
   *
   * @remarks For programs that filter and sort the findings themselves. Returns 304 for an `If-None-Match` with the current
   *   `ETag`.
   */
  @Get('findings/columns')
  @Export(({ limit }) => Number(limit) > DEFAULT_COLUMNS_LIMIT)
  @ApiOkResponse({ type: FindingColumnsDto })
  @ApiNotModifiedResponse({ description: 'Nothing has changed' })
  @Problems('too_many_findings', 'details_expired')
  @ViewerAccess('read:scans')
  async columns(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: ScanId,
    @Query() { limit }: FindingColumnsQueryDto,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const { revision, render } = await this.columnReads.readColumns(caller, id, limit);
    // Weak, as its bytes depend on the encoding.
    const tag = `W/"${revision}"`;
    response.setHeader('ETag', tag);
    response.setHeader('Cache-Control', 'private, no-cache');
    if (isNamed(tag, request.headers['if-none-match'])) response.status(304).end();
    else await sendPieces(response.type('application/json'), await render());
  }

  /**
   * Export a scan's findings as SARIF 2.1.0
   *
   * @remarks Includes `baselineState` and suppressions. Sorted by tool, then by path and line.
   */
  @Get('sarif')
  @Export()
  @ApiOkResponse({ content: SARIF_ANSWER })
  @Problems('details_expired')
  @ViewerAccess('read:scans')
  async sarif(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: ScanId,
    @Res() response: Response,
  ): Promise<void> {
    const pieces = await this.exports.exportSarif(caller, id);
    await sendPieces(response.type('application/sarif+json'), pieces);
  }
}

const toCsvFile = (lines: Iterable<string>, id: ScanId): StreamableFile =>
  new StreamableFile(Readable.from(lines), {
    type: 'text/csv; charset=utf-8; header=present',
    disposition: `attachment; filename="findings-of-scan-${id}.csv"`,
  });
