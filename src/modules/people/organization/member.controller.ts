import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { UserId } from '../../../domain/ids.js';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../platform/config/config-token.js';
import { Uncompressed } from '../../../platform/http/uncompressed.decorator.js';
import { Problems } from '../../../platform/openapi/problems.decorator.js';
import {
  AnyPerson,
  OrgAdminOnly,
  OrgWideAdminOnly,
  OrgWideMintsAccess,
  OwnerMintsAccess,
} from '../../../platform/tenancy/access.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../platform/tenancy/current-caller.decorator.js';
import { OptionalBody } from '../../../platform/validation/body.js';
import { decodeIdCursor } from '../../../platform/validation/cursor.js';
import { IdPipe } from '../../../platform/validation/id.pipe.js';
import { PageQueryDto } from '../../../platform/validation/page-query.dto.js';
import {
  AddMemberDto,
  MakeResetLinkDto,
  type MemberDto,
  type MemberListDto,
  type ResetLinkDto,
  type RevokedSessionsDto,
  toMemberDto,
  UpdateMemberDto,
} from './dto/member.dto.js';
import { MemberService } from './member.service.js';

@ApiTags('Members')
@Controller('members')
export class MemberController {
  constructor(
    private readonly members: MemberService,
    @Inject(APP_CONFIG) private readonly config: Pick<AppConfig, 'server'>,
  ) {}

  /** List the organization's members */
  @Get()
  @OrgAdminOnly()
  async listMembers(@CurrentCaller() caller: Caller, @Query() { limit, cursor }: PageQueryDto): Promise<MemberListDto> {
    const page = await this.members.listMembers(caller, { limit, afterId: decodeIdCursor<UserId>(cursor) });
    return { members: page.items.map(toMemberDto), next_cursor: page.nextCursor };
  }

  /**
   * Add a member to the organization
   *
   * @remarks Creates the user when no user has the email address. A person adds an owner within 15 minutes of a sign-in. A key adds members with the scope `mint`: the password is temporary
   * then, and members who have not set their own end with the key.
   */
  @Post()
  @Problems('forbidden', 'already_exists')
  @HttpCode(201)
  @OrgWideMintsAccess()
  async add(@CurrentCaller() caller: Caller, @Body() body: AddMemberDto): Promise<MemberDto> {
    const { email, name, role, password = null, temporary } = body;
    const isTemporary = temporary ?? false;
    return toMemberDto(await this.members.add(caller, { email, name, role, password, isTemporary }));
  }

  /**
   * Change a member's role
   *
   * @remarks Takes effect with the next request. A person makes an owner within 15 minutes of a sign-in. A key changes roles with the scope `mint`.
   */
  @Patch(':user_id')
  @Problems('forbidden', 'last_owner')
  @OrgWideMintsAccess()
  async update(
    @CurrentCaller() caller: Caller,
    @Param('user_id', IdPipe) userId: UserId,
    @Body() { role }: UpdateMemberDto,
  ): Promise<MemberDto> {
    return toMemberDto(await this.members.changeRole(caller, userId, role));
  }

  /**
   * Revoke a member's sessions
   *
   * @remarks Ends the member's sessions in this organization, for the very next request; those that are in another one cannot
   * enter it again. API keys stay.
   */
  @Post(':user_id/sessions/revoke')
  @Problems('forbidden')
  @HttpCode(200)
  @OrgWideAdminOnly()
  async revokeSessions(
    @CurrentCaller() caller: Caller,
    @Param('user_id', IdPipe) userId: UserId,
  ): Promise<RevokedSessionsDto> {
    return { user_id: userId, revoked_sessions: await this.members.revokeSessions(caller, userId) };
  }

  /**
   * Create a link that resets a member's password
   *
   * @remarks For a member of this organization alone, and not for the caller. The link works once, for 24 hours, as long as its
   * maker may make it; the one before ends. It sets the password that opens this organization, and unbinds the member's identities
   * at the identity provider and removes the passkeys, unless they are kept. For an owner it takes a sign-in within the last 15
   * minutes. A key makes it with the scope `mint`; the link ends with the key.
   */
  @Post(':user_id/reset-link')
  @Problems('forbidden')
  @HttpCode(201)
  @OptionalBody()
  @Uncompressed()
  @OrgWideMintsAccess()
  async makeResetLink(
    @CurrentCaller() caller: Caller,
    @Param('user_id', IdPipe) userId: UserId,
    @Body() { unbind_identities: unbinds }: MakeResetLinkDto,
  ): Promise<ResetLinkDto> {
    const { token, expiresAt } = await this.members.makeResetToken(caller, userId, unbinds ?? true);
    const link = `${this.config.server.publicUrl ?? ''}/reset-password#${token}`;
    return { link, expires_at: expiresAt.toISOString() };
  }

  /**
   * Reset a member's second factor
   *
   * @remarks For a member of this organization alone. Removes authenticator app and recovery codes, and ends all sessions of
   * the member, who signs in by the password alone from then on. That of an owner takes a sign-in within the last 15 minutes. A key
   * does so with the scope `mint`.
   */
  @Delete(':user_id/second-factor')
  @Problems('forbidden')
  @HttpCode(204)
  @OwnerMintsAccess()
  async resetSecondFactor(@CurrentCaller() caller: Caller, @Param('user_id', IdPipe) userId: UserId): Promise<void> {
    await this.members.resetSecondFactor(caller, userId);
  }

  /**
   * Leave the organization
   *
   * @remarks Ends the caller's membership with its sessions and API keys, those of this session included. For people alone, with a
   * sign-in of the last 15 minutes. The last owner makes another member an owner first. A membership that groups or a domain at the
   * identity provider call for begins again at the next sign-in there.
   */
  @Delete('me')
  @Problems('forbidden', 'owner_required')
  @HttpCode(204)
  @AnyPerson()
  async leave(@CurrentCaller() caller: Caller): Promise<void> {
    await this.members.leave(caller);
  }

  /**
   * Remove a member
   *
   * @remarks Ends the member's sessions and API keys in this organization. A key removes members with the scope `mint`.
   */
  @Delete(':user_id')
  @Problems('forbidden', 'last_owner')
  @HttpCode(204)
  @OrgWideMintsAccess()
  async remove(@CurrentCaller() caller: Caller, @Param('user_id', IdPipe) userId: UserId): Promise<void> {
    await this.members.remove(caller, userId);
  }
}
