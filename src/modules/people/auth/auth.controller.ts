import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiTags, getSchemaPath } from '@nestjs/swagger';
import type { Response } from 'express';
import { AppError } from '../../../platform/errors/app-error.js';
import { Uncompressed } from '../../../platform/http/uncompressed.decorator.js';
import { Problems } from '../../../platform/openapi/problems.decorator.js';
import { Limited } from '../../../platform/rate-limit/rate-class.js';
import { type IdentifiedRequest, originOf } from '../../../platform/request/request-context.js';
import { AnyCaller, Public } from '../../../platform/tenancy/access.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../platform/tenancy/current-caller.decorator.js';
import { clientOf } from './client-traits.js';
import { SessionCookie } from './credentials/session-cookie.js';
import { SignedInDto, TokensDto } from './dto/identity.dto.js';
import { LoginDto, RefreshDto } from './dto/login.dto.js';
import { toSignedInDto, toTokensDto } from './dto/signed-in.js';
import { RelyingParties } from './passkeys/relying-party.js';
import { LoginThrottle } from './passwords/login-throttle.js';
import { toGivenFactor } from './second-factor/to-given-factor.js';
import { SessionService } from './session.service.js';
import { SessionOpener } from './session-opener.js';
import { SignInService } from './sign-in.service.js';

@ApiTags('Authentication')
@Controller('auth')
@Uncompressed()
export class AuthController {
  constructor(
    private readonly signIns: SignInService,
    private readonly opener: SessionOpener,
    private readonly sessions: SessionService,
    private readonly cookie: SessionCookie,
    private readonly throttle: LoginThrottle,
    private readonly parties: RelyingParties,
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
      throw new AppError('second_factor_required', 'Also send the second factor, as second_factor.', {
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
    const signedIn = await this.opener.refresh(spent, originOf(request));
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
}
