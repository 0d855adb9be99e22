import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { RepoId } from '../../../domain/ids.js';
import { Problems } from '../../../platform/openapi/problems.decorator.js';
import { OrgAdminOnly } from '../../../platform/tenancy/access.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../platform/tenancy/current-caller.decorator.js';
import { IdPipe } from '../../../platform/validation/id.pipe.js';
import { BaselineService } from './baseline.service.js';
import type { BaselineRebuiltDto, BaselineRestoredDto } from './dto/baseline.dto.js';

@ApiTags('Baseline Rebuild')
@Controller('quality/gates/rebuild-baseline')
export class BaselineController {
  constructor(private readonly baselines: BaselineService) {}

  /**
   * Rebuild the default branch's baseline
   *
   * @remarks Clears the baseline, for example after a large refactoring. The next scan of the default branch
   *   establishes it again.
   */
  @Post(':repo_id')
  @HttpCode(200)
  @OrgAdminOnly()
  async rebuild(
    @CurrentCaller() caller: Caller,
    @Param('repo_id', IdPipe) repoId: RepoId,
  ): Promise<BaselineRebuiltDto> {
    const { branch, findingCount } = await this.baselines.rebuild(caller, repoId);
    return {
      repo_id: repoId,
      branch,
      cleared_fingerprints: findingCount,
      note: 'Next scan on the default branch will re-establish the baseline.',
    };
  }

  /**
   * Undo the last baseline rebuild
   *
   * @remarks Possible until a scan of the default branch completes.
   */
  @Post(':repo_id/undo')
  @Problems('nothing_to_undo')
  @HttpCode(200)
  @OrgAdminOnly()
  async undo(@CurrentCaller() caller: Caller, @Param('repo_id', IdPipe) repoId: RepoId): Promise<BaselineRestoredDto> {
    const { branch, findingCount } = await this.baselines.undo(caller, repoId);
    return { repo_id: repoId, branch, restored_fingerprints: findingCount };
  }
}
