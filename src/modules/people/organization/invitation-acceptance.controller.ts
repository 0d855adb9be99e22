import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Uncompressed } from '../../../platform/http/uncompressed.decorator.js';
import { Problems } from '../../../platform/openapi/problems.decorator.js';
import { Limited } from '../../../platform/rate-limit/rate-class.js';
import { type IdentifiedRequest, originOf } from '../../../platform/request/request-context.js';
import { Public } from '../../../platform/tenancy/access.js';
import { OptionalCallerReader } from '../auth/optional-caller.reader.js';
import { type AcceptedInvitationDto, AcceptInvitationDto, toAcceptedInvitationDto } from './dto/invitation.dto.js';
import { InvitationAcceptanceService } from './invitation-acceptance.service.js';

@ApiTags('Authentication')
@Controller('auth/invitations')
@Uncompressed()
export class InvitationAcceptanceController {
  constructor(
    private readonly invitations: InvitationAcceptanceService,
    private readonly callers: OptionalCallerReader,
  ) {}

  /**
   * Accept an invitation
   *
   * @remarks Existing users accept while signed in. New users send a name and a password, which is valid only for this
   *   organization. In an organization with `sso_required`, accept without a password and sign in at the identity
   *   provider.
   */
  @Post('accept')
  @Problems('unauthenticated', 'forbidden', 'sso_required', 'not_found')
  @HttpCode(200)
  @Limited('login')
  @Public()
  async accept(
    @Body() { token, name = null, password = null }: AcceptInvitationDto,
    @Req() request: IdentifiedRequest,
  ): Promise<AcceptedInvitationDto> {
    const caller = await this.callers.find(request);
    const accepted = await this.invitations.accept(caller, { token, name, password }, originOf(request));
    return toAcceptedInvitationDto(accepted);
  }
}
