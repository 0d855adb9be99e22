import { ApiHideProperty, ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  Equals,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  Min,
  ValidateBy,
  ValidateNested,
} from 'class-validator';
import { CONNECTION_KINDS, type ConnectionKind } from '../../../../domain/forge/forge-links.js';
import type { RepoId } from '../../../../domain/ids.js';
import { COMMENT_OPTIONS, type ReportOptions } from '../../../../domain/reporting/report-facts.js';
import { HasNoControls, IsName, MayBeLeftOut } from '../../../../platform/validation/body-fields.js';
import { FORGE_STATES, type ForgeState } from '../../../record/forge-report/forge-state.js';
import { CREDENTIALS_TYPES } from '../../../record/forge-report/forge-state.js';
import type { Connection } from '../connection.js';
import { FORGE_CHECKS } from '../forges/forge.js';
import type { NamedCredentials } from '../read-credentials.js';

const MAX_SECRET = 20_000;

/** Requires a number or a text of its digits. */
const IsNumberOrDigits = (): PropertyDecorator =>
  ValidateBy({
    name: 'isNumberOrDigits',
    validator: {
      validate: (value) =>
        (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) ||
        (typeof value === 'string' && /^[A-Za-z0-9.]{1,40}$/.test(value)),
      defaultMessage: () => 'must be an id',
    },
  });
const ID = { oneOf: [{ type: 'integer' as const }, { type: 'string' as const }] };

/** Credentials by their type; they are stored encrypted and never shown. */
export class ForgeCredentialsDto implements NamedCredentials {
  /** `app`: `app_id` and `private_key`; `token`: `token`; `basic`: `email` and `token`; `oauth_client`: `id` and `secret`. */
  @IsIn(CREDENTIALS_TYPES)
  @ApiProperty({ enum: CREDENTIALS_TYPES })
  type!: (typeof CREDENTIALS_TYPES)[number];

  /** Id of the GitHub App. */
  @MayBeLeftOut()
  @IsNumberOrDigits()
  @ApiProperty(ID)
  app_id?: number | string;

  /** Installation of the App. Default: the installation for the repository. */
  @IsOptional()
  @IsNumberOrDigits()
  @ApiProperty({ ...ID, nullable: true })
  installation_id?: number | string | null;

  /** Private key of the App in PEM. */
  @MayBeLeftOut()
  @IsString()
  @Length(1, MAX_SECRET)
  private_key?: string;

  @MayBeLeftOut()
  @IsString()
  @Length(1, MAX_SECRET)
  @HasNoControls()
  token?: string;

  @MayBeLeftOut()
  @IsString()
  @Length(1, 320)
  @HasNoControls()
  email?: string;

  /** Id of an OAuth client. */
  @MayBeLeftOut()
  @IsString()
  @Length(1, 500)
  @HasNoControls()
  id?: string;

  /** Secret of an OAuth client. */
  @MayBeLeftOut()
  @IsString()
  @Length(1, MAX_SECRET)
  @HasNoControls()
  secret?: string;
}

/** Parts of a verdict that a forge shows; parts that are left out stay. */
export class ForgeReportOptionsDto {
  /** The status of a commit. */
  @MayBeLeftOut()
  @IsBoolean()
  status?: boolean;

  /** A more detailed report instead of the status, or in addition to it, if the forge supports one. */
  @MayBeLeftOut()
  @IsBoolean()
  check?: boolean;

  /** New findings on their lines. */
  @MayBeLeftOut()
  @IsBoolean()
  annotations?: boolean;

  /** A comment on the pull request. */
  @MayBeLeftOut()
  @IsIn(COMMENT_OPTIONS)
  @ApiProperty({ enum: COMMENT_OPTIONS })
  comment?: (typeof COMMENT_OPTIONS)[number];
}

/** All parts of a verdict that a forge shows. */
export class ForgeReportDto implements ReportOptions {
  status!: boolean;
  check!: boolean;
  annotations!: boolean;
  @ApiProperty({ enum: COMMENT_OPTIONS })
  comment!: (typeof COMMENT_OPTIONS)[number];
}

/** Name of a status. */
export const IsContext = () =>
  Matches(/^[A-Za-z0-9 ._/-]{1,40}$/, { message: 'must have 1 to 40 letters, digits, spaces or ._/-' });

/** Fields of a connection that may be left out: they stay, or have their defaults. */
class ForgeFieldsDto {
  /** Address of the site; null: the public site of this kind. Required for Azure DevOps organizations and Gitea. */
  @IsOptional()
  @IsString()
  @Length(1, 500)
  @HasNoControls()
  base_url?: string | null;

  /** Name of the status: 1 to 40 letters, digits, spaces or `._/-`. Default: `quality-gate`. */
  @MayBeLeftOut()
  @IsString()
  @IsContext()
  context?: string;

  /** Default: a status, or a check with annotations, and a comment on a failed pull request. */
  @MayBeLeftOut()
  @IsObject()
  @ValidateNested()
  @Type(() => ForgeReportOptionsDto)
  report?: ForgeReportOptionsDto;
}

/** A forge to connect. */
export class CreateForgeDto extends ForgeFieldsDto {
  @IsIn(CONNECTION_KINDS)
  @ApiProperty({ enum: CONNECTION_KINDS })
  kind!: ConnectionKind;

  @IsName(100)
  name!: string;

  @IsObject()
  @ValidateNested()
  @Type(() => ForgeCredentialsDto)
  credentials!: ForgeCredentialsDto;
}

/** Changes of a connection; what is left out stays. */
export class UpdateForgeDto extends ForgeFieldsDto {
  @ApiHideProperty()
  @MayBeLeftOut()
  @Equals(undefined, { message: 'cannot be changed; create a connection to the other forge and delete this one' })
  kind?: undefined;

  @MayBeLeftOut()
  @IsName(100)
  name?: string;

  @MayBeLeftOut()
  @IsObject()
  @ValidateNested()
  @Type(() => ForgeCredentialsDto)
  credentials?: ForgeCredentialsDto;

  /** True: deletes the stored credentials if `base_url` has another origin and no new credentials are given. */
  @MayBeLeftOut()
  @IsBoolean()
  drop_secrets?: boolean;
}

/** Credentials without their secrets. */
export class ShownCredentialsDto {
  @ApiProperty({ enum: CREDENTIALS_TYPES })
  type!: (typeof CREDENTIALS_TYPES)[number];
  /** The last four characters of the secret, or of the id of an App; empty if the credentials were dropped. */
  hint!: string;
  set_at!: string;
  /** Present if the forge states it. */
  expires_at!: string | null;
}

/** The address that the forge sends its news to. */
export class ForgeHookDto {
  /** null if the service does not know its own address (PUBLIC_URL). */
  url!: string | null;
}

/** Requests that the forge still allows, as it said last. */
export class ForgeBudgetDto {
  remaining!: number;
  reset_at!: string | null;
}

/** A connection to a forge, but for its hook. */
class ShownConnectionDto {
  /** @example 3 */
  id!: number;
  @ApiProperty({ enum: CONNECTION_KINDS })
  kind!: ConnectionKind;
  name!: string;
  base_url!: string;
  /** Name of the status. */
  context!: string;
  report!: ForgeReportDto;
  credentials!: ShownCredentialsDto;
  /**
   * `needs_credentials`: the forge rejects the credentials, or none are stored; `unreachable`: it does not answer;
   * `rights_lost`: the person who last changed the connection has left the organization or is no longer an
   * administrator, so the credentials must be entered again.
   */
  @ApiProperty({ enum: FORGE_STATES })
  state!: ForgeState;
  budget!: ForgeBudgetDto | null;
  created_at!: string;
}

/** A connection to a forge. */
export class ForgeConnectionDto extends ShownConnectionDto {
  hook!: ForgeHookDto;
}

/** The address that the forge sends its news to, with the secret that signs them. */
export class CreatedHookDto extends ForgeHookDto {
  /** Shown only here. */
  secret!: string;
}

/** A connection that was created. */
export class CreatedForgeConnectionDto extends ShownConnectionDto {
  hook!: CreatedHookDto;
}

/** A page of connections, newest first. */
export class ForgeListDto {
  forges!: ForgeConnectionDto[];
  next_cursor!: string | null;
}

/** A test of a connection. */
export class TestForgeDto {
  /** A repository whose mapping to the forge is also checked. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  @ApiProperty({ type: 'integer', nullable: true })
  repo_id?: RepoId | null;
}

/** Result for one part of a connection. */
export class ForgeCheckDto {
  @ApiProperty({ enum: FORGE_CHECKS })
  name!: (typeof FORGE_CHECKS)[number];
  ok!: boolean;
  detail!: string;
}

/** Result of a test: `ok` where every part is. */
export class ForgeTestDto {
  ok!: boolean;
  checks!: ForgeCheckDto[];
}

/** @param publicUrl address of the service; null where it is not known */
export function toForgeDto(connection: Connection, publicUrl: string | null): ForgeConnectionDto {
  const { credentialsType, credentialsHint, credentialsSetAt, credentialsExpiresAt, hookPublicId } = connection;
  return {
    id: connection.id,
    kind: connection.kind,
    name: connection.name,
    base_url: connection.baseUrl,
    context: connection.context,
    report: connection.report,
    credentials: {
      type: credentialsType,
      hint: credentialsHint,
      set_at: credentialsSetAt.toISOString(),
      expires_at: credentialsExpiresAt?.toISOString() ?? null,
    },
    state: connection.state,
    hook: { url: publicUrl === null ? null : `${publicUrl}/api/hooks/${hookPublicId}` },
    budget: connection.budget,
    created_at: connection.createdAt.toISOString(),
  };
}
