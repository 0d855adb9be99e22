import { ArrayNotEmpty, IsArray, IsIn, IsInt, IsOptional, IsString, Length, Matches, Max, Min } from 'class-validator';
import { ORG_ROLES, type OrgRole, SCOPES, type Scope } from '../../../platform/tenancy/role.js';
import type { ApiKey } from '../api-key.repository.js';

/** A new API key. */
export class CreateApiKeyDto {
  /** What it is for, e.g. `ci of acme/web`. */
  @IsString()
  @Length(1, 100)
  @Matches(/\S/, { message: 'must not be blank' })
  name!: string;

  /** What it may do; follows from `role` when left out. */
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @IsIn(SCOPES, { each: true })
  scopes?: Scope[] | null;

  /** Whose rights it has, at most its maker's; follows from `scopes` when left out. */
  @IsOptional()
  @IsIn(ORG_ROLES)
  role?: OrgRole | null;

  /** After how many days it ends by itself; never when left out. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(3650)
  expires_in_days?: number | null;
}

/** An API key as it is shown: without the secret. */
export class ApiKeyDto {
  id!: number;
  name!: string;
  /** The first characters of the key, to tell it from others. */
  prefix!: string;
  role!: OrgRole;
  scopes!: Scope[];
  created_by_user_id!: number;
  created_at!: string;
  expires_at!: string | null;
  last_used_at!: string | null;
  use_count!: number;
  revoked_at!: string | null;
  expired!: boolean;
  revoked!: boolean;
}

/** An API key just made. */
export class CreatedApiKeyDto extends ApiKeyDto {
  /** The key itself: shown this once. */
  key!: string;
}

/** A page of API keys, newest first. */
export class ApiKeyListDto {
  api_keys!: ApiKeyDto[];
  next_cursor!: string | null;
}

/** A key that was revoked. */
export class RevokedApiKeyDto {
  id!: number;
  revoked!: true;
  revoked_at!: string;
}

export function toApiKeyDto(key: ApiKey, now: Date): ApiKeyDto {
  return {
    id: key.id,
    name: key.name,
    prefix: key.prefix,
    role: key.role,
    scopes: key.scopes,
    created_by_user_id: key.createdByUserId,
    created_at: key.createdAt.toISOString(),
    expires_at: key.expiresAt?.toISOString() ?? null,
    last_used_at: key.lastUsedAt?.toISOString() ?? null,
    use_count: key.useCount,
    revoked_at: key.revokedAt?.toISOString() ?? null,
    expired: key.expiresAt !== null && key.expiresAt <= now,
    revoked: key.revokedAt !== null,
  };
}
