import { ApiProperty } from '@nestjs/swagger';
import {
  ArrayNotEmpty,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Max,
  Min,
} from 'class-validator';
import type { RepoId } from '../../../../domain/ids.js';
import { readClaims } from '../../../../domain/publishing/demanded-claims.js';
import {
  KIND_FACTS,
  PUBLISHER_KINDS,
  PUBLISHER_SCOPES,
  type PublisherKind,
  type PublisherScope,
} from '../../../../domain/publishing/publisher-kinds.js';
import { ValidationFailed } from '../../../../platform/errors/app-error.js';
import { HasNoControls, MayBeLeftOut } from '../../../../platform/validation/body-fields.js';
import {
  type NamedPublisher,
  PUBLISHER_STATES,
  type PublisherDraft,
  type PublisherState,
  stateOf,
} from '../trusted-publisher.js';

const DEFAULT_SCOPES: readonly PublisherScope[] = ['write:scans', 'read:scans'];
const PUBLIC_ISSUERS = PUBLISHER_KINDS.map((kind) => KIND_FACTS[kind].issuer);

/** A pipeline to trust. */
export class CreateTrustedPublisherDto {
  /** `custom`: any OpenID Connect issuer with discovery. */
  @IsIn(PUBLISHER_KINDS)
  @ApiProperty({ enum: PUBLISHER_KINDS })
  kind!: PublisherKind;

  /**
   * Issuer of the tokens, exactly as in their `iss`: an https URL with a public host. Default: the public service of
   * the kind; `custom` has no default.
   * @example https://gitlab.example.org
   */
  @IsOptional()
  @IsString()
  @Length(1, 500)
  @HasNoControls()
  issuer?: string | null;

  /**
   * Claims that a token must match exactly. `github` needs the number `repository_id`, `gitlab` the number
   * `project_id`, and `custom` either `sub` or two claims.
   * @example {"repository_id":"724712","ref":"refs/heads/main"}
   */
  @IsObject()
  @ApiProperty({
    type: 'object',
    additionalProperties: { oneOf: [{ type: 'string' }, { type: 'integer' }, { type: 'boolean' }] },
    maxProperties: 20,
  })
  claims!: Record<string, unknown>;

  /** Repository that the access tokens are limited to. null, the default: all repositories of the organization. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  repo_id?: number | null;

  /** Scopes of the access tokens. Default: `write:scans` and `read:scans`. */
  @MayBeLeftOut()
  @IsArray()
  @ArrayNotEmpty()
  @ArrayUnique()
  @IsIn(PUBLISHER_SCOPES, { each: true })
  @ApiProperty({ enum: PUBLISHER_SCOPES, isArray: true })
  scopes?: PublisherScope[];
}

/** A change of a trusted publisher. */
export class UpdateTrustedPublisherDto {
  /** False: none of its tokens are exchanged. */
  @IsBoolean()
  enabled!: boolean;
}

/** A pipeline that the organization trusts. */
export class TrustedPublisherDto {
  /** @example 4 */
  id!: number;
  @ApiProperty({ enum: PUBLISHER_KINDS })
  kind!: PublisherKind;
  issuer!: string;
  /** Claims that a token must have. */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' } })
  claims!: Record<string, string>;
  repo_id!: number | null;
  @ApiProperty({ enum: PUBLISHER_SCOPES, isArray: true })
  scopes!: PublisherScope[];
  /** The API key that created this publisher; when the key ends, so does the publisher. Null if a person created it. */
  minted_by!: number | null;
  /** The person or the API key that created it; null if neither exists any more. */
  created_by_name!: string | null;
  enabled!: boolean;
  /**
   * `proven`: an identity token has named the organization as its audience. `unproven`: none has, and a token whose
   * audience is only `PUBLIC_URL` may be refused.
   */
  @ApiProperty({ enum: PUBLISHER_STATES })
  state!: PublisherState;
  /**
   * Required audience of the identity tokens; null if the service has no `PUBLIC_URL`.
   * @example https://gate.example.org/orgs/acme
   */
  audience!: string | null;
  /** Time at which another organization last began to trust the same repository; null if none did. */
  contested_at!: string | null;
  /** Time at which an identity token was last exchanged; null if none was. */
  last_exchanged_at!: string | null;
  /** Network address of that exchange; null if it is not known. @example 203.0.113.7 */
  last_exchanged_from!: string | null;
  created_at!: string;
  /** Expiry of that key; null: never. */
  expires_at!: string | null;
}

/** A page of trusted publishers, newest first. */
export class TrustedPublisherListDto {
  trusted_publishers!: TrustedPublisherDto[];
  next_cursor!: string | null;
}

export const toTrustedPublisherDto = (publisher: NamedPublisher, audience: string | null): TrustedPublisherDto => ({
  id: publisher.id,
  kind: publisher.kind,
  issuer: publisher.issuer,
  claims: { ...publisher.claims },
  repo_id: publisher.repoId,
  scopes: [...publisher.scopes],
  minted_by: publisher.mintedBy,
  created_by_name: publisher.createdByName,
  enabled: !publisher.isDisabled,
  state: stateOf(publisher),
  audience,
  contested_at: publisher.contestedAt?.toISOString() ?? null,
  last_exchanged_at: publisher.lastExchangedAt?.toISOString() ?? null,
  last_exchanged_from: publisher.lastExchangedFrom,
  created_at: publisher.createdAt.toISOString(),
  expires_at: publisher.expiresAt?.toISOString() ?? null,
});

/** @throws ValidationFailed for an issuer or claims that do not fit the kind */
export function toPublisherDraft(body: CreateTrustedPublisherDto): PublisherDraft {
  const { kind, scopes = DEFAULT_SCOPES } = body;
  const claims = readClaims(kind, body.claims);
  if (typeof claims === 'string') throw new ValidationFailed([{ field: 'claims', message: claims }]);
  return {
    kind,
    issuer: readIssuer(kind, body.issuer ?? null),
    claims,
    repoId: (body.repo_id ?? null) as RepoId | null,
    scopes,
  };
}

function readIssuer(kind: PublisherKind, given: string | null): string {
  const issuer = given ?? KIND_FACTS[kind].issuer;
  const fault =
    issuer === null
      ? 'is required for the kind custom'
      : kind === 'custom' && PUBLIC_ISSUERS.includes(issuer)
        ? 'must not be an issuer that has its own kind'
        : issuer.includes('?')
          ? 'must not contain a query'
          : null;
  if (fault !== null) throw new ValidationFailed([{ field: 'issuer', message: fault }]);
  return issuer!;
}
