import { IsBoolean, IsIn, IsInt, IsOptional, IsString, Length, Max, Min } from 'class-validator';
import type { UserId } from '../../../../domain/ids.js';
import { ORG_ROLES, type OrgRole } from '../../../../platform/tenancy/role.js';
import { IsMailAddress } from '../../../../platform/validation/mail-address.js';
import { MAX_PASSWORD, MIN_PASSWORD } from '../../../../platform/validation/password-length.js';
import type { Member } from '../member-directory.js';
import { IsNameInMails } from './name-in-mails.js';

/** A user to add to the organization. */
export class AddMemberDto {
  @IsMailAddress()
  email!: string;

  /** The person's name in this organization. */
  @IsNameInMails(100)
  name!: string;

  @IsIn(ORG_ROLES)
  role!: OrgRole;

  /** The initial password, which its owner should change. Ignored if the service already knows the address. */
  @IsOptional()
  @IsString()
  @Length(MIN_PASSWORD, MAX_PASSWORD)
  password?: string | null;

  /** The member must change the password at the first sign-in, before anything else. Default: false. */
  @IsOptional()
  @IsBoolean()
  temporary?: boolean | null;
}

/** Changes to a member. */
export class UpdateMemberDto {
  @IsIn(ORG_ROLES)
  role!: OrgRole;
}

/** The member who becomes the organization's owner. */
export class TransferOrganizationDto {
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  user_id!: UserId;
}

/** A member of the organization. */
export class MemberDto {
  user_id!: number;
  email!: string;
  name!: string;
  role!: OrgRole;
  created_at!: string;
}

/** The number of a member's sessions that were revoked. */
export class RevokedSessionsDto {
  user_id!: number;
  /** Number of sessions that were open in this organization. */
  revoked_sessions!: number;
}

/** A link to make. */
export class MakeResetLinkDto {
  /** False: keeps the member's passkeys and accounts at the identity provider. Default: true. */
  @IsOptional()
  @IsBoolean()
  unbind_identities?: boolean | null;
}

/** A link by which a member sets another password once. */
export class ResetLinkDto {
  /** Page of the dashboard; without `PUBLIC_URL`, a path of the service. */
  link!: string;
  expires_at!: string;
}

/** A page of members. */
export class MemberListDto {
  members!: MemberDto[];
  next_cursor!: string | null;
}

export const toMemberDto = (member: Member): MemberDto => ({
  user_id: member.userId,
  email: member.email,
  name: member.name,
  role: member.role,
  created_at: member.createdAt.toISOString(),
});
