import { createHash } from 'node:crypto';
import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiNotModifiedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { RepoId } from '../../../domain/ids.js';
import { isNamed } from '../../../platform/http/entity-tag.js';
import { Export } from '../../../platform/overload/export.decorator.js';
import { ViewerAccess } from '../../../platform/tenancy/access.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../platform/tenancy/current-caller.decorator.js';
import { IdPipe } from '../../../platform/validation/id.pipe.js';
import { LocalPackDto, LocalPackQueryDto } from './dto/local-pack.dto.js';
import { LocalPackService } from './local-pack.service.js';

@ApiTags('Gate Status')
@Controller('repos')
export class LocalPackController {
  constructor(private readonly packs: LocalPackService) {}

  /**
   * Get the data needed to judge a change locally
   *
   * @remarks `qgate local` judges a checkout with it: the base of the change, its problems as keyed hashes, the policy
   * in force, waivers and marks. It contains no messages and no source text; the only names are those of the
   * repository. It is valid for 24 hours. Returns 304 for an `If-None-Match` with the current `ETag`.
   */
  @Get(':id/local-pack')
  @Export()
  @ApiOkResponse({ type: LocalPackDto })
  @ApiNotModifiedResponse({ description: 'Nothing has changed' })
  @ViewerAccess('read:scans')
  async getLocalPack(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: RepoId,
    @Query() query: LocalPackQueryDto,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const body = JSON.stringify(await this.packs.pack(caller, id, query));
    // Weak, as its bytes depend on the encoding.
    const tag = `W/"${createHash('sha256').update(body).digest('base64url')}"`;
    response.setHeader('ETag', tag);
    response.setHeader('Cache-Control', 'private, no-cache');
    if (isNamed(tag, request.headers['if-none-match'])) response.status(304).end();
    else response.type('application/json').send(body);
  }
}
