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

  /** An assertion of a passkey, by the options of `POST /auth/passkeys/login/options`. */
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
  /** The secret as a QR code holds it. @example "otpauth://totp/Quality%20Gate:jane@acme.com?secret=…" */
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
  /** Codes of an authenticator app are required beside the password. */
  totp!: boolean;
  /** Passkeys, one of which is required beside the password, and each of which signs in by itself. */
  passkeys!: number;
  /** Recovery codes that are left. */
  recovery_codes!: number;
  /** The session has proved a second factor. */
  proven!: boolean;
  /**
   * The caller signed in, or proved a second factor, within the last 15 minutes, as enrolling requires. Of a sign-in at the identity
   * provider counts when the person signed in there (`auth_time`).
   */
  fresh!: boolean;
}
