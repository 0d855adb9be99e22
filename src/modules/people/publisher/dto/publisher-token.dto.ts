import { ApiProperty } from '@nestjs/swagger';
import { IsInt, IsOptional, IsString, Length, Max, Min } from 'class-validator';
import { PUBLISHER_SCOPES, type PublisherScope } from '../../../../domain/publishing/publisher-kinds.js';
import { PUBLISHER_TOKEN_SECONDS, type PublisherAccess } from '../publisher-token.service.js';

/** An identity token of a pipeline. */
export class ExchangeIdentityTokenDto {
  /** The token as the CI system issued it, with `PUBLIC_URL/orgs/<slug>` of the organization as audience. */
  @IsString()
  @Length(1, 16_384)
  token!: string;

  /** Organization whose publisher is meant, where the audience is `PUBLIC_URL` alone. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  org_id?: number | null;

  /** Slug of that organization, in place of its id. */
  @IsOptional()
  @IsString()
  @Length(1, 63)
  org?: string | null;
}

/** Limits of an access token besides its scopes. */
export class RestrictionsDto {
  /** Scans of the pipeline's own branch become its baseline, where it is a baseline branch. */
  baseline!: boolean;
  /** The pipeline is a fork's: its scans are no baseline, its policy file does not count, and it creates no repositories. */
  untrusted!: boolean;
}

/** An access token of a pipeline. */
export class PublisherTokenDto {
  /** Bearer token. */
  access_token!: string;
  /** Seconds for which the access token is valid. @example 900 */
  expires_in!: number;
  /** Repository that the token is bound to; null: all of the organization. */
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
