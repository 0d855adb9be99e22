import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { RepoId } from '../../../domain/ids.js';
import { goneSignal } from '../../../platform/http/gone-signal.js';
import { AnyReader } from '../../../platform/tenancy/access.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../platform/tenancy/current-caller.decorator.js';
import { IdPipe } from '../../../platform/validation/id.pipe.js';
import { type RepositoryPageDto, RepositoryPageQueryDto } from './dto/repository-page.dto.js';
import { RepositoryPageService } from './repository-page.service.js';

@ApiTags('Pages')
@Controller('repos/:id/overview')
export class RepositoryPageController {
  constructor(private readonly pages: RepositoryPageService) {}

  /**
   * Get the overview of a repository
   *
   * @remarks Returns the last scan of its default branch, or of `branch`, with its verdict, the changes since the
   *   previous scan, a trend, open pull requests and waivers. With `wait` and `after`, the response is sent as soon as
   *   a newer scan has ended. A response with `Retry-After` was sent at once because the credential already waits for
   *   many
   * responses; repeat the request after that time.
   */
  @Get()
  @AnyReader()
  async getRepositoryOverview(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: RepoId,
    @Query() query: RepositoryPageQueryDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<RepositoryPageDto> {
    if (query.wait === 0) return this.pages.readPage(caller, id, query);
    const { page, retryAfterSeconds } = await this.pages.waitForPage(caller, id, query, goneSignal(response));
    if (retryAfterSeconds !== null) response.setHeader('Retry-After', retryAfterSeconds);
    return page;
  }
}
