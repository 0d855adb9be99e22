import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { RepoId } from '../../domain/ids.js';
import { AnyReader } from '../../platform/tenancy/access.js';
import type { Caller } from '../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../platform/tenancy/current-caller.decorator.js';
import { IdPipe } from '../../platform/validation/id.pipe.js';
import { type RepositoryPageDto, RepositoryPageQueryDto } from './dto/repository-page.dto.js';
import { RepositoryPageService } from './repository-page.service.js';

@ApiTags('Pages')
@Controller('repos/:id/overview')
export class RepositoryPageController {
  constructor(private readonly pages: RepositoryPageService) {}

  /**
   * Get the overview of a repository
   *
   * @remarks The last scan of its default branch, or of `branch`, with its verdict, what changed since the scan before, a
   * trend, open pull requests and waivers.
   */
  @Get()
  @AnyReader()
  getRepositoryOverview(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: RepoId,
    @Query() query: RepositoryPageQueryDto,
  ): Promise<RepositoryPageDto> {
    return this.pages.readPage(caller, id, query);
  }
}
