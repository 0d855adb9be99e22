import { Body, Controller, Delete, Get, HttpCode, Param, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { RepoId } from '../../../domain/ids.js';
import { Problems } from '../../../platform/openapi/problems.decorator.js';
import { OrgAdminOnly, ViewerAccess } from '../../../platform/tenancy/access.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../platform/tenancy/current-caller.decorator.js';
import { IdPipe } from '../../../platform/validation/id.pipe.js';
import { type RepoForgeDto, SetRepoForgeDto, toRepoForgeDto } from './dto/repo-forge.dto.js';
import { RepoForgeService } from './repo-forge.service.js';

@ApiTags('Forges')
@Controller('repos/:id/forge')
export class RepoForgeController {
  constructor(private readonly links: RepoForgeService) {}

  /**
   * Get a repository's mapping to a forge
   *
   * @remarks If none is set, it is guessed once from the repository's address or name.
   */
  @Get()
  @ViewerAccess('read:repos')
  async getRepoForge(@CurrentCaller() caller: Caller, @Param('id', IdPipe) id: RepoId): Promise<RepoForgeDto> {
    return toRepoForgeDto(await this.links.findLink(caller, id));
  }

  /**
   * Save a repository's mapping to a forge
   *
   * @remarks The forge must confirm the repository once. If it does not answer, the setting is still stored, and
   * `problem` names the reason.
   */
  @Put()
  @Problems('forge_project_not_found')
  @OrgAdminOnly()
  async setRepoForge(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: RepoId,
    @Body() { forge_id: forgeId, project, context = null, report = {} }: SetRepoForgeDto,
  ): Promise<RepoForgeDto> {
    const { problem, ...shown } = await this.links.setLink(caller, id, { forgeId, project, context, report });
    return toRepoForgeDto(shown, problem);
  }

  /**
   * Remove a repository's mapping to a forge
   *
   * @remarks It is not guessed again.
   */
  @Delete()
  @HttpCode(204)
  @OrgAdminOnly()
  removeRepoForge(@CurrentCaller() caller: Caller, @Param('id', IdPipe) id: RepoId): Promise<void> {
    return this.links.removeLink(caller, id);
  }
}
