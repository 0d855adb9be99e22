import { Type } from 'class-transformer';
import { IsObject, IsOptional, IsString, Length, Matches, ValidateNested } from 'class-validator';
import { AssertionDto } from '../passkeys/passkey.dto.js';

const TOTP_CODE = /^\d{3} ?\d{3}$/;

/** A second factor: one of its fields. */
export class SecondFactorDto {
  /** The current code of the authenticator app. @example "123456" */
  @IsOptional()
  @Matches(TOTP_CODE, { message: 'must be a code of six digits' })
  totp?: string | null;

  /** A recovery code, which works once. */
  @IsOptional()
  @IsString()
  @Length(1, 64)
  recovery_code?: string | null;

  /** A passkey assertion for options from `POST /auth/passkeys/login/options`. */
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => AssertionDto)
  passkey?: AssertionDto | null;
}

/** A secret to enter in an authenticator app. */
export class TotpEnrollmentDto {
  /** In base32. Shown once. */
  secret!: string;
  /** The secret as encoded in the QR code. @example "otpauth://totp/Quality%20Gate:jane@acme.com?secret=…" */
  uri!: string;
}

/** The first code of the authenticator app. */
export class ConfirmTotpDto {
  @Matches(TOTP_CODE, { message: 'must be a code of six digits' })
  code!: string;
}

/** Codes for a lost device, each of which works once. Shown once. */
export class RecoveryCodesDto {
  recovery_codes!: string[];
}

/** A current code of the authenticator app, or a recovery code. */
export class RemoveTotpDto {
  @IsString()
  @Length(6, 64)
  code!: string;
}

/** The caller's second factors. */
export class SecondFactorStateDto {
  /** True if codes of an authenticator app are required in addition to the password. */
  totp!: boolean;
  /** Passkeys. Sign-in with a password also needs one of them; each of them is also enough on its own. */
  passkeys!: number;
  /** Number of unused recovery codes. */
  recovery_codes!: number;
  /** True if the session has proved a second factor. */
  proven!: boolean;
  /**
   * True if the caller signed in or proved a second factor within the last 15 minutes, as enrolling requires. For a
   * sign-in at the identity provider, the time of signing in there counts (`auth_time`).
   */
  fresh!: boolean;
}
