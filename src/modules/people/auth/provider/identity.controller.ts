import { Controller, Delete, Get, HttpCode, Param, Req } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { Uncompressed } from '../../../../platform/http/uncompressed.decorator.js';
import { Problems } from '../../../../platform/openapi/problems.decorator.js';
import type { IdentifiedRequest } from '../../../../platform/request/request-context.js';
import { AnyCaller } from '../../../../platform/tenancy/access.js';
import type { Caller } from '../../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../../platform/tenancy/current-caller.decorator.js';
import { UuidPipe } from '../../../../platform/validation/uuid.pipe.js';
import { clientOf } from '../client-traits.js';
import { type IdentityListDto, toIdentityDto } from './identity.dto.js';
import { IdentityService } from './identity.service.js';

@ApiTags('Authentication')
@Controller('auth/identities')
@Uncompressed()
export class IdentityController {
  constructor(private readonly identities: IdentityService) {}

  /**
   * List the caller's identities
   *
   * @remarks Lists accounts at the identity provider that can sign in as the caller. The list is empty for a person
   *   with other memberships whose session began with the password of a single organization.
   */
  @Get()
  @Problems('forbidden')
  @AnyCaller()
  async list(@CurrentCaller() caller: Caller): Promise<IdentityListDto> {
    return { identities: (await this.identities.list(caller)).map(toIdentityDto) };
  }

  /**
   * Remove an identity
   *
   * @remarks Needs a sign-in within the last 15 minutes, including the second factor if the account has one. Ends the
   *   sessions that began with this identity. For 24 hours, its verified address does not link it again; `POST
   *   /auth/oidc/link` does.
   */
  @Delete(':id')
  @ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } })
  @Problems('forbidden', 'last_sign_in')
  @HttpCode(204)
  @AnyCaller()
  async unbind(
    @CurrentCaller() caller: Caller,
    @Param('id', new UuidPipe('an identity')) id: string,
    @Req() request: IdentifiedRequest,
  ): Promise<void> {
    await this.identities.unbind(caller, id, clientOf(request));
  }
}
