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
import { RecentSignInReader } from '../auth/recent-sign-in.reader.js';
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
import { MemberResetService } from './member-reset.service.js';
import { MemberSessionsService } from './member-sessions.service.js';
import { NewMemberService } from './new-member.service.js';

@ApiTags('Members')
@Controller('members')
export class MemberController {
  constructor(
    private readonly members: MemberService,
    private readonly newMembers: NewMemberService,
    private readonly sessions: MemberSessionsService,
    private readonly resets: MemberResetService,
    private readonly signIns: RecentSignInReader,
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
   * @remarks Creates the user if no user has the email address. To add an owner, a person must have signed in within
   *   the last 15 minutes. A key needs the scope `mint`; the password is then temporary, and members who have not set
   *   their own are removed with the key.
   */
  @Post()
  @Problems('forbidden', 'already_exists')
  @HttpCode(201)
  @OrgWideMintsAccess()
  async add(@CurrentCaller() caller: Caller, @Body() body: AddMemberDto): Promise<MemberDto> {
    const { email, name, role, password = null, temporary } = body;
    const isTemporary = temporary ?? false;
    return toMemberDto(await this.newMembers.add(caller, { email, name, role, password, isTemporary }));
  }

  /**
   * Change a member's role
   *
   * @remarks Takes effect with the next request. To promote a member to owner, a person must have signed in within the
   *   last 15 minutes. A key needs the scope `mint`.
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
   * @remarks Ends the member's sessions in this organization with the next request. Sessions that are now in another
   *   organization cannot return to this one. API keys are not revoked.
   */
  @Post(':user_id/sessions/revoke')
  @Problems('forbidden')
  @HttpCode(200)
  @OrgWideAdminOnly()
  async revokeSessions(
    @CurrentCaller() caller: Caller,
    @Param('user_id', IdPipe) userId: UserId,
  ): Promise<RevokedSessionsDto> {
    return { user_id: userId, revoked_sessions: await this.sessions.revokeSessions(caller, userId) };
  }

  /**
   * Create a password reset link for a member
   *
   * @remarks Only for a member who belongs to no other organization, and not for the caller. The link works once,
   *   within 24 hours, as long as its creator keeps the right to create it; it replaces an earlier link. It sets the
   *   password for this organization, unlinks the member's identities at the identity provider, and removes the
   *   passkeys unless they are kept. For an owner, the caller must have signed in within the last 15 minutes. A key
   *   needs the scope `mint`; the link expires with the key.
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
    const { token, expiresAt } = await this.resets.makeResetToken(caller, userId, unbinds ?? true);
    const link = `${this.config.server.publicUrl ?? ''}/reset-password#${token}`;
    return { link, expires_at: expiresAt.toISOString() };
  }

  /**
   * Reset a member's second factor
   *
   * @remarks Only for a member who belongs to no other organization. Removes the authenticator app and the recovery
   *   codes, and ends all sessions of the member, who can then sign in with the password only. For an owner, the caller
   *   must have signed in within the last 15 minutes. A key needs the scope `mint`.
   */
  @Delete(':user_id/second-factor')
  @Problems('forbidden')
  @HttpCode(204)
  @OwnerMintsAccess()
  async resetSecondFactor(@CurrentCaller() caller: Caller, @Param('user_id', IdPipe) userId: UserId): Promise<void> {
    await this.resets.resetSecondFactor(caller, userId);
  }

  /**
   * Leave the organization
   *
   * @remarks Ends the caller's membership with its sessions, including this one, and its API keys. Only for people who
   *   signed in within the last 15 minutes. The last owner must first make another member an owner. If groups or a
   *   domain at the identity provider grant the membership, it begins again at the next sign-in there.
   */
  @Delete('me')
  @Problems('forbidden', 'owner_required')
  @HttpCode(204)
  @AnyPerson()
  async leave(@CurrentCaller() caller: Caller): Promise<void> {
    await this.signIns.require(caller);
    await this.members.leave(caller);
  }

  /**
   * Remove a member
   *
   * @remarks Ends the member's sessions and API keys in this organization. A key needs the scope `mint`.
   */
  @Delete(':user_id')
  @Problems('forbidden', 'last_owner')
  @HttpCode(204)
  @OrgWideMintsAccess()
  async remove(@CurrentCaller() caller: Caller, @Param('user_id', IdPipe) userId: UserId): Promise<void> {
    await this.members.remove(caller, userId);
  }
}
