import { Controller, Get, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import type { RepoId } from '../../../domain/ids.js';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../platform/config/config-token.js';
import { OrgAdminOnly, ViewerAccess } from '../../../platform/tenancy/access.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../platform/tenancy/current-caller.decorator.js';
import { IdPipe } from '../../../platform/validation/id.pipe.js';
import { BadgeService } from './badge.service.js';
import type { BadgeDto } from './dto/badge.dto.js';

@ApiTags('Badges')
@Controller('repos')
export class RepoBadgeController {
  private readonly publicUrl: string | null;

  constructor(
    private readonly badges: BadgeService,
    @Inject(APP_CONFIG) { server }: AppConfig,
  ) {
    this.publicUrl = server.publicUrl;
  }

  /**
   * Get the addresses of a repository's badges
   *
   * @remarks Badges need no credential, and are available for every branch whose name the reader knows.
   */
  @Get(':id/badge')
  @ViewerAccess('read:repos')
  async getBadge(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: RepoId,
    @Req() request: Request,
  ): Promise<BadgeDto> {
    return this.toBadgeDto(await this.badges.findToken(caller, id), id, request);
  }

  /**
   * Replace the addresses of a repository's badges
   *
   * @remarks Badges at the previous addresses show "unknown" at once, except in caches.
   */
  @Post(':id/badge/renew')
  @HttpCode(200)
  @OrgAdminOnly()
  async renewBadge(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: RepoId,
    @Req() request: Request,
  ): Promise<BadgeDto> {
    return this.toBadgeDto(await this.badges.renewToken(caller, id), id, request);
  }

  private toBadgeDto(token: string, id: RepoId, request: Request): BadgeDto {
    const base = this.publicUrl ?? `${request.protocol}://${request.headers.host ?? ''}`;
    const url = `${base}/api/badges/${token}/gate.svg`;
    return { url, markdown: `[![Quality gate](${url})](${base}/repos/${id})` };
  }
}
