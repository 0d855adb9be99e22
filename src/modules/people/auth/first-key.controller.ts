import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Uncompressed } from '../../../platform/http/uncompressed.decorator.js';
import { Problems } from '../../../platform/openapi/problems.decorator.js';
import { Limited } from '../../../platform/rate-limit/rate-class.js';
import { type IdentifiedRequest, originOf } from '../../../platform/request/request-context.js';
import { Public } from '../../../platform/tenancy/access.js';
import { type FirstKeyDto, RedeemFirstKeyDto } from './dto/first-key.dto.js';
import { FirstKeyService } from './first-key.service.js';

@ApiTags('Authentication')
@Controller('auth/first-key')
export class FirstKeyController {
  constructor(private readonly firstKeys: FirstKeyService) {}

  /**
   * Create the first API key with the secret of the first start
   *
   * @remarks Called by `qgate` when run by the user who started the service. The secret works once, within an hour of
   * the first start.
   */
  @Post()
  @Problems('invalid_credentials')
  @HttpCode(201)
  @Uncompressed()
  @Limited('login')
  @Public()
  async redeem(@Body() { secret }: RedeemFirstKeyDto, @Req() request: IdentifiedRequest): Promise<FirstKeyDto> {
    return { key: await this.firstKeys.redeem(secret, originOf(request)) };
  }
}
