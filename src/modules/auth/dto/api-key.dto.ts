import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  Min,
  ValidateIf,
} from 'class-validator';
import { HasNoControls } from '../../../platform/validation/body-fields.js';
import { ORG_ROLES, type OrgRole, SCOPES, type Scope } from '../../../platform/tenancy/role.js';
import type { ApiKey } from '../api-key.repository.js';

/** A new API key. */
export class CreateApiKeyDto {
  /** What it is for, e.g. `ci of acme/web`. */
  @IsString()
  @Length(1, 100)
  @Matches(/\S/, { message: 'must not be blank' })
  @HasNoControls()
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

  /**
   * The repositories that it is bound to: everything of others answers 404 and is left out of lists. null: all, those to
   * come included. Left out: its maker's, which is all unless the maker is a bound key.
   */
  @ValidateIf((_, value) => value != null)
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(500)
  @IsInt({ each: true })
  @Min(1, { each: true })
  @Max(Number.MAX_SAFE_INTEGER, { each: true })
  repo_ids?: number[] | null;

  /**
   * Lets its scans become a baseline or the base of others, and lets it mark findings. false for the key
   * that the authors of changes can reach. Left out: its maker's, which is true for people.
   */
  @ValidateIf((_, value) => value !== undefined)
  @IsBoolean()
  may_write_baseline?: boolean;

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
  /** The repositories that it is bound to; null: all of the organization. */
  repo_ids!: number[] | null;
  may_write_baseline!: boolean;
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
    repo_ids: key.repoIds,
    may_write_baseline: key.mayWriteBaseline,
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
