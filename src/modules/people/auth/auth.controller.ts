import { Body, Controller, Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiParam, ApiTags, getSchemaPath } from '@nestjs/swagger';
import type { Response } from 'express';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../platform/config/config-token.js';
import { AppError } from '../../../platform/errors/app-error.js';
import { Uncompressed } from '../../../platform/http/uncompressed.decorator.js';
import { Problems } from '../../../platform/openapi/problems.decorator.js';
import { Limited } from '../../../platform/rate-limit/rate-class.js';
import { type IdentifiedRequest, originOf } from '../../../platform/request/request-context.js';
import { AnyCaller, Public } from '../../../platform/tenancy/access.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../platform/tenancy/current-caller.decorator.js';
import { UuidPipe } from '../../../platform/validation/uuid.pipe.js';
import { clientOf } from './client-traits.js';
import { SessionCookie } from './credentials/session-cookie.js';
import { type MeDto, SignedInDto, TokensDto, toMeDto } from './dto/identity.dto.js';
import {
  ChangePasswordDto,
  EnterOrganizationDto,
  ForgotPasswordDto,
  LoginDto,
  type PasswordResetByMailDto,
  RefreshDto,
  ResetPasswordDto,
  ResetTokenDto,
  type ResetTokenStateDto,
  toResetTokenStateDto,
} from './dto/login.dto.js';
import { type RevokedSessionDto, type SessionListDto, toSessionDto } from './dto/session.dto.js';
import { toSignedInDto, toTokensDto } from './dto/signed-in.js';
import { InboxCount } from './inbox-count.reader.js';
import { RelyingParties } from './passkeys/relying-party.js';
import { PasswordMails } from './password-mails.js';
import { PasswordResetWriter } from './password-reset.writer.js';
import { LoginThrottle } from './passwords/login-throttle.js';
import { toGivenFactor } from './second-factor/to-given-factor.js';
import { sessionOf, SessionService } from './session.service.js';
import { SignInService } from './sign-in.service.js';

@ApiTags('Authentication')
@Controller('auth')
@Uncompressed()
export class AuthController {
  constructor(
    private readonly signIns: SignInService,
    private readonly sessions: SessionService,
    private readonly inbox: InboxCount,
    private readonly resets: PasswordResetWriter,
    private readonly passwordMails: PasswordMails,
    private readonly cookie: SessionCookie,
    private readonly throttle: LoginThrottle,
    private readonly parties: RelyingParties,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  /**
   * Sign in
   *
   * @remarks Returns tokens for programs and sets a session cookie for browsers. With `tokens: false`, the response has
   *   no tokens.
   */
  @Post('login')
  @ApiExtraModels(TokensDto, SignedInDto)
  @ApiOkResponse({ schema: { anyOf: [{ $ref: getSchemaPath(TokensDto) }, { $ref: getSchemaPath(SignedInDto) }] } })
  @Problems(
    'invalid_credentials',
    'second_factor_required',
    'invalid_second_factor',
    'foreign_organization',
    'sso_required',
    'not_found',
  )
  @HttpCode(200)
  @Limited('login')
  @Public()
  async login(
    @Body() { email, password, org_id: orgId, tokens, second_factor: secondFactor }: LoginDto,
    @Req() request: IdentifiedRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<TokensDto | SignedInDto> {
    const given = {
      email,
      password,
      orgId: orgId ?? null,
      secondFactor: toGivenFactor(secondFactor, request, this.parties),
    };
    const signedIn = await this.throttle.signIn(email, request, response, () =>
      this.signIns.signIn(given, clientOf(request)),
    );
    if ('methods' in signedIn)
      throw new AppError('second_factor_required', 'Send the second factor, too, as second_factor.', {
        methods: signedIn.methods,
        isPublic: true,
      });
    this.cookie.set(response, signedIn.cookieToken);
    return tokens === false ? toSignedInDto(signedIn) : toTokensDto(signedIn);
  }

  /**
   * Refresh an access token
   *
   * @remarks Returns a new access token and a new refresh token. The refresh token in the request can be used only
   *   once.
   */
  @Post('refresh')
  @Problems('invalid_refresh_token')
  @HttpCode(200)
  @Limited('login')
  @Public()
  async refresh(
    @Body() { refresh_token: spent }: RefreshDto,
    @Req() request: IdentifiedRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<TokensDto> {
    const signedIn = await this.signIns.refresh(spent, originOf(request));
    this.cookie.set(response, signedIn.cookieToken);
    return toTokensDto(signedIn);
  }

  /**
   * Sign out
   *
   * @remarks Ends the session, clears its cookie, and tells the browser to delete the data that it stored for this
   *   service.
   */
  @Post('logout')
  @Problems('forbidden')
  @HttpCode(204)
  @AnyCaller('password_change_required', 'second_factor_required')
  async logout(@CurrentCaller() caller: Caller, @Res({ passthrough: true }) response: Response): Promise<void> {
    await this.sessions.signOut(caller);
    this.cookie.clear(response);
    response.setHeader('Clear-Site-Data', '"cache", "storage"');
  }

  /** Get the current caller */
  @Get('me')
  @AnyCaller('password_change_required', 'second_factor_required')
  async me(@CurrentCaller() caller: Caller): Promise<MeDto> {
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

  /**
   * Change the caller's password
   *
   * @remarks Ends all other sessions of the caller, including those that began at the identity provider.
   */
  @Post('password')
  @Problems('forbidden')
  @HttpCode(204)
  @Limited('login')
  @AnyCaller('password_change_required', 'second_factor_required')
  async changePassword(@CurrentCaller() caller: Caller, @Body() body: ChangePasswordDto): Promise<void> {
    await this.sessions.changePassword(caller, {
      current: body.current_password,
      wanted: body.new_password,
      keepsIdentities: body.keep_identity_sessions ?? false,
    });
  }

  /** Get whether people can reset their passwords by mail */
  @Get('password/forgot')
  @Limited('anonymous')
  @Public()
  getResetByMail(): PasswordResetByMailDto {
    return { available: this.passwordMails.isOn };
  }

  /**
   * Request a link that resets a password by mail
   *
   * @remarks The response is the same whether or not an account with this address exists. The link works once, within
   *   an hour. An account receives at most 5 mails an hour. Answers 404 if the service does not send mail.
   */
  @Post('password/forgot')
  @Problems('not_found')
  @HttpCode(202)
  @Limited('login')
  @Public()
  async forgotPassword(@Body() { email }: ForgotPasswordDto): Promise<void> {
    await this.passwordMails.request(email);
  }

  /**
   * Check a link that resets a password
   *
   * @remarks Does not use up the link. Lists the person's second factors that using the link removes. Answers 404 for a
   *   link that is unknown, expired or already used.
   */
  @Post('password/reset/check')
  @Problems('not_found')
  @HttpCode(200)
  @Limited('login')
  @Public()
  async checkReset(@Body() { token }: ResetTokenDto): Promise<ResetTokenStateDto> {
    return toResetTokenStateDto(await this.resets.getState(token));
  }

  /**
   * Reset a password with a link
   *
   * @remarks The link comes by mail (`POST /auth/password/forgot`) or from an administrator (`POST
   * /members/{user_id}/reset-link`); an administrator's link sets the password for that organization. Ends all
   * sessions of the user.
   */
  @Post('password/reset')
  @Problems('not_found')
  @HttpCode(204)
  @Limited('login')
  @Public()
  async resetPassword(@Body() { token, password }: ResetPasswordDto, @Req() request: IdentifiedRequest): Promise<void> {
    await this.resets.reset(token, password, clientOf(request));
  }

  private async toMe(caller: Caller): Promise<MeDto> {
    const [facts, inbox] = await Promise.all([this.sessions.whoIs(caller), this.inbox.read(caller)]);
    return toMeDto(facts, inbox, this.config.server);
  }
}
