import { Body, Controller, Delete, Get, HttpCode, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AnyReader, OrgOwnerInPerson, OrgWideAdminOnly } from '../../../platform/tenancy/access.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../platform/tenancy/current-caller.decorator.js';
import { BodyLimit } from '../../../platform/validation/body.js';
import { RecentSignInReader } from '../auth/recent-sign-in.reader.js';
import { type MemberDto, toMemberDto, TransferOrganizationDto } from './dto/member.dto.js';
import { type OrganizationDto, toOrganizationDto, UpdateOrganizationDto } from './dto/organization.dto.js';
import { MemberService } from './member.service.js';
import { OrganizationService } from './organization.service.js';

/** Room for the longest list of classification overrides, with names of usual length. */
const MAX_SETTINGS_BYTES = 512 * 1024;

@ApiTags('Organizations')
@Controller('org')
export class OrganizationController {
  constructor(
    private readonly organizations: OrganizationService,
    private readonly members: MemberService,
    private readonly signIns: RecentSignInReader,
  ) {}

  /** Get the caller's organization and its settings */
  @Get()
  @AnyReader()
  async getOrganization(@CurrentCaller() caller: Caller): Promise<OrganizationDto> {
    return toOrganizationDto(await this.organizations.getOrganization(caller));
  }

  /**
   * Update the organization's settings
   *
   * @remarks Omitted settings keep their values. Shorter retention periods are pending at first and take effect later.
   *   Only a person who signed in within the last 15 minutes can turn `require_second_factor` off.
   */
  @Patch()
  @BodyLimit(MAX_SETTINGS_BYTES)
  @OrgWideAdminOnly()
  async update(@CurrentCaller() caller: Caller, @Body() wanted: UpdateOrganizationDto): Promise<OrganizationDto> {
    return toOrganizationDto(await this.organizations.update(caller, wanted));
  }

  /**
   * Withdraw the pending retention periods
   *
   * @remarks The periods in force do not change. Pending periods delete nothing.
   */
  @Delete('retention/pending')
  @OrgWideAdminOnly()
  async takeBackRetention(@CurrentCaller() caller: Caller): Promise<OrganizationDto> {
    return toOrganizationDto(await this.organizations.takeBackRetention(caller));
  }

  /**
   * Transfer the organization to another member
   *
   * @remarks The member becomes an owner, and the caller becomes an administrator. Only for people who signed in within
   *   the last 15 minutes.
   */
  @Post('transfer')
  @HttpCode(200)
  @OrgOwnerInPerson()
  async transfer(
    @CurrentCaller() caller: Caller,
    @Body() { user_id: userId }: TransferOrganizationDto,
  ): Promise<MemberDto> {
    await this.signIns.require(caller);
    return toMemberDto(await this.members.transfer(caller, userId));
  }
}
