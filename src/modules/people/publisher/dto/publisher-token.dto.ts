import { ApiProperty } from '@nestjs/swagger';
import { IsInt, IsOptional, IsString, Length, Max, Min } from 'class-validator';
import { PUBLISHER_SCOPES, type PublisherScope } from '../../../../domain/publishing/publisher-kinds.js';
import { PUBLISHER_TOKEN_SECONDS, type PublisherAccess } from '../publisher-token.service.js';

/** An identity token of a pipeline. */
export class ExchangeIdentityTokenDto {
  /** The token issued by the CI system, with the organization's `PUBLIC_URL/orgs/<slug>` as audience. */
  @IsString()
  @Length(1, 16_384)
  token!: string;

  /** Organization of the publisher, if the audience is only `PUBLIC_URL`. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  org_id?: number | null;

  /** Slug of that organization, instead of its id. */
  @IsOptional()
  @IsString()
  @Length(1, 63)
  org?: string | null;
}

/** Limits of an access token besides its scopes. */
export class RestrictionsDto {
  /** True if scans of the pipeline's own branch become its baseline, provided it is a baseline branch. */
  baseline!: boolean;
  /**
   * True if the pipeline belongs to a fork. Its scans do not become a baseline, its policy file is ignored, and it
   * cannot create repositories.
   */
  untrusted!: boolean;
}

/** An access token of a pipeline. */
export class PublisherTokenDto {
  /** Bearer token. */
  access_token!: string;
  /** Lifetime of the access token in seconds. @example 900 */
  expires_in!: number;
  /** Repository that the token is limited to; null: all repositories of the organization. */
  repo_id!: number | null;
  @ApiProperty({ enum: PUBLISHER_SCOPES, isArray: true })
  scopes!: PublisherScope[];
  restrictions!: RestrictionsDto;
}

export const toPublisherTokenDto = ({ accessToken, publisher, restrictions }: PublisherAccess): PublisherTokenDto => ({
  access_token: accessToken,
  expires_in: PUBLISHER_TOKEN_SECONDS,
  repo_id: publisher.repoId,
  scopes: [...publisher.scopes],
  restrictions: { baseline: restrictions.baseline, untrusted: restrictions.untrusted },
});
