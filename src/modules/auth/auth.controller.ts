import { Body, Controller, Get, Header, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Uncompressed } from '../../platform/http/uncompressed.decorator.js';
import { Problems } from '../../platform/openapi/problems.decorator.js';
import { Limited } from '../../platform/rate-limit/rate-class.js';
import { AnyCaller, Public } from '../../platform/tenancy/access.js';
import type { Caller } from '../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../platform/tenancy/current-caller.decorator.js';
import { isAtLeast, type Role, type Scope, SCOPES } from '../../platform/tenancy/role.js';
import { isStorableText } from '../../platform/validation/text.js';
import { SessionCookie } from './credentials/session-cookie.js';
import { type MeDto, toCurrentOrgDto, type TokensDto, toUserDto } from './dto/identity.dto.js';
import { ChangePasswordDto, LoginDto, RefreshDto } from './dto/login.dto.js';
import { type RevokedSessionDto, type SessionListDto, toSessionDto } from './dto/session.dto.js';
import { LoginThrottle } from './passwords/login-throttle.js';
import { sessionOf, SessionService } from './session.service.js';
import { SessionIdPipe } from './session-id.pipe.js';
import { type ClientTraits, roleOf, type SignedIn, SignInService } from './sign-in.service.js';
import { ACCESS_TOKEN_SECONDS } from './tokens/own-tokens.js';

@ApiTags('Authentication')
@Controller('auth')
@Uncompressed()
export class AuthController {
  constructor(
    private readonly signIns: SignInService,
    private readonly sessions: SessionService,
    private readonly cookie: SessionCookie,
    private readonly throttle: LoginThrottle,
  ) {}

  /**
   * Sign in
   *
   * @remarks Returns tokens for programs and sets a session cookie for browsers.
   */
  @Post('login')
  @Problems('invalid_credentials', 'foreign_organization', 'not_found')
  @HttpCode(200)
  @Limited('login')
  @Header('Cache-Control', 'no-store')
  @Public()
  async login(
    @Body() { email, password, org_id: orgId }: LoginDto,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<TokensDto> {
    const given = { email, password, orgId: orgId ?? null };
    const signedIn = await this.throttle.signIn(email, request, response, () =>
      this.signIns.signIn(given, clientOf(request)),
    );
    this.cookie.set(response, signedIn.cookieToken);
    return toTokensDto(signedIn);
  }

  /**
   * Refresh an access token
   *
   * @remarks Returns a new access token and a new refresh token; the refresh token in the request can be used once.
   */
  @Post('refresh')
  @Problems('invalid_refresh_token')
  @HttpCode(200)
  @Limited('login')
  @Header('Cache-Control', 'no-store')
  @Public()
  async refresh(
    @Body() { refresh_token: spent }: RefreshDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<TokensDto> {
    const signedIn = await this.signIns.refresh(spent);
    this.cookie.set(response, signedIn.cookieToken);
    return toTokensDto(signedIn);
  }

  /**
   * Sign out
   *
   * @remarks Ends the session and clears its cookie.
   */
  @Post('logout')
  @Problems('forbidden')
  @HttpCode(204)
  @AnyCaller()
  async logout(@CurrentCaller() caller: Caller, @Res({ passthrough: true }) response: Response): Promise<void> {
    await this.sessions.signOut(caller);
    this.cookie.clear(response);
  }

  /** Get the current caller */
  @Get('me')
  @AnyCaller()
  async me(@CurrentCaller() caller: Caller): Promise<MeDto> {
    const { user, org } = await this.sessions.whoIs(caller);
    const { credential } = caller;
    return {
      user: toUserDto(user),
      org: toCurrentOrgDto(org, caller.role),
      role: caller.role,
      scopes: caller.scopes ? [...caller.scopes] : scopesOfRole(caller.role),
      authenticated_by: credential.type,
      api_key:
        credential.type === 'api_key'
          ? {
              id: credential.apiKeyId,
              name: caller.name,
              repo_ids: caller.repoIds && [...caller.repoIds],
              may_write_baseline: caller.mayWriteBaseline,
            }
          : null,
    };
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
    @Param('id', SessionIdPipe) id: string,
  ): Promise<RevokedSessionDto> {
    const revokedAt = await this.sessions.revoke(caller, id);
    return { id, revoked: true, revoked_at: revokedAt.toISOString() };
  }

  /**
   * Change the caller's password
   *
   * @remarks Ends all other sessions of the caller.
   */
  @Post('password')
  @Problems('forbidden')
  @HttpCode(204)
  @Limited('login')
  @AnyCaller()
  async changePassword(@CurrentCaller() caller: Caller, @Body() body: ChangePasswordDto): Promise<void> {
    await this.sessions.changePassword(caller, { current: body.current_password, wanted: body.new_password });
  }
}

const MAX_USER_AGENT = 500;

function clientOf(request: Request): ClientTraits {
  const userAgent = request.get('user-agent')?.slice(0, MAX_USER_AGENT);
  return {
    address: request.ip ?? null,
    userAgent: userAgent !== undefined && isStorableText(userAgent) ? userAgent : null,
  };
}

function toTokensDto(signedIn: SignedIn): TokensDto {
  return {
    access_token: signedIn.accessToken,
    token_type: 'Bearer',
    expires_in: ACCESS_TOKEN_SECONDS,
    refresh_token: signedIn.refreshToken,
    user: toUserDto(signedIn.holder.user),
    org: toCurrentOrgDto(signedIn.holder.org, roleOf(signedIn.holder)),
  };
}

/** The weakest role that implies each scope. */
const ROLE_OF_SCOPE: Readonly<Record<Scope, Role>> = {
  'read:scans': 'VIEWER',
  'read:repos': 'VIEWER',
  'write:scans': 'MEMBER',
  admin: 'ORG_ADMIN',
};

const scopesOfRole = (role: Role): Scope[] => SCOPES.filter((scope) => isAtLeast(role, ROLE_OF_SCOPE[scope]));
