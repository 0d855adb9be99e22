import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { ScanId } from '../../../domain/ids.js';
import { goneSignal } from '../../../platform/http/gone-signal.js';
import { Uncompressed } from '../../../platform/http/uncompressed.decorator.js';
import { Problems } from '../../../platform/openapi/problems.decorator.js';
import { Limited } from '../../../platform/rate-limit/rate-class.js';
import { OrgAdminOnly, ViewerAccess } from '../../../platform/tenancy/access.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../platform/tenancy/current-caller.decorator.js';
import { OptionalBody } from '../../../platform/validation/body.js';
import { decodeIdCursor, toPage } from '../../../platform/validation/cursor.js';
import { IdPipe } from '../../../platform/validation/id.pipe.js';
import { PageQueryDto } from '../../../platform/validation/page-query.dto.js';
import { type EvaluationsDto, type PreviewDto, type RecomputedDto, toEvaluationDto } from './dto/evaluation.dto.js';
import { GateConfigDraftDto } from './dto/gate-config.dto.js';
import { CommitStatusQueryDto, StatusQueryDto } from './dto/status-query.dto.js';
import type { GateStatusDto } from './dto/verdict.dto.js';
import { EvaluationService } from './evaluation.service.js';
import type { GateConfigDraft } from './gate-config-draft.js';
import { PolicyPipe } from './policy.pipe.js';
import { RecomputeService } from './recompute.service.js';
import { StatusService } from './status.service.js';

@ApiTags('Gate Status')
@Controller('quality/gates')
export class GateStatusController {
  constructor(
    private readonly statuses: StatusService,
    private readonly evaluations: EvaluationService,
    private readonly recomputations: RecomputeService,
  ) {}

  /**
   * Get the verdict of a commit's newest scan
   *
   * @remarks `status` is null while that scan is pending.
   */
  @Get('status/by-commit')
  @Limited('status')
  @ViewerAccess('read:scans')
  @Problems('not_found')
  statusOfCommit(
    @CurrentCaller() caller: Caller,
    @Query() { repo, commit_sha: commit }: CommitStatusQueryDto,
  ): Promise<GateStatusDto> {
    return this.statuses.readOfCommit(caller, repo, commit);
  }

  /**
   * Get a scan's stored verdict
   *
   * @remarks `status` is null while the scan is pending. With `wait`, the response is sent as soon as there is a
   *   verdict. A response with `Retry-After` was sent at once because the credential already waits for many verdicts;
   *   repeat the request after that time.
   */
  @Get('status/:scan_id')
  @Limited('status')
  @Uncompressed()
  @ViewerAccess('read:scans')
  async status(
    @CurrentCaller() caller: Caller,
    @Param('scan_id', IdPipe) scanId: ScanId,
    @Query() { wait }: StatusQueryDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<GateStatusDto> {
    if (wait === 0) return this.statuses.readStatus(caller, scanId);
    const { status, retryAfterSeconds } = await this.statuses.waitForVerdict(
      caller,
      scanId,
      wait * 1000,
      goneSignal(response),
    );
    if (retryAfterSeconds !== null) response.setHeader('Retry-After', retryAfterSeconds);
    return status;
  }

  /**
   * Preview a scan's verdict
   *
   * @remarks Judges the scan by the current policy or by a draft policy, and stores nothing.
   */
  @Post('evaluate/:scan_id')
  @Problems('details_expired')
  @HttpCode(200)
  @OptionalBody()
  @ViewerAccess('read:scans')
  @ApiBody({ type: GateConfigDraftDto, required: false })
  evaluate(
    @CurrentCaller() caller: Caller,
    @Param('scan_id', IdPipe) scanId: ScanId,
    @Body(PolicyPipe) draft: GateConfigDraft,
  ): Promise<PreviewDto> {
    return this.evaluations.preview(caller, scanId, draft);
  }

  /**
   * Re-evaluate a completed scan
   *
   * @remarks Judges the scan by the current policy and stores the result as its next evaluation.
   */
  @Post('recompute/:scan_id')
  @Problems('not_of_this_pipeline', 'scan_pending', 'scan_failed', 'details_expired')
  @HttpCode(200)
  @OrgAdminOnly()
  async recompute(@CurrentCaller() caller: Caller, @Param('scan_id', IdPipe) scanId: ScanId): Promise<RecomputedDto> {
    const { verdict, policy } = await this.recomputations.recompute(caller, scanId);
    return { ...verdict, stale: false, stale_reason: null, policy };
  }

  /**
   * List a scan's evaluations
   *
   * @remarks Newest first.
   */
  @Get('history/:scan_id')
  @ViewerAccess('read:scans')
  async history(
    @CurrentCaller() caller: Caller,
    @Param('scan_id', IdPipe) scanId: ScanId,
    @Query() { limit, cursor }: PageQueryDto,
  ): Promise<EvaluationsDto> {
    const { evaluations, names } = await this.evaluations.listEvaluations(caller, scanId, {
      limit: limit + 1,
      beforeNumber: decodeIdCursor(cursor),
    });
    const { items, nextCursor } = toPage(evaluations, limit, ({ number }) => [number]);
    return {
      scan_id: scanId,
      evaluations: items.map((each) => toEvaluationDto(each, names)),
      next_cursor: nextCursor,
    };
  }
}
