import { Body, Controller, Get, HttpCode, Inject, Post, Query, Req, Res } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { AppConfig } from '../../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../../platform/config/config-token.js';
import { AppError } from '../../../../platform/errors/app-error.js';
import { ownUrl } from '../../../../platform/http/own-url.js';
import { Uncompressed } from '../../../../platform/http/uncompressed.decorator.js';
import type { MediaType } from '../../../../platform/openapi/document-types.js';
import { DocumentedBody } from '../../../../platform/openapi/documented-body.decorator.js';
import { Problems } from '../../../../platform/openapi/problems.decorator.js';
import { UploadMemoryBudget } from '../../../../platform/overload/upload-memory-budget.js';
import { Limited } from '../../../../platform/rate-limit/rate-class.js';
import type { IdentifiedRequest } from '../../../../platform/request/request-context.js';
import { AnyCaller, Public } from '../../../../platform/tenancy/access.js';
import type { Caller } from '../../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../../platform/tenancy/current-caller.decorator.js';
import { OptionalBody, OwnBody } from '../../../../platform/validation/body.js';
import { IgnoresUnknownParameters } from '../../../../platform/validation/known-query.interceptor.js';
import { readBody } from '../../../../platform/validation/read-body.js';
import { clientOf } from '../client-traits.js';
import { SessionCookie } from '../credentials/session-cookie.js';
import { type LinkIdentityDto, NextPageDto, type SignInProviderDto, StartSignInDto } from './provider-sign-in.dto.js';
import { ProviderSignIn } from './provider-sign-in.service.js';
import { ProviderSignOut } from './provider-sign-out.service.js';
import { FlowCookie } from './sign-in-flow.js';

const FIRST_PAGE = '/';
const MAX_LOGOUT_BYTES = 32 * 1024;
const FORM_TYPE = 'application/x-www-form-urlencoded';
const LOGOUT_FORM: MediaType = {
  schema: { type: 'object', properties: { logout_token: { type: 'string' } }, required: ['logout_token'] },
};

@ApiTags('Authentication')
@Controller('auth/oidc')
@Uncompressed()
export class ProviderSignInController {
  constructor(
    private readonly signIns: ProviderSignIn,
    private readonly signOuts: ProviderSignOut,
    private readonly flows: FlowCookie,
    private readonly cookie: SessionCookie,
    private readonly memory: UploadMemoryBudget,
    @Inject(APP_CONFIG) private readonly config: Pick<AppConfig, 'server'>,
  ) {}

  /** Get the identity provider at which people sign in */
  @Get()
  @Limited('anonymous')
  @Public()
  getProvider(): SignInProviderDto {
    return { host: this.signIns.providerHost };
  }

  /**
   * Sign in at the identity provider
   *
   * @remarks For browsers: redirects to the provider, which redirects back to `/auth/oidc/callback`. With `again=true`,
   *   the provider must authenticate the person again (`prompt=login`), and the time of that sign-in (`auth_time`) is
   *   checked.
   */
  @Get('start')
  @ApiResponse({ status: 303, description: 'To the identity provider' })
  @Problems('not_found')
  @Limited('anonymous')
  @Public()
  async start(
    @Query() { next, org, again }: StartSignInDto,
    @Req() request: IdentifiedRequest,
    @Res() response: Response,
  ): Promise<void> {
    const wanted = { next: next ?? FIRST_PAGE, org: org ?? null, again: again ?? false };
    const { flow, url } = await this.signIns.start(wanted, this.redirectUriOf(request));
    await this.flows.set(response, flow);
    lead(response, url);
  }

  /**
   * Complete a sign-in at the identity provider
   *
   * @remarks The provider redirects the browser here. Redirects with a session cookie to the path given as `next`, or
   *   to `/sign-in?error=<code>`.
   */
  @Get('callback')
  @ApiResponse({ status: 303, description: 'To the requested page, or to the sign-in page' })
  @IgnoresUnknownParameters()
  @Limited('anonymous')
  @Public()
  async finish(@Req() request: IdentifiedRequest, @Res() response: Response): Promise<void> {
    const answer = new URL(this.redirectUriOf(request));
    answer.search = new URL(request.originalUrl, answer).search;
    const end = await this.signIns.finish(await this.flows.read(request.headers), answer, clientOf(request));
    this.flows.clear(response);
    if ('fault' in end) lead(response, `/sign-in?error=${end.fault}`);
    else {
      if (end.signedIn) this.cookie.set(response, end.signedIn.cookieToken);
      lead(response, end.next);
    }
  }

  /**
   * Start linking an identity to the caller's account
   *
   * @remarks Returns an address at the provider, for the browser that has the cookie of this response. The account that
   * signs in there can then sign in as the caller, with the memberships available to this session. Needs a sign-in
   * within the last 15 minutes, including the second factor if the account has one; staff of the service need a
   * second factor.
   */
  @Post('link')
  @Problems('forbidden', 'not_found', 'unavailable')
  @HttpCode(200)
  @OptionalBody()
  @AnyCaller()
  async link(
    @CurrentCaller() caller: Caller,
    @Body() { next }: NextPageDto,
    @Req() request: IdentifiedRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<LinkIdentityDto> {
    const { flow, url } = await this.signIns.startLink(caller, next ?? FIRST_PAGE, this.redirectUriOf(request));
    await this.flows.set(response, flow);
    return { url };
  }

  /**
   * Revoke sessions after a sign-out at the identity provider
   *
   * @remarks For the provider (OpenID Connect Back-Channel Logout 1.0).
   */
  @Post('backchannel-logout')
  @DocumentedBody({ [FORM_TYPE]: LOGOUT_FORM })
  @Problems('bad_request', 'not_found', 'unsupported_content_type')
  @HttpCode(200)
  @OwnBody()
  @Limited('anonymous')
  @Public()
  async endSessions(@Req() request: IdentifiedRequest): Promise<void> {
    const token = await this.memory.reserve(request, MAX_LOGOUT_BYTES, () => readLogoutToken(request));
    await this.signOuts.endSessions(token, clientOf(request));
  }

  private redirectUriOf(request: IdentifiedRequest): string {
    return `${ownUrl(this.config.server.publicUrl, request)}/api/auth/oidc/callback`;
  }
}

const lead = (response: Response, url: string): void => {
  response.status(303).setHeader('Location', url).end();
};

async function readLogoutToken(request: IdentifiedRequest): Promise<string> {
  if (!request.is(FORM_TYPE)) throw new AppError('unsupported_content_type', `Send the logout token as ${FORM_TYPE}.`);
  const form = new URLSearchParams((await readBody(request, MAX_LOGOUT_BYTES)).toString('utf8'));
  const [token, ...others] = form.getAll('logout_token');
  if (token === undefined || others.length > 0) throw new AppError('bad_request', 'Send one logout_token.');
  return token;
}
