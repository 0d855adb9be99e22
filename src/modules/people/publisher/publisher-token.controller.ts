import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Uncompressed } from '../../../platform/http/uncompressed.decorator.js';
import { Problems } from '../../../platform/openapi/problems.decorator.js';
import { Limited } from '../../../platform/rate-limit/rate-class.js';
import { type IdentifiedRequest, originOf } from '../../../platform/request/request-context.js';
import { Public } from '../../../platform/tenancy/access.js';
import { ExchangeIdentityTokenDto, type PublisherTokenDto, toPublisherTokenDto } from './dto/publisher-token.dto.js';
import { PublisherTokenService } from './publisher-token.service.js';

@ApiTags('Trusted publishers')
@Controller('auth')
@Uncompressed()
export class PublisherTokenController {
  constructor(private readonly tokens: PublisherTokenService) {}

  /**
   * Exchange an identity token for an access token
   *
   * @remarks For pipelines of trusted publishers. Each token is accepted once. The reason for a refusal is in the audit
   * log of the organization whose publisher almost matches the token.
   */
  @Post('publisher-token')
  @Problems('unauthenticated')
  @HttpCode(200)
  @Limited('anonymous')
  @Public()
  async exchange(
    @Body() { token, org_id: orgId, org }: ExchangeIdentityTokenDto,
    @Req() request: IdentifiedRequest,
  ): Promise<PublisherTokenDto> {
    const origin = originOf(request);
    return toPublisherTokenDto(await this.tokens.exchange(token, { orgId: orgId ?? null, slug: org ?? null }, origin));
  }
}
