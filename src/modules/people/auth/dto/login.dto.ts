import { Type } from 'class-transformer';
import { IsBoolean, IsInt, IsOptional, IsString, Length, Max, Min, ValidateNested } from 'class-validator';
import type { OrgId } from '../../../../domain/ids.js';
import { IsMailAddress } from '../../../../platform/validation/mail-address.js';
import { MAX_PASSWORD, MIN_PASSWORD } from '../../../../platform/validation/password-length.js';
import type { ResetTokenState } from '../password-reset.writer.js';
import { SecondFactorDto } from '../second-factor/second-factor.dto.js';

/** Email address and password. */
export class LoginDto {
  @IsString()
  @Length(1, 254)
  email!: string;

  @IsString()
  @Length(1, MAX_PASSWORD)
  password!: string;

  /** The organization to act in. Default: the organization of the user's oldest membership. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  org_id?: OrgId | null;

  /** False: the response has no tokens, only the session cookie. For web pages, whose scripts need no token. */
  @IsOptional()
  @IsBoolean()
  tokens?: boolean;

  /** Required if the account has a second factor (401 `second_factor_required`). */
  @IsOptional()
  @ValidateNested()
  @Type(() => SecondFactorDto)
  second_factor?: SecondFactorDto | null;
}

/** The organization to act in from now on. */
export class EnterOrganizationDto {
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  org_id!: OrgId;
}

/** A refresh token, which can be used once. */
export class RefreshDto {
  @IsString()
  @Length(1, 200)
  refresh_token!: string;
}

/** Address of somebody who forgot the password. */
export class ForgotPasswordDto {
  @IsMailAddress()
  email!: string;
}

/** True where the service sends mails, so that people can reset their own passwords. */
export class PasswordResetByMailDto {
  available!: boolean;
}

/** A token of a link. */
export class ResetTokenDto {
  /** Fragment of the link, after `#`. */
  @IsString()
  @Length(1, 200)
  token!: string;
}

/** A second factor of the person whose password a link resets. */
export class SecondFactorAtResetDto {
  /** `totp`: an authenticator app. */
  type!: 'totp' | 'passkey';
  /** Name of a passkey. */
  name!: string | null;
  set_up_at!: string;
  /** True if using the link removes it. */
  ends!: boolean;
}

/** A link that works. */
export class ResetTokenStateDto {
  expires_at!: string;
  /** Second factors of the person, oldest first. */
  second_factors!: SecondFactorAtResetDto[];
}

export const toResetTokenStateDto = ({ expiresAt, secondFactors }: ResetTokenState): ResetTokenStateDto => ({
  expires_at: expiresAt.toISOString(),
  second_factors: secondFactors.map(({ kind, name, setUpAt, ends }) => ({
    type: kind,
    name,
    set_up_at: setUpAt.toISOString(),
    ends,
  })),
});

/** A token of a link, and the new password. */
export class ResetPasswordDto {
  /** Fragment of the link, after `#`. */
  @IsString()
  @Length(1, 200)
  token!: string;

  @IsString()
  @Length(MIN_PASSWORD, MAX_PASSWORD)
  password!: string;
}

/** The current password and the new one. */
export class ChangePasswordDto {
  @IsString()
  @Length(1, MAX_PASSWORD)
  current_password!: string;

  @IsString()
  @Length(MIN_PASSWORD, MAX_PASSWORD)
  new_password!: string;

  /** True: keeps other sessions that began at the identity provider. */
  @IsOptional()
  @IsBoolean()
  keep_identity_sessions?: boolean;
}
