import { Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { ScanId } from '../../../domain/ids.js';
import { ownersMeant } from '../../../domain/owners/owner-names.js';
import { ValidationFailed } from '../../../platform/errors/app-error.js';
import { readUpload } from '../../../platform/http/read-upload.js';
import { jsonEntries, sendLongList } from '../../../platform/http/send-long-list.js';
import { DocumentedBody } from '../../../platform/openapi/documented-body.decorator.js';
import { Problems } from '../../../platform/openapi/problems.decorator.js';
import { UploadMemoryBudget } from '../../../platform/overload/upload-memory-budget.js';
import { Limited } from '../../../platform/rate-limit/rate-class.js';
import { FeedsScan, ViewerAccess } from '../../../platform/tenancy/access.js';
import { type Caller, emailOf } from '../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../platform/tenancy/current-caller.decorator.js';
import { OwnBody } from '../../../platform/validation/body.js';
import { decodeTextCursor } from '../../../platform/validation/cursor.js';
import { IdPipe } from '../../../platform/validation/id.pipe.js';
import { CoverageService } from './coverage.service.js';
import { CoverageFilesService, type ListedFile } from './coverage-files.service.js';
import { CoverageTreeService } from './coverage-tree.service.js';
import {
  CoverageDto,
  CoverageFileQueryDto,
  CoverageQueryDto,
  type CoverageTakenDto,
  type FileCoverageDto,
  summarizeCoverage,
  toCoverageTakenDto,
  toCoveredFileDto,
  toFileCoverageDto,
} from './dto/coverage.dto.js';
import { COVERAGE_FORM, parseCoverageForm } from './dto/coverage-form.js';
import { type CoverageTreeDto, CoverageTreeQueryDto, toTreeEntryDto } from './dto/coverage-tree.dto.js';

/** 25 MiB: exactly that many bytes are accepted. */
const MAX_REPORT_BYTES = 25 * 1024 * 1024;

@ApiTags('Coverage')
@Controller('quality/coverage')
export class CoverageController {
  constructor(
    private readonly coverage: CoverageService,
    private readonly files: CoverageFilesService,
    private readonly trees: CoverageTreeService,
    private readonly memory: UploadMemoryBudget,
  ) {}

  /**
   * Upload a coverage report
   *
   * @remarks Merges several reports of one scan line by line.
   */
  @Post('upload')
  @Limited('upload')
  @HttpCode(200)
  @OwnBody()
  @DocumentedBody(COVERAGE_FORM)
  @Problems(
    'validation_failed',
    'unsupported_content_type',
    'invalid_upload',
    'unreadable_report',
    'unknown_format',
    'format_mismatch',
    'scan_failed',
    'not_reusable',
    'quota_exceeded',
    'details_expired',
  )
  @FeedsScan()
  upload(
    @CurrentCaller() caller: Caller,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CoverageTakenDto> {
    return this.memory.reserve(request, MAX_REPORT_BYTES, async (reservation) => {
      const { fields, bytes } = await readUpload(request, response, reservation, parseCoverageForm);
      const taken = await this.coverage.upload(caller, fields, bytes);
      return toCoverageTakenDto(fields.scanId, taken);
    });
  }

  /**
   * Get a scan's coverage
   *
   * @remarks Totals and files, combined from all reports of the scan.
   */
  @Get(':scan_id')
  @Problems('details_expired')
  @ViewerAccess('read:scans')
  @ApiOkResponse({ type: CoverageDto })
  async listCoverageFiles(
    @CurrentCaller() caller: Caller,
    @Param('scan_id', IdPipe) scanId: ScanId,
    @Query() { limit, cursor }: CoverageQueryDto,
    @Res() response: Response,
  ): Promise<void> {
    const page = { limit: limit ?? null, afterPath: decodeTextCursor(cursor) };
    const toJson = (files: readonly ListedFile[]) => jsonEntries(files, toCoveredFileDto);
    const { portions, totals, nextCursor } = await this.files.listCoverageFiles(caller, scanId, page, toJson);
    await sendLongList(response, summarizeCoverage(scanId, totals, nextCursor), 'files', portions);
  }

  /**
   * List a folder of covered files
   *
   * @remarks Lists each file or folder directly below the path, with counts for all files in it and for the lines that
   *   the change adds.
   */
  @Get(':scan_id/tree')
  @Problems('details_expired')
  @ViewerAccess('read:scans')
  async listCoverageTree(
    @CurrentCaller() caller: Caller,
    @Param('scan_id', IdPipe) scanId: ScanId,
    @Query() { path = '', only, owner, compare, limit, cursor, ...wanted }: CoverageTreeQueryDto,
  ): Promise<CoverageTreeDto> {
    if (only === 'worse' && compare === undefined)
      throw new ValidationFailed([{ field: 'compare', message: 'is required with only=worse' }]);
    const page = { limit, afterName: decodeTextCursor(cursor) };
    const owners = owner === undefined ? null : ownersMeant(owner, emailOf(caller));
    const { q = null, flat: isFlat = false, join: isJoined = false, sort } = wanted;
    const shown = { text: q, isFlat, isJoined, sort };
    const query = { path, only: only ?? null, owners, compare: compare ?? null, ...shown, ...page };
    const { items, nextCursor } = await this.trees.listTree(caller, scanId, query);
    return { scan_id: scanId, path, entries: items.map(toTreeEntryDto), next_cursor: nextCursor };
  }

  /** Get the coverage of one file, line by line */
  @Get(':scan_id/files')
  @Problems('details_expired')
  @ViewerAccess('read:scans')
  async file(
    @CurrentCaller() caller: Caller,
    @Param('scan_id', IdPipe) scanId: ScanId,
    @Query() { path }: CoverageFileQueryDto,
  ): Promise<FileCoverageDto> {
    return toFileCoverageDto(scanId, await this.files.getFile(caller, scanId, path));
  }
}
