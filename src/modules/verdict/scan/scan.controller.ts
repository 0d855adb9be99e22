import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { ScanId } from '../../../domain/ids.js';
import { DocumentedBody } from '../../../platform/openapi/documented-body.decorator.js';
import { Problems } from '../../../platform/openapi/problems.decorator.js';
import { UploadMemoryBudget } from '../../../platform/overload/upload-memory-budget.js';
import { Limited } from '../../../platform/rate-limit/rate-class.js';
import { FeedsScan, PipelineAccess, ViewerAccess } from '../../../platform/tenancy/access.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../platform/tenancy/current-caller.decorator.js';
import { OwnBody } from '../../../platform/validation/body.js';
import { decodeIdCursor, encodeIdCursor } from '../../../platform/validation/cursor.js';
import { IdPipe } from '../../../platform/validation/id.pipe.js';
import { CHANGES_BODY, FILES_BODY } from './dto/change-bodies.js';
import { CreateScanDto } from './dto/create-scan.dto.js';
import { ListScansDto } from './dto/list-scans.dto.js';
import {
  type ChangesTakenDto,
  CreatedScanDto,
  type FilesTakenDto,
  type ScanDto,
  type ScanListDto,
  toNamedBase,
} from './dto/scan.dto.js';
import { ScanService } from './scan.service.js';
import { MAX_BODY_BYTES, ScanBodyWorker } from './scan-body-worker.js';
import { ScanFactsService } from './scan-facts.service.js';
import type { ScanFilter } from './scan-filter.js';
import { ScanStartService } from './scan-start.service.js';
import { ShownScans } from './shown-scans.js';

/** Errors of a body that the route reads itself, and of a scan that accepts no more uploads. */
const OWN_BODY_PROBLEMS = [
  'validation_failed',
  'malformed_json',
  'unsupported_content_type',
  'unreadable_report',
  'scan_completed',
  'scan_failed',
  'details_expired',
] as const;

@ApiTags('Scans')
@Controller('scans')
export class ScanController {
  constructor(
    private readonly scans: ScanService,
    private readonly starts: ScanStartService,
    private readonly facts: ScanFactsService,
    private readonly memory: UploadMemoryBudget,
    private readonly bodies: ScanBodyWorker,
    private readonly shown: ShownScans,
  ) {}

  /**
   * Start a scan
   *
   * @remarks Upload reports to the scan, then complete it to get the verdict.
   */
  @Post()
  @Problems('quota_exceeded', 'not_of_this_pipeline', 'idempotency_key_reused')
  @ApiCreatedResponse({ type: CreatedScanDto })
  @ApiOkResponse({
    type: CreatedScanDto,
    description: 'The scan created by the first request with this `idempotency_key`.',
  })
  @PipelineAccess()
  async create(
    @CurrentCaller() caller: Caller,
    @Body() wanted: CreateScanDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CreatedScanDto> {
    const { scan, isNew } = await this.starts.create(caller, wanted);
    const start = await this.scans.describeStart(caller, scan);
    const { base, sourceExcerpts, suppressionReasons, reusableId } = start;
    response.status(isNew ? 201 : 200);
    return {
      ...this.shown.toDto(scan),
      base: base && toNamedBase(base.scan, base.choice),
      reusable: reusableId === null ? null : { scan_id: reusableId },
      source_excerpts: sourceExcerpts,
      suppression_reasons: suppressionReasons,
    };
  }

  /**
   * List the organization's scans
   *
   * @remarks Newest first.
   */
  @Get()
  @ViewerAccess('read:scans')
  async listScans(@CurrentCaller() caller: Caller, @Query() query: ListScansDto): Promise<ScanListDto> {
    const { limit, cursor } = query;
    const beforeId = decodeIdCursor<ScanId>(cursor);
    const found = await this.scans.listScans(caller, toFilter(query), query.repo, { limit: limit + 1, beforeId });
    const page = found.slice(0, limit);
    return {
      scans: page.map((scan) => this.shown.toDto(scan)),
      next_cursor: found.length > limit ? encodeIdCursor(page.at(-1)!.id) : null,
    };
  }

  /** Get a scan */
  @Get(':id')
  @ViewerAccess('read:scans')
  async getScan(@CurrentCaller() caller: Caller, @Param('id', IdPipe) id: ScanId): Promise<ScanDto> {
    return this.shown.toDto(await this.scans.getScan(caller, id));
  }

  /**
   * Upload a scan's changed lines
   *
   * @remarks A unified diff, or the JSON form, which can describe each file in more detail.
   */
  @Post(':id/changes')
  @Limited('upload')
  @HttpCode(200)
  @OwnBody()
  @DocumentedBody(CHANGES_BODY)
  @Problems(...OWN_BODY_PROBLEMS)
  @FeedsScan()
  saveChanges(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: ScanId,
    @Req() request: Request,
  ): Promise<ChangesTakenDto> {
    return this.memory.reserve(request, MAX_BODY_BYTES, async () => {
      const changes = await this.bodies.readChanges(request);
      await this.facts.saveChanges(caller, id, changes);
      const { fileCount, addedLines, renames } = changes;
      return { scan_id: id, files: fileCount, added_lines: addedLines, renames };
    });
  }

  /**
   * Upload the list of the repository's files
   *
   * @remarks Paths in reports are matched against this list, regardless of upload order. With the text of the
   *   repository's CODEOWNERS, findings and covered files show their owners. CODEOWNERS lines with more than 500
   *   characters or 5 wildcards are skipped and named in `warnings`.
   */
  @Post(':id/files')
  @Limited('upload')
  @HttpCode(200)
  @OwnBody()
  @DocumentedBody(FILES_BODY)
  @Problems(...OWN_BODY_PROBLEMS)
  @FeedsScan()
  saveFiles(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: ScanId,
    @Req() request: Request,
  ): Promise<FilesTakenDto> {
    return this.memory.reserve(request, MAX_BODY_BYTES, async () => {
      const files = await this.bodies.readPaths(request);
      await this.facts.saveFileList(caller, id, files);
      return { scan_id: id, files: files.count, warnings: [...files.warnings] };
    });
  }
}

const toFilter = (query: ListScansDto): ScanFilter => ({
  repoId: query.repo_id,
  branch: query.branch,
  prNumber: query.pr_number,
  state: query.status,
  commit: query.commit_sha,
  isShown: query.shown,
  gateStatus: query.gate_status,
  direction: query.direction,
  from: query.from,
  to: query.to,
});
