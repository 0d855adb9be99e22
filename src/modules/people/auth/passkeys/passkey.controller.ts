import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiParam, ApiTags, getSchemaPath } from '@nestjs/swagger';
import type { Response } from 'express';
import { Uncompressed } from '../../../../platform/http/uncompressed.decorator.js';
import { Problems } from '../../../../platform/openapi/problems.decorator.js';
import { Limited } from '../../../../platform/rate-limit/rate-class.js';
import type { IdentifiedRequest } from '../../../../platform/request/request-context.js';
import { AnyCaller, Public } from '../../../../platform/tenancy/access.js';
import type { Caller } from '../../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../../platform/tenancy/current-caller.decorator.js';
import { OptionalBody } from '../../../../platform/validation/body.js';
import { UuidPipe } from '../../../../platform/validation/uuid.pipe.js';
import { clientOf } from '../client-traits.js';
import { SessionCookie } from '../credentials/session-cookie.js';
import { SignedInDto, TokensDto } from '../dto/identity.dto.js';
import { toSignedInDto, toTokensDto } from '../dto/signed-in.js';
import { LoginThrottle } from '../passwords/login-throttle.js';
import {
  type PasskeyDto,
  type PasskeyListDto,
  PasskeySignInDto,
  type RegisteredPasskeyDto,
  RegisterPasskeyDto,
  toPasskeyDto,
} from './passkey.dto.js';
import { PasskeyService } from './passkey.service.js';
import { PasskeyCheck } from './passkey-check.js';
import { PasskeySignIn } from './passkey-sign-in.js';
import { RelyingParties } from './relying-party.js';

const OPTIONS_SCHEMA = { type: 'object', additionalProperties: true } as const;

@ApiTags('Authentication')
@Controller('auth/passkeys')
@Uncompressed()
export class PasskeyController {
  constructor(
    private readonly passkeys: PasskeyService,
    private readonly checks: PasskeyCheck,
    private readonly signIns: PasskeySignIn,
    private readonly parties: RelyingParties,
    private readonly throttle: LoginThrottle,
    private readonly cookie: SessionCookie,
  ) {}

  /** List the caller's passkeys */
  @Get()
  @Problems('forbidden')
  @AnyCaller('second_factor_required')
  async list(@CurrentCaller() caller: Caller): Promise<PasskeyListDto> {
    return { passkeys: (await this.passkeys.list(caller)).map(toPasskeyDto) };
  }

  /**
   * Request options for a new passkey
   *
   * @remarks For `PublicKeyCredential.parseCreationOptionsFromJSON()`. Needs a sign-in within the last 15 minutes,
   *   including the second factor if the account has one. The options work once, within 5 minutes, in this session.
   *   Returns 404 if the service does not know its address (`PUBLIC_URL`).
   */
  @Post('options')
  @ApiOkResponse({ schema: { ...OPTIONS_SCHEMA, description: '`PublicKeyCredentialCreationOptionsJSON` of WebAuthn' } })
  @Problems('forbidden', 'not_found')
  @HttpCode(200)
  @OptionalBody()
  @AnyCaller('second_factor_required')
  async getRegistrationOptions(@CurrentCaller() caller: Caller, @Req() request: IdentifiedRequest): Promise<object> {
    return this.passkeys.getRegistrationOptions(caller, this.parties.of(request));
  }

  /**
   * Register a passkey
   *
   * @remarks From then on, sign-in with a password also needs a second factor; the passkey alone is enough to sign in.
   *   The first second factor also creates recovery codes and ends all other sessions of the caller.
   */
  @Post('register')
  @Problems('forbidden', 'not_found', 'already_exists', 'quota_exceeded')
  @Limited('login')
  @AnyCaller('second_factor_required')
  async register(
    @CurrentCaller() caller: Caller,
    @Body() { name, id, rawId, type, response }: RegisterPasskeyDto,
    @Req() request: IdentifiedRequest,
  ): Promise<RegisteredPasskeyDto> {
    const { transports, ...parts } = response;
    const credential = { id, rawId, type, response: parts };
    const given = { credential, transports: transports ?? [], name: name ?? null };
    const passkey = await this.passkeys.register(caller, given, this.parties.of(request));
    const codes = passkey.recoveryCodes;
    return { ...toPasskeyDto(passkey), recovery_codes: codes === null ? null : [...codes] };
  }

  /**
   * Request options to sign in with a passkey
   *
   * @remarks For `PublicKeyCredential.parseRequestOptionsFromJSON()`. The options are the same for everyone; the
   * browser offers the passkeys that it has. Send the assertion to `POST /auth/passkeys/login/verify`, or together
   * with the password to `POST /auth/login`. The options work once, within 5 minutes. Returns 404 if the service does
   * not know its address (`PUBLIC_URL`).
   */
  @Post('login/options')
  @ApiOkResponse({ schema: { ...OPTIONS_SCHEMA, description: '`PublicKeyCredentialRequestOptionsJSON` of WebAuthn' } })
  @Problems('not_found')
  @HttpCode(200)
  @OptionalBody()
  @Limited('anonymous')
  @Public()
  async getSignInOptions(@Req() request: IdentifiedRequest): Promise<object> {
    return this.passkeys.getSignInOptions(this.parties.of(request));
  }

  /**
   * Sign in with a passkey
   *
   * @remarks Needs no password, because the passkey counts as both factors. The response is that of `POST /auth/login`.
   */
  @Post('login/verify')
  @ApiExtraModels(TokensDto, SignedInDto)
  @ApiOkResponse({ schema: { anyOf: [{ $ref: getSchemaPath(TokensDto) }, { $ref: getSchemaPath(SignedInDto) }] } })
  @Problems('invalid_passkey', 'foreign_organization', 'sso_required', 'not_found')
  @HttpCode(200)
  @Limited('login')
  @Public()
  async signIn(
    @Body() { org_id: orgId, tokens, ...assertion }: PasskeySignInDto,
    @Req() request: IdentifiedRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<TokensDto | SignedInDto> {
    const client = clientOf(request);
    const proof = { assertion, party: this.parties.of(request), origin: client };
    const account = (await this.checks.find(assertion))?.email ?? assertion.id;
    const signedIn = await this.throttle.signIn(account, request, response, () =>
      this.signIns.signInByPasskey(proof, orgId ?? null, client),
    );
    this.cookie.set(response, signedIn.cookieToken);
    return tokens === false ? toSignedInDto(signedIn) : toTokensDto(signedIn);
  }

  /** Get one of the caller's passkeys */
  @Get(':id')
  @ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } })
  @Problems('forbidden')
  @AnyCaller('second_factor_required')
  async get(@CurrentCaller() caller: Caller, @Param('id', new UuidPipe('a passkey')) id: string): Promise<PasskeyDto> {
    return toPasskeyDto(await this.passkeys.get(caller, id));
  }

  /**
   * Remove a passkey
   *
   * @remarks Needs a second factor proved within the last 15 minutes, at sign-in or by `POST /auth/second-factor`.
   * Removing the last second factor also deletes the recovery codes.
   */
  @Delete(':id')
  @ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } })
  @Problems('forbidden')
  @HttpCode(204)
  @AnyCaller('second_factor_required')
  async remove(@CurrentCaller() caller: Caller, @Param('id', new UuidPipe('a passkey')) id: string): Promise<void> {
    await this.passkeys.remove(caller, id);
  }
}
