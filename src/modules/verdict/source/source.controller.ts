import { Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { ScanId } from '../../../domain/ids.js';
import { DocumentedBody } from '../../../platform/openapi/documented-body.decorator.js';
import { Problems } from '../../../platform/openapi/problems.decorator.js';
import { UploadMemoryBudget } from '../../../platform/overload/upload-memory-budget.js';
import { Limited } from '../../../platform/rate-limit/rate-class.js';
import { FeedsScan, ViewerAccess } from '../../../platform/tenancy/access.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../platform/tenancy/current-caller.decorator.js';
import { OwnBody } from '../../../platform/validation/body.js';
import { IdPipe } from '../../../platform/validation/id.pipe.js';
import { type FixesDto, FixesQueryDto, toFixesDto } from './dto/fix.dto.js';
import {
  MAX_LINES,
  SOURCE_FORM,
  type SourceDto,
  SourceQueryDto,
  type SourceTakenDto,
  toSourceDto,
} from './dto/source.dto.js';
import { receiveFiles } from './receive-files.js';
import { SourceService } from './source.service.js';
import { SourceLinesService } from './source-lines.service.js';

const MAX_FORM_BYTES = 50 * 1024 * 1024;

@ApiTags('Scans')
@Controller('scans/:id/source')
export class SourceController {
  constructor(
    private readonly source: SourceService,
    private readonly lines: SourceLinesService,
    private readonly memory: UploadMemoryBudget,
  ) {}

  /**
   * Upload source text of a scan
   *
   * @remarks The repository must allow it (`source_excerpts`). Secrets that tools found and tokens of known formats are
   *   masked.
   */
  @Post()
  @Limited('upload')
  @HttpCode(200)
  @OwnBody()
  @DocumentedBody(SOURCE_FORM, 'Files of at most 1 MiB each and 50 MiB in total.')
  @Problems(
    'validation_failed',
    'unsupported_content_type',
    'invalid_upload',
    'excerpts_off',
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
  ): Promise<SourceTakenDto> {
    return this.memory.reserve(request, MAX_FORM_BYTES, async ({ limit }) =>
      this.source.upload(caller, id, await receiveFiles(request, response, limit)),
    );
  }

  /**
   * Get stored lines of a file
   *
   * @remarks Returns at most 500 lines, without those that are not stored.
   */
  @Get()
  @Problems('details_expired')
  @ViewerAccess('read:scans')
  async read(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: ScanId,
    @Query() { path, from, to }: SourceQueryDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SourceDto> {
    response.setHeader('Cache-Control', 'private, no-store');
    const last = from + MAX_LINES - 1;
    const range = { from, to: Math.min(to ?? last, last) };
    return toSourceDto(path, range, await this.lines.read(caller, id, path, range));
  }

  /**
   * List stored fixes of a file
   *
   * @remarks Fixes offered by reports of the scan, at most one for each finding. Empty if the repository stores no
   * source text, or if a tool found a secret in the file.
   */
  @Get('fixes')
  @Problems('details_expired')
  @ViewerAccess('read:scans')
  async listFixes(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: ScanId,
    @Query() { path }: FixesQueryDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<FixesDto> {
    response.setHeader('Cache-Control', 'private, no-store');
    return toFixesDto(path, await this.lines.readFixes(caller, id, path));
  }
}
