import { IsIn, IsOptional, IsString, Length } from 'class-validator';
import { ORG_ROLES, type OrgRole } from '../../../../platform/tenancy/role.js';
import { IsMailAddress } from '../../../../platform/validation/mail-address.js';
import { MAX_PASSWORD, MIN_PASSWORD } from '../../../../platform/validation/password-length.js';
import type { Invitation, MailState } from '../invitation.repository.js';
import type { MadeInvitation } from '../invitation.service.js';
import type { AcceptedMembership } from '../member-directory.js';
import { IsNameInMails } from './name-in-mails.js';

/** A person to invite. */
export class InviteDto {
  @IsMailAddress()
  email!: string;

  @IsIn(ORG_ROLES)
  role!: OrgRole;
}

/** An invitation that was made. */
export class MadeInvitationDto {
  id!: number;
  /** Link to the page that accepts it. Shown once, works once. */
  link!: string;
  expires_at!: string;
}

/** An invitation that was neither accepted nor withdrawn. */
export class InvitationDto {
  id!: number;
  email!: string;
  role!: OrgRole;
  created_at!: string;
  expires_at!: string;
  /** State of its mail: `none` if the service does not send mail, `failed` if the mail server rejects it. */
  mail_state!: MailState;
  mailed_at!: string | null;
}

/** A page of invitations. */
export class InvitationListDto {
  invitations!: InvitationDto[];
  next_cursor!: string | null;
}

/** Answer to an invitation. */
export class AcceptInvitationDto {
  /** The part of the link after `token=`. */
  @IsString()
  @Length(1, 200)
  token!: string;

  /** For people who have no account yet. */
  @IsOptional()
  @IsNameInMails(100)
  name?: string | null;

  /**
   * The new password is valid only for this organization; if the person already has a password for it, send that one. May be omitted by people who
   * sign in at an identity provider or have a password for all organizations.
   */
  @IsOptional()
  @IsString()
  @Length(MIN_PASSWORD, MAX_PASSWORD)
  password?: string | null;
}

/** The organization of an invitation. */
export class InvitingOrgDto {
  id!: number;
  name!: string;
  slug!: string;
}

/** A membership that was accepted. */
export class AcceptedInvitationDto {
  org!: InvitingOrgDto;
  /** The address to sign in with. */
  email!: string;
  role!: OrgRole;
}

export const toMadeInvitationDto = ({ id, link, expiresAt }: MadeInvitation): MadeInvitationDto => ({
  id,
  link,
  expires_at: expiresAt.toISOString(),
});

export const toInvitationDto = (invitation: Invitation): InvitationDto => ({
  id: invitation.id,
  email: invitation.email,
  role: invitation.role,
  created_at: invitation.createdAt.toISOString(),
  expires_at: invitation.expiresAt.toISOString(),
  mail_state: invitation.mailState,
  mailed_at: invitation.mailedAt?.toISOString() ?? null,
});

export const toAcceptedInvitationDto = ({ org, email, role }: AcceptedMembership): AcceptedInvitationDto => ({
  org: { ...org },
  email,
  role,
});
