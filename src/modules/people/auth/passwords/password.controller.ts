import { Body, Controller, Get, HttpCode, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Uncompressed } from '../../../../platform/http/uncompressed.decorator.js';
import { Problems } from '../../../../platform/openapi/problems.decorator.js';
import { Limited } from '../../../../platform/rate-limit/rate-class.js';
import type { IdentifiedRequest } from '../../../../platform/request/request-context.js';
import { AnyCaller, Public } from '../../../../platform/tenancy/access.js';
import type { Caller } from '../../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../../platform/tenancy/current-caller.decorator.js';
import { clientOf } from '../client-traits.js';
import {
  ChangePasswordDto,
  ForgotPasswordDto,
  type PasswordResetByMailDto,
  ResetPasswordDto,
  ResetTokenDto,
  type ResetTokenStateDto,
  toResetTokenStateDto,
} from '../dto/login.dto.js';
import { PasswordMails } from '../password-mails.js';
import { PasswordResetWriter } from '../password-reset.writer.js';
import { OwnPasswordService } from './own-password.service.js';

@ApiTags('Authentication')
@Controller('auth/password')
@Uncompressed()
export class PasswordController {
  constructor(
    private readonly passwords: OwnPasswordService,
    private readonly mails: PasswordMails,
    private readonly resets: PasswordResetWriter,
  ) {}

  /**
   * Change the caller's password
   *
   * @remarks Ends all other sessions of the caller, including those that began at the identity provider.
   */
  @Post()
  @Problems('forbidden')
  @HttpCode(204)
  @Limited('login')
  @AnyCaller('password_change_required', 'second_factor_required')
  async changePassword(@CurrentCaller() caller: Caller, @Body() body: ChangePasswordDto): Promise<void> {
    await this.passwords.changePassword(caller, {
      current: body.current_password,
      wanted: body.new_password,
      keepsIdentities: body.keep_identity_sessions ?? false,
    });
  }

  /** Check whether people can reset their passwords by mail */
  @Get('forgot')
  @Limited('anonymous')
  @Public()
  getResetByMail(): PasswordResetByMailDto {
    return { available: this.mails.isOn };
  }

  /**
   * Request a password reset link by mail
   *
   * @remarks The response is the same whether or not an account with this address exists. The link works once, within
   *   an hour. An account receives at most 5 mails an hour. Returns 404 if the service does not send mail.
   */
  @Post('forgot')
  @Problems('not_found')
  @HttpCode(202)
  @Limited('login')
  @Public()
  async forgotPassword(@Body() { email }: ForgotPasswordDto): Promise<void> {
    await this.mails.request(email);
  }

  /**
   * Check a password reset link
   *
   * @remarks Does not use up the link. Lists the second factors that using the link would remove. Returns 404 for a
   *   link that is unknown, expired or already used.
   */
  @Post('reset/check')
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
  @Post('reset')
  @Problems('not_found')
  @HttpCode(204)
  @Limited('login')
  @Public()
  async resetPassword(@Body() { token, password }: ResetPasswordDto, @Req() request: IdentifiedRequest): Promise<void> {
    await this.resets.reset(token, password, clientOf(request));
  }
}
