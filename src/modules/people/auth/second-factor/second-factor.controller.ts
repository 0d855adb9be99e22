import { Body, Controller, Delete, Get, HttpCode, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Uncompressed } from '../../../../platform/http/uncompressed.decorator.js';
import { Problems } from '../../../../platform/openapi/problems.decorator.js';
import { Limited } from '../../../../platform/rate-limit/rate-class.js';
import type { IdentifiedRequest } from '../../../../platform/request/request-context.js';
import { AnyCaller } from '../../../../platform/tenancy/access.js';
import type { Caller } from '../../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../../platform/tenancy/current-caller.decorator.js';
import { OptionalBody } from '../../../../platform/validation/body.js';
import { RelyingParties } from '../passkeys/relying-party.js';
import {
  ConfirmTotpDto,
  type RecoveryCodesDto,
  RemoveTotpDto,
  SecondFactorDto,
  type SecondFactorStateDto,
  type TotpEnrollmentDto,
} from './second-factor.dto.js';
import { SecondFactorService } from './second-factor.service.js';
import { toGivenFactor } from './to-given-factor.js';
import { TotpEnrollmentService } from './totp-enrollment.service.js';

@ApiTags('Authentication')
@Controller('auth')
@Uncompressed()
export class SecondFactorController {
  constructor(
    private readonly factors: SecondFactorService,
    private readonly enrollments: TotpEnrollmentService,
    private readonly parties: RelyingParties,
  ) {}

  /** Get the state of the caller's second factors */
  @Get('second-factor')
  @Problems('forbidden')
  @AnyCaller('second_factor_required')
  async getState(@CurrentCaller() caller: Caller): Promise<SecondFactorStateDto> {
    const { hasTotp, passkeys, recoveryCodes, isProven, isFresh } = await this.factors.getState(caller);
    return { totp: hasTotp, passkeys, recovery_codes: recoveryCodes, proven: isProven, fresh: isFresh };
  }

  /**
   * Prove a second factor
   *
   * @remarks For a session that began without a second factor, for example at the identity provider, in an organization
   *   that requires one.
   */
  @Post('second-factor')
  @Problems('forbidden', 'not_found')
  @HttpCode(204)
  @Limited('login')
  @AnyCaller('second_factor_required')
  async prove(
    @CurrentCaller() caller: Caller,
    @Body() given: SecondFactorDto,
    @Req() request: IdentifiedRequest,
  ): Promise<void> {
    await this.factors.prove(caller, toGivenFactor(given, request, this.parties));
  }

  /**
   * Enroll an authenticator app
   *
   * @remarks Needs a sign-in within the last 15 minutes, including the second factor if the account has one. The secret
   *   has no effect until `POST /auth/totp/confirm`.
   */
  @Post('totp/enroll')
  @Problems('forbidden', 'already_exists')
  @HttpCode(200)
  @OptionalBody()
  @AnyCaller('second_factor_required')
  async enroll(@CurrentCaller() caller: Caller): Promise<TotpEnrollmentDto> {
    return this.enrollments.enroll(caller);
  }

  /**
   * Confirm an authenticator app with its first code
   *
   * @remarks Its codes are then required at sign-in. Ends all other sessions of the caller.
   */
  @Post('totp/confirm')
  @Problems('forbidden', 'not_found', 'already_exists')
  @HttpCode(200)
  @Limited('login')
  @AnyCaller('second_factor_required')
  async confirm(@CurrentCaller() caller: Caller, @Body() { code }: ConfirmTotpDto): Promise<RecoveryCodesDto> {
    return { recovery_codes: await this.enrollments.confirm(caller, code) };
  }

  /**
   * Remove the authenticator app
   *
   * @remarks Removing the last second factor also deletes the recovery codes.
   */
  @Delete('totp')
  @Problems('forbidden', 'not_found')
  @HttpCode(204)
  @Limited('login')
  @AnyCaller('second_factor_required')
  async remove(@CurrentCaller() caller: Caller, @Body() { code }: RemoveTotpDto): Promise<void> {
    await this.factors.remove(caller, code);
  }
}
