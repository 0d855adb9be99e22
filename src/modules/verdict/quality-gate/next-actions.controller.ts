import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { ScanId } from '../../../domain/ids.js';
import { Problems } from '../../../platform/openapi/problems.decorator.js';
import { ViewerAccess } from '../../../platform/tenancy/access.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../platform/tenancy/current-caller.decorator.js';
import { decodeIdCursor, toPage } from '../../../platform/validation/cursor.js';
import { IdPipe } from '../../../platform/validation/id.pipe.js';
import { NextActionsQueryDto } from './dto/next-actions-query.dto.js';
import type { NextActionsDto } from './dto/verdict.dto.js';
import { EvaluationService } from './evaluation.service.js';

@ApiTags('Gate Status')
@Controller('scans/:id/next-actions')
export class NextActionsController {
  constructor(private readonly evaluations: EvaluationService) {}

  /**
   * List the actions that make a failed scan pass
   *
   * @remarks Sorted by effort, least first. The verdict itself contains the first 50.
   */
  @Get()
  @Problems('details_expired')
  @ViewerAccess('read:scans')
  async listNextActions(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) scanId: ScanId,
    @Query() { rule, limit, cursor }: NextActionsQueryDto,
  ): Promise<NextActionsDto> {
    const from = decodeIdCursor(cursor) ?? 0;
    const actions = await this.evaluations.listActions(caller, scanId, { rule: rule ?? null, from, limit: limit + 1 });
    const { items, nextCursor } = toPage(actions, limit, () => [from + limit]);
    return { scan_id: scanId, next_actions: [...items], next_cursor: nextCursor };
  }
}
