import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { InvitationId } from '../../../domain/ids.js';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../platform/config/config-token.js';
import { ownUrl } from '../../../platform/http/own-url.js';
import { Uncompressed } from '../../../platform/http/uncompressed.decorator.js';
import { Problems } from '../../../platform/openapi/problems.decorator.js';
import type { IdentifiedRequest } from '../../../platform/request/request-context.js';
import { OrgAdminOnly, OrgWideAdminOnly, OrgWideMintsAccess } from '../../../platform/tenancy/access.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../platform/tenancy/current-caller.decorator.js';
import { decodeIdCursor } from '../../../platform/validation/cursor.js';
import { IdPipe } from '../../../platform/validation/id.pipe.js';
import { PageQueryDto } from '../../../platform/validation/page-query.dto.js';
import {
  type InvitationListDto,
  InviteDto,
  MadeInvitationDto,
  toInvitationDto,
  toMadeInvitationDto,
} from './dto/invitation.dto.js';
import { InvitationService } from './invitation.service.js';

@ApiTags('Members')
@Controller('members/invitations')
export class InvitationController {
  constructor(
    private readonly invitations: InvitationService,
    @Inject(APP_CONFIG) private readonly config: Pick<AppConfig, 'server'>,
  ) {}

  /** List the organization's open invitations */
  @Get()
  @OrgAdminOnly()
  async listInvitations(
    @CurrentCaller() caller: Caller,
    @Query() { limit, cursor }: PageQueryDto,
  ): Promise<InvitationListDto> {
    const afterId = decodeIdCursor<InvitationId>(cursor);
    const page = await this.invitations.listInvitations(caller, { limit, afterId });
    return { invitations: page.items.map(toInvitationDto), next_cursor: page.nextCursor };
  }

  /**
   * Create an invitation to the organization
   *
   * @remarks The link is personal: it works once, within 72 hours, and is mailed if the service sends mail. An address
   *   has one invitation; a new one replaces it. To invite an owner, a person must have signed in within the last 15
   *   minutes. A key needs the scope `mint`; the invitation expires with the key.
   */
  @Post()
  @Problems('forbidden', 'already_exists', 'invitation_limit')
  @ApiCreatedResponse({ type: MadeInvitationDto })
  @ApiOkResponse({
    type: MadeInvitationDto,
    description: 'The address had an open invitation, whose link no longer works.',
  })
  @Uncompressed()
  @OrgWideMintsAccess()
  async create(
    @CurrentCaller() caller: Caller,
    @Body() { email, role }: InviteDto,
    @Req() request: IdentifiedRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<MadeInvitationDto> {
    const address = ownUrl(this.config.server.publicUrl, request);
    const made = await this.invitations.create(caller, { email, role }, address);
    response.status(made.isFirst ? 201 : 200);
    return toMadeInvitationDto(made);
  }

  /** Withdraw an invitation */
  @Delete(':id')
  @HttpCode(204)
  @OrgWideAdminOnly()
  async withdraw(@CurrentCaller() caller: Caller, @Param('id', IdPipe) id: InvitationId): Promise<void> {
    await this.invitations.withdraw(caller, id);
  }
}
