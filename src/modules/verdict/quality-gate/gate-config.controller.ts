import { Body, Controller, Delete, Get, Headers, HttpCode, Put, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { answerWhole } from '../../../platform/http/entity-tag.js';
import { Problems } from '../../../platform/openapi/problems.decorator.js';
import { AnyReader, OrgAdminOnly } from '../../../platform/tenancy/access.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../platform/tenancy/current-caller.decorator.js';
import { decodeIdCursor, toPage } from '../../../platform/validation/cursor.js';
import {
  GateConfigDraftDto,
  type GateConfigDto,
  type GateConfigRevisionsDto,
  type GateConfigSavedDto,
} from './dto/gate-config.dto.js';
import {
  GateConfigQueryDto,
  GateConfigRevisionsQueryDto,
  RemoveGateConfigQueryDto,
} from './dto/gate-config-query.dto.js';
import { EffectiveConfigService } from './effective-config.service.js';
import { GateConfigService } from './gate-config.service.js';
import type { GateConfigDraft } from './gate-config-draft.js';
import { PolicyPipe } from './policy.pipe.js';
import { RepoGateConfigService } from './repo-gate-config.service.js';
import { revisionTag } from './revision-tag.js';
import { toGateConfigDto, toRepoConfigDto, toRepoRevisionDto, toRevisionsDto } from './to-gate-config-dto.js';

@ApiTags('Quality Gate Config')
@Controller('quality/gates/config')
export class GateConfigController {
  constructor(
    private readonly configs: GateConfigService,
    private readonly repoConfigs: RepoGateConfigService,
    private readonly effective: EffectiveConfigService,
  ) {}

  /**
   * Get the gate configuration
   *
   * @remarks The policy and switches of the organization or, with `repo_id`, of one repository; the defaults before the
   * first save.
   */
  @Get()
  @Problems('not_found')
  @AnyReader()
  async getGateConfig(
    @CurrentCaller() caller: Caller,
    @Query() { repo_id: repoId }: GateConfigQueryDto,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<GateConfigDto> {
    // The tag serves `If-Match` alone.
    answerWhole(request);
    if (repoId !== undefined) {
      const effective = await this.effective.findRepoGateConfig(caller, repoId);
      response.setHeader('ETag', revisionTag(effective.revision));
      return toRepoConfigDto(caller.orgId, effective);
    }
    const config = await this.configs.findGateConfig(caller);
    response.setHeader('ETag', revisionTag(config?.revision ?? 0));
    return toGateConfigDto(caller.orgId, config);
  }

  /**
   * Replace the gate configuration
   *
   * @remarks Replaces the policy and the switches in the request. Each save that changes something creates a revision.
   *   With `repo_id`, the policy contains only the rules that the repository overrides.
   */
  @Put()
  @Problems('revision_conflict', 'not_found', 'forbidden')
  @OrgAdminOnly()
  @ApiBody({ type: GateConfigDraftDto })
  @ApiHeader({
    name: 'If-Match',
    required: false,
    description: 'The ETag of GET. Saves only if no one has saved since that revision.',
  })
  async saveGateConfig(
    @CurrentCaller() caller: Caller,
    @Query() { repo_id: repoId }: GateConfigQueryDto,
    @Body(PolicyPipe) draft: GateConfigDraft,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<GateConfigSavedDto> {
    const saved = { saved: true as const, ignored_keys: [...draft.ignoredKeys] };
    if (repoId !== undefined) {
      const effective = await this.repoConfigs.saveRepoGateConfig(caller, repoId, draft, ifMatch);
      response.setHeader('ETag', revisionTag(effective.revision));
      return { ...toRepoConfigDto(caller.orgId, effective), ...saved };
    }
    const config = await this.configs.saveGateConfig(caller, draft, ifMatch);
    response.setHeader('ETag', revisionTag(config.revision));
    return { ...toGateConfigDto(caller.orgId, config), ...saved };
  }

  /**
   * Remove a repository's gate configuration
   *
   * @remarks The repository then follows its organization's configuration again.
   */
  @Delete()
  @Problems('revision_conflict', 'not_found')
  @HttpCode(204)
  @OrgAdminOnly()
  @ApiHeader({
    name: 'If-Match',
    required: false,
    description: 'The ETag of GET. Removes only if no one has saved since that revision.',
  })
  async remove(
    @CurrentCaller() caller: Caller,
    @Query() { repo_id: repoId }: RemoveGateConfigQueryDto,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<void> {
    await this.repoConfigs.remove(caller, repoId, ifMatch);
  }

  /**
   * List revisions of the gate configuration
   *
   * @remarks Lists the revisions of the organization or, with `repo_id`, of one repository, newest first.
   */
  @Get('revisions')
  @Problems('not_found')
  @AnyReader()
  async listRevisions(
    @CurrentCaller() caller: Caller,
    @Query() { limit, cursor, repo_id: repoId }: GateConfigRevisionsQueryDto,
  ): Promise<GateConfigRevisionsDto> {
    const asked = { limit: limit + 1, beforeRevision: decodeIdCursor(cursor) };
    if (repoId !== undefined) {
      const { revisions, current } = await this.effective.listRevisions(caller, repoId, asked);
      const { items, nextCursor } = toPage(revisions, limit, ({ revision }) => [revision]);
      return { revisions: items.map((each) => toRepoRevisionDto(each, current)), next_cursor: nextCursor };
    }
    return toRevisionsDto(await this.configs.listRevisions(caller, asked), limit);
  }
}
