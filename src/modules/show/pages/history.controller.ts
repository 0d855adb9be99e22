import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { RepoId } from '../../../domain/ids.js';
import { ViewerAccess } from '../../../platform/tenancy/access.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../platform/tenancy/current-caller.decorator.js';
import { IdPipe } from '../../../platform/validation/id.pipe.js';
import { type HistoryDto, HistoryQueryDto } from './dto/history.dto.js';
import { HistoryService } from './history.service.js';

@ApiTags('Pages')
@Controller('repos/:id/history')
export class HistoryController {
  constructor(private readonly histories: HistoryService) {}

  /**
   * Get the history of a repository
   *
   * @remarks Lists the scans of a branch, newest first, each with the changes since the previous one.
   */
  @Get()
  @ViewerAccess('read:scans')
  getHistory(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: RepoId,
    @Query() query: HistoryQueryDto,
  ): Promise<HistoryDto> {
    return this.histories.readHistory(caller, id, query);
  }
}
