import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  Equals,
  IsArray,
  IsBoolean,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import type { OrgId } from '../../../../domain/ids.js';
import type { OwnPasskey } from './passkey.repository.js';

const BASE64URL = /^[\w-]*$/;
const BASE64URL_ADVICE = { message: 'must be base64url without padding' };
/** Ids of credentials have at most 1,023 bytes (WebAuthn). */
const MAX_ID = 1364;
const MAX_CLIENT_DATA = 4096;
const MAX_NAME = 100;

/** Part that assertions and new credentials have in common (WebAuthn, `PublicKeyCredentialJSON`). */
class CredentialDto {
  /** Id of the credential, in base64url. */
  @IsString()
  @Length(1, MAX_ID)
  @Matches(BASE64URL, BASE64URL_ADVICE)
  id!: string;

  @IsString()
  @Length(1, MAX_ID)
  @Matches(BASE64URL, BASE64URL_ADVICE)
  rawId!: string;

  @Equals('public-key')
  type!: 'public-key';
}

/** The part of an assertion that the authenticator made (`AuthenticatorAssertionResponseJSON`). */
export class AssertionResponseDto {
  @IsString()
  @Length(1, MAX_CLIENT_DATA)
  @Matches(BASE64URL, BASE64URL_ADVICE)
  clientDataJSON!: string;

  @IsString()
  @Length(1, MAX_CLIENT_DATA)
  @Matches(BASE64URL, BASE64URL_ADVICE)
  authenticatorData!: string;

  @IsString()
  @Length(1, MAX_CLIENT_DATA)
  @Matches(BASE64URL, BASE64URL_ADVICE)
  signature!: string;

  @IsOptional()
  @IsString()
  @MaxLength(100)
  @Matches(BASE64URL, BASE64URL_ADVICE)
  userHandle?: string | null;
}

/** An assertion as `PublicKeyCredential.toJSON()` writes it (WebAuthn, `AuthenticationResponseJSON`). */
export class AssertionDto extends CredentialDto {
  @IsObject()
  @ValidateNested()
  @Type(() => AssertionResponseDto)
  response!: AssertionResponseDto;
}

/** An assertion of a passkey, as `PublicKeyCredential.toJSON()` writes it, and what the session is to be like. */
export class PasskeySignInDto extends AssertionDto {
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
}

/** The part of a new credential that the authenticator made (`AuthenticatorAttestationResponseJSON`). */
export class AttestationResponseDto {
  @IsString()
  @Length(1, MAX_CLIENT_DATA)
  @Matches(BASE64URL, BASE64URL_ADVICE)
  clientDataJSON!: string;

  @IsString()
  @Length(1, 65_536)
  @Matches(BASE64URL, BASE64URL_ADVICE)
  attestationObject!: string;

  /** Transports of the authenticator, which help the browser find it. @example ["internal"] */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(10)
  @IsString({ each: true })
  @Matches(/^[a-z-]{1,32}$/, { each: true, message: 'must be names of transports' })
  transports?: string[] | null;
}

/** A new credential as `PublicKeyCredential.toJSON()` writes it (WebAuthn, `RegistrationResponseJSON`), and its name. */
export class RegisterPasskeyDto extends CredentialDto {
  /** Name chosen by its owner. @example "Laptop" */
  @IsOptional()
  @IsString()
  @Length(1, MAX_NAME)
  @Matches(/\S/, { message: 'must not be blank' })
  name?: string | null;

  @IsObject()
  @ValidateNested()
  @Type(() => AttestationResponseDto)
  response!: AttestationResponseDto;
}

/** A passkey of the caller. */
export class PasskeyDto {
  /** @format uuid */
  id!: string;
  name!: string;
  created_at!: string;
  /** Null if it has not been used since it was registered. */
  last_used_at!: string | null;
}

export class PasskeyListDto {
  passkeys!: PasskeyDto[];
}

/** A passkey that was registered. */
export class RegisteredPasskeyDto extends PasskeyDto {
  /**
   * Codes for use without the device. Each works once, and they are shown only once; null if there already was a second
   * factor.
   */
  recovery_codes!: string[] | null;
}

export const toPasskeyDto = ({
  id,
  name,
  createdAt,
  lastUsedAt,
}: Pick<OwnPasskey, 'id' | 'name' | 'createdAt' | 'lastUsedAt'>): PasskeyDto => ({
  id,
  name,
  created_at: createdAt.toISOString(),
  last_used_at: lastUsedAt?.toISOString() ?? null,
});
