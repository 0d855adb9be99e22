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
import { KEY_KINDS, type KeyKind } from '../../../../platform/tenancy/caller.js';
import { ORG_ROLES, type OrgRole, type Scope, SCOPES } from '../../../../platform/tenancy/role.js';
import { HasNoControls, MayBeLeftOut } from '../../../../platform/validation/body-fields.js';
import { KnownFieldsOnly } from '../../../../platform/validation/known-fields.js';
import type { ApiKey } from '../api-key.repository.js';
import { earlierOf } from '../minting-key.reader.js';

const MAX_OVERLAP_HOURS = 168;
export const DEFAULT_OVERLAP_HOURS = 24;

/** An API key to create. */
@KnownFieldsOnly()
export class CreateApiKeyDto {
  /** Purpose of the key, e.g. `ci of acme/web`. */
  @IsString()
  @Length(1, 100)
  @Matches(/\S/, { message: 'must not be blank' })
  @HasNoControls()
  name!: string;

  /** Scopes of the key. Default: those of `role`. */
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @IsIn(SCOPES, { each: true })
  scopes?: Scope[] | null;

  /** Role of the key, at most that of its creator. Default: the role implied by `scopes`. */
  @IsOptional()
  @IsIn(ORG_ROLES)
  role?: OrgRole | null;

  /**
   * Repositories that the key is limited to. Requests for objects of other repositories return 404, and these objects
   * are omitted from lists. null: all, including future ones. Default: those of its creator, which are all unless the creator is
   * a limited key.
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
   * Allows the key's scans to become a baseline or the base of other scans, and allows the key to mark findings. Set
   * it to false for a key that authors of changes can access. Default: the creator's right, which is true for people.
   */
  @ValidateIf((_, value) => value !== undefined)
  @IsBoolean()
  may_write_baseline?: boolean;

  /**
   * `agent` for the key of a coding agent, which can read, scan changes and request waivers. It may only have the
   * scopes `read:scans`, `read:repos` and `write:scans`, and cannot write the baseline or create repositories.
   */
  @IsOptional()
  @IsIn(KEY_KINDS)
  kind?: KeyKind | null;

  /**
   * Days until the key expires, at most the organization's `max_key_days`. Default: `max_key_days` if set, otherwise
   * never. A key created by another key expires with that key at the latest.
   */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(3650)
  expires_in_days?: number | null;
}

/** An API key in a list, without its secret. */
export class ApiKeyDto {
  id!: number;
  name!: string;
  /** The first characters of the key, to identify it. */
  prefix!: string;
  role!: OrgRole;
  scopes!: Scope[];
  /** The repositories that the key is limited to; null: all repositories of the organization. */
  repo_ids!: number[] | null;
  may_write_baseline!: boolean;
  /** `agent` for the key of a coding agent, otherwise null. */
  kind!: KeyKind | null;
  /**
   * The person who created the key or last rotated it. The key ends with that person's membership and cannot have more
   * rights than the person.
   */
  created_by_user_id!: number;
  /** The key that created this one; when that key ends, so does this one. Null if a person created it. */
  minted_by!: number | null;
  created_at!: string;
  /** Expiry of the key. A secret created by another key expires with that key at the latest. */
  expires_at!: string | null;
  last_used_at!: string | null;
  /** Network address of the last use; null if it is not known. @example 203.0.113.7 */
  last_used_from!: string | null;
  use_count!: number;
  /** Time at which the previous secret stops working; null if it already has. */
  previous_expires_at!: string | null;
  revoked_at!: string | null;
  expired!: boolean;
  revoked!: boolean;
}

/** An API key that was created. */
export class CreatedApiKeyDto extends ApiKeyDto {
  /** The key itself, shown only here. */
  key!: string;
}

/** Rotation of an API key. */
@KnownFieldsOnly()
export class RotateApiKeyDto {
  /** Hours for which the previous secret still works. Default: 24. */
  @MayBeLeftOut()
  @IsInt()
  @Min(0)
  @Max(MAX_OVERLAP_HOURS)
  overlap_hours?: number;
}

/** An API key that was rotated. */
export class RotatedApiKeyDto extends ApiKeyDto {
  /** The new key itself, shown only here. */
  key!: string;
}

/** A page of API keys, newest first. */
export class ApiKeyListDto {
  api_keys!: ApiKeyDto[];
  next_cursor!: string | null;
}

/** A revoked API key. */
export class RevokedApiKeyDto {
  id!: number;
  revoked!: true;
  revoked_at!: string;
}

export function toApiKeyDto(key: ApiKey, now: Date): ApiKeyDto {
  const expiresAt = earlierOf(key.expiresAt, key.secretExpiresAt);
  return {
    id: key.id,
    name: key.name,
    prefix: key.prefix,
    role: key.role,
    scopes: key.scopes,
    repo_ids: key.repoIds,
    may_write_baseline: key.mayWriteBaseline,
    kind: key.kind,
    created_by_user_id: key.createdByUserId,
    minted_by: key.mintedBy,
    created_at: key.createdAt.toISOString(),
    expires_at: expiresAt?.toISOString() ?? null,
    last_used_at: key.lastUsedAt?.toISOString() ?? null,
    last_used_from: key.lastUsedFrom,
    use_count: key.useCount,
    previous_expires_at:
      key.previousExpiresAt !== null && key.previousExpiresAt > now ? key.previousExpiresAt.toISOString() : null,
    revoked_at: key.revokedAt?.toISOString() ?? null,
    expired: expiresAt !== null && expiresAt <= now,
    revoked: key.revokedAt !== null,
  };
}
