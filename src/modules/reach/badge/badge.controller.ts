import { createHash } from 'node:crypto';
import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiNotModifiedResponse, ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { makeBadge } from 'badge-maker';
import type { Request, Response } from 'express';
import type { BadgeKind } from '../../../domain/reporting/badge.js';
import { isNamed } from '../../../platform/http/entity-tag.js';
import { Limited } from '../../../platform/rate-limit/rate-class.js';
import { type RawHeaders, setHeaders } from '../../../platform/request/raw-headers.js';
import { Public } from '../../../platform/tenancy/access.js';
import { IgnoresUnknownParameters } from '../../../platform/validation/known-query.interceptor.js';
import { BadgeService } from './badge.service.js';
import { BadgeKindPipe, DOCUMENTED_KIND } from './badge-kind.pipe.js';
import { BadgeDataDto, BadgeDataQueryDto, BadgeQueryDto } from './dto/badge.dto.js';

/** Images on pages of others: caches share them for a minute, any site may show them, and nothing in them runs or is fetched. */
const BADGE_HEADERS: RawHeaders = [
  'Cache-Control',
  'public, max-age=60, s-maxage=60, stale-while-revalidate=300',
  'Content-Security-Policy',
  "default-src 'none'; style-src 'unsafe-inline'",
  'Cross-Origin-Resource-Policy',
  'cross-origin',
];

@ApiTags('Badges')
@Controller('badges')
@Public()
@Limited('anonymous')
@IgnoresUnknownParameters()
export class BadgeController {
  constructor(private readonly badges: BadgeService) {}

  /**
   * Get a badge's image
   *
   * @remarks Shows "unknown" in grey for an unknown token or branch, or for a branch without a scan.
   */
  @Get(':token/:kind.svg')
  @ApiParam(DOCUMENTED_KIND)
  @ApiOkResponse({ content: { 'image/svg+xml': { schema: { type: 'string' } } } })
  @ApiNotModifiedResponse({ description: 'Not modified' })
  async getImage(
    @Param('token') token: string,
    @Param('kind', BadgeKindPipe) kind: BadgeKind,
    @Query() { style, ...choices }: BadgeQueryDto,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const badge = await this.badges.drawBadge(token, kind, choices);
    send(request, response, 'image/svg+xml; charset=utf-8', makeBadge({ ...badge, style }));
  }

  /**
   * Get a badge's data
   *
   * @remarks Returns the format of shields.io endpoint badges.
   */
  @Get(':token/:kind.json')
  @ApiParam(DOCUMENTED_KIND)
  @ApiOkResponse({ type: BadgeDataDto })
  @ApiNotModifiedResponse({ description: 'Not modified' })
  async getData(
    @Param('token') token: string,
    @Param('kind', BadgeKindPipe) kind: BadgeKind,
    @Query() choices: BadgeDataQueryDto,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const badge = await this.badges.drawBadge(token, kind, choices);
    const data: BadgeDataDto = { schemaVersion: 1, ...badge };
    send(request, response, 'application/json; charset=utf-8', JSON.stringify(data));
  }
}

/** Answers with a strong tag, by which a cache asks again for nothing but a change. */
function send(request: Request, response: Response, contentType: string, body: string): void {
  const tag = `"${createHash('sha256').update(body).digest('base64url')}"`;
  setHeaders(response, [...BADGE_HEADERS, 'ETag', tag]);
  if (isNamed(tag, request.headers['if-none-match'])) response.status(304).end();
  else response.setHeader('Content-Type', contentType).end(body);
}
