import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { RepoId } from '../../../domain/ids.js';
import { Problems } from '../../../platform/openapi/problems.decorator.js';
import { AnyPerson, OrgAdminOnly, OrgWideAdminOnly, ViewerAccess } from '../../../platform/tenancy/access.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../platform/tenancy/current-caller.decorator.js';
import { decodeIdCursor } from '../../../platform/validation/cursor.js';
import { IdPipe } from '../../../platform/validation/id.pipe.js';
import { PageQueryDto } from '../../../platform/validation/page-query.dto.js';
import {
  CreateRepoDto,
  type RepoDto,
  type RepoListDto,
  toRepoDto,
  toUpdatedRepoDto,
  type UpdatedRepoDto,
  UpdateRepoDto,
} from './dto/repo.dto.js';
import { RepoService } from './repo.service.js';

@ApiTags('Repositories')
@Controller('repos')
export class RepoController {
  constructor(private readonly repos: RepoService) {}

  /** List the organization's repositories */
  @Get()
  @ViewerAccess('read:repos')
  async listRepos(@CurrentCaller() caller: Caller, @Query() { limit, cursor }: PageQueryDto): Promise<RepoListDto> {
    const page = await this.repos.listRepos(caller, { limit, afterId: decodeIdCursor<RepoId>(cursor) });
    return { repos: page.items.map(toRepoDto), next_cursor: page.nextCursor };
  }

  /** Create a repository */
  @Post()
  @Problems('already_exists', 'quota_exceeded')
  @HttpCode(201)
  @OrgWideAdminOnly()
  async create(@CurrentCaller() caller: Caller, @Body() body: CreateRepoDto): Promise<RepoDto> {
    const { name, default_branch: defaultBranch, url } = body;
    return toRepoDto(
      await this.repos.create(caller, { name, defaultBranch: defaultBranch ?? 'main', url: url ?? null }),
    );
  }

  /** Get a repository */
  @Get(':id')
  @ViewerAccess('read:repos')
  async getRepo(@CurrentCaller() caller: Caller, @Param('id', IdPipe) id: RepoId): Promise<RepoDto> {
    return toRepoDto(await this.repos.getRepo(caller, id));
  }

  /**
   * Update a repository
   *
   * @remarks Omitted fields keep their values. A renamed repository keeps its old name as an alias. Lowering
   *   `source_excerpts` immediately hides source text that is no longer allowed, and then deletes it.
   */
  @Patch(':id')
  @Problems('already_exists')
  @OrgAdminOnly()
  async update(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: RepoId,
    @Body() body: UpdateRepoDto,
  ): Promise<UpdatedRepoDto> {
    const { name, aliases, default_branch: defaultBranch, baseline_branches: baselineBranches, url, forge } = body;
    const { source_excerpts: sourceExcerpts, suppression_reasons: suppressionReasons } = body;
    const wanted = {
      ...(name !== undefined && { name }),
      ...(aliases !== undefined && { aliases }),
      ...(defaultBranch !== undefined && { defaultBranch }),
      ...(baselineBranches !== undefined && { baselineBranches }),
      ...(url !== undefined && { url }),
      ...(sourceExcerpts !== undefined && { sourceExcerpts }),
      ...(suppressionReasons !== undefined && { suppressionReasons }),
      ...(forge !== undefined && { forgeKind: forge?.kind ?? null, forgeWebUrl: forge?.web_url ?? null }),
    };
    return toUpdatedRepoDto(await this.repos.update(caller, id, wanted));
  }

  /**
   * Add a repository to the favourites
   *
   * @remarks The person's favourites come first in the overview.
   */
  @Put(':id/favourite')
  @HttpCode(204)
  @AnyPerson()
  addFavourite(@CurrentCaller() caller: Caller, @Param('id', IdPipe) id: RepoId): Promise<void> {
    return this.repos.setFavourite(caller, id, true);
  }

  /** Remove a repository from the favourites */
  @Delete(':id/favourite')
  @HttpCode(204)
  @AnyPerson()
  removeFavourite(@CurrentCaller() caller: Caller, @Param('id', IdPipe) id: RepoId): Promise<void> {
    return this.repos.setFavourite(caller, id, false);
  }
}
