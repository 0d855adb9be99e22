import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { RepoId } from '../../../domain/ids.js';
import { ViewerAccess } from '../../../platform/tenancy/access.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../platform/tenancy/current-caller.decorator.js';
import { rightsOf } from '../../../platform/tenancy/rights.js';
import { IdPipe } from '../../../platform/validation/id.pipe.js';
import { BaselineService } from './baseline.service.js';
import { type RepoBaselineDto, toRepoBaselineDto } from './dto/repo-baseline.dto.js';

@ApiTags('Pages')
@Controller('repos')
export class RepoBaselineController {
  constructor(private readonly baselines: BaselineService) {}

  /**
   * Get the baseline of a repository's default branch
   *
   * @remarks Returns the number of known problems of each tool, the scan that they come from, and what a rebuild
   *   cleared.
   */
  @Get(':id/baseline')
  @ViewerAccess('read:scans', 'read:repos')
  async describe(@CurrentCaller() caller: Caller, @Param('id', IdPipe) id: RepoId): Promise<RepoBaselineDto> {
    return toRepoBaselineDto(await this.baselines.describe(caller, id), rightsOf(caller, id));
  }
}
