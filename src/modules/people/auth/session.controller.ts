import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../platform/config/config-token.js';
import { goneSignal } from '../../../platform/http/gone-signal.js';
import { Uncompressed } from '../../../platform/http/uncompressed.decorator.js';
import { Problems } from '../../../platform/openapi/problems.decorator.js';
import { AnyCaller } from '../../../platform/tenancy/access.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../platform/tenancy/current-caller.decorator.js';
import { UuidPipe } from '../../../platform/validation/uuid.pipe.js';
import { type MeDto, toMeDto } from './dto/identity.dto.js';
import { EnterOrganizationDto } from './dto/login.dto.js';
import { MeQueryDto } from './dto/me-query.dto.js';
import { type RevokedSessionDto, type SessionListDto, toSessionDto } from './dto/session.dto.js';
import { InboxCount } from './inbox-count.reader.js';
import { sessionOf, SessionService } from './session.service.js';

@ApiTags('Authentication')
@Controller('auth')
@Uncompressed()
export class SessionController {
  constructor(
    private readonly sessions: SessionService,
    private readonly inbox: InboxCount,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  /**
   * Get the current caller
   *
   * @remarks With `wait`, the response is sent as soon as the number of inbox entries differs from `inbox`. A response
   *   with `Retry-After` was sent at once because the credential already waits for many responses; repeat the request
   *   after that time.
   */
  @Get('me')
  @AnyCaller('password_change_required', 'second_factor_required')
  async me(
    @CurrentCaller() caller: Caller,
    @Query() { wait, inbox: known }: MeQueryDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<MeDto> {
    if (wait === 0) return this.toMe(caller);
    const retryAfterSeconds = await this.inbox.wait(caller, known ?? null, wait * 1000, goneSignal(response));
    if (retryAfterSeconds !== null) response.setHeader('Retry-After', retryAfterSeconds);
    return this.toMe(caller);
  }

  /**
   * Change the organization of a session
   *
   * @remarks Binds the cookie's session to another organization. `orgs` lists the organizations available to the
   *   caller.
   */
  @Post('session/org')
  @Problems('forbidden', 'not_found')
  @HttpCode(200)
  @AnyCaller('second_factor_required')
  async enterOrganization(@CurrentCaller() caller: Caller, @Body() body: EnterOrganizationDto): Promise<MeDto> {
    return this.toMe(await this.sessions.enterOrganization(caller, body.org_id));
  }

  /** List the caller's open sessions */
  @Get('sessions')
  @Problems('forbidden')
  @AnyCaller()
  async listSessions(@CurrentCaller() caller: Caller): Promise<SessionListDto> {
    const sessions = await this.sessions.listSessions(caller);
    return { sessions: sessions.map((session) => toSessionDto(session, sessionOf(caller))) };
  }

  /**
   * Revoke one of the caller's sessions
   *
   * @remarks Takes effect with the next request.
   */
  @Post('sessions/:id/revoke')
  @ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } })
  @Problems('forbidden')
  @HttpCode(200)
  @AnyCaller()
  async revokeSession(
    @CurrentCaller() caller: Caller,
    @Param('id', new UuidPipe('a session')) id: string,
  ): Promise<RevokedSessionDto> {
    const revokedAt = await this.sessions.revoke(caller, id);
    return { id, revoked: true, revoked_at: revokedAt.toISOString() };
  }

  private async toMe(caller: Caller): Promise<MeDto> {
    const [facts, inbox] = await Promise.all([this.sessions.whoIs(caller), this.inbox.read(caller)]);
    return toMeDto(facts, inbox, this.config.server);
  }
}
