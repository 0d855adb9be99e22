import { ApiProperty } from '@nestjs/swagger';
import {
  ArrayMaxSize,
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
  ValidateIf,
} from 'class-validator';
import type { RepoId } from '../../../../domain/ids.js';
import type { DisabledReason } from '../../../../domain/reporting/endpoint-health.js';
import { EVENT_TYPE_NAMES } from '../../../../domain/reporting/event-types.js';
import { readHeaders } from '../../../../domain/reporting/webhook-headers.js';
import { ValidationFailed } from '../../../../platform/errors/app-error.js';
import { HasNoControls, MayBeLeftOut } from '../../../../platform/validation/body-fields.js';
import { ALL_EVENTS, type Webhook, WEBHOOK_FORMATS, type WebhookDraft, type WebhookFormat } from '../webhook.js';

const SUBSCRIPTIONS = [ALL_EVENTS, ...EVENT_TYPE_NAMES];

/** Fields of a webhook that may be left out: they stay, or have their defaults. */
class WebhookFieldsDto {
  /** Repositories whose events are delivered. null, the default: all repositories, and events without a repository. */
  @ValidateIf((_, value) => value != null)
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(500)
  @IsInt({ each: true })
  @Min(1, { each: true })
  @Max(Number.MAX_SAFE_INTEGER, { each: true })
  repo_ids?: number[] | null;

  /** Text for people, at most 500 characters. */
  @IsOptional()
  @IsString()
  @Length(0, 500)
  @HasNoControls()
  description?: string | null;

  /** At most five headers to send, by name. They are stored encrypted and never shown. */
  @MayBeLeftOut()
  @IsObject()
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' }, maxProperties: 5 })
  headers?: Record<string, string>;

  /**
   * `slack` and `teams` post an unsigned message to an incoming webhook of that service, for `gate.*` and `waiver.*`
   * events.
   */
  @MayBeLeftOut()
  @IsIn(WEBHOOK_FORMATS)
  format?: WebhookFormat;

  /** False: events are not delivered. True also resets the failure count. */
  @MayBeLeftOut()
  @IsBoolean()
  enabled?: boolean;
}

/** A webhook to create. */
export class CreateWebhookDto extends WebhookFieldsDto {
  /**
   * URL to POST to: https with a public host, without a user name or fragment.
   * @example https://hooks.example.org/quality
   */
  @IsString()
  @Length(1, 2000)
  @HasNoControls()
  url!: string;

  /** Types of events, as listed by GET /webhooks/event-types, or `["*"]` for all, including future ones. */
  @IsArray()
  @ArrayNotEmpty()
  @ArrayUnique()
  @ArrayMaxSize(SUBSCRIPTIONS.length)
  @IsIn(SUBSCRIPTIONS, { each: true })
  events!: string[];
}

/** Changes of a webhook; what is left out stays. */
export class UpdateWebhookDto extends WebhookFieldsDto {
  /**
   * URL to POST to: https with a public host, without a user name or fragment.
   * @example https://hooks.example.org/quality
   */
  @MayBeLeftOut()
  @IsString()
  @Length(1, 2000)
  @HasNoControls()
  url?: string;

  /** Types of events, as listed by GET /webhooks/event-types, or `["*"]` for all, including future ones. */
  @MayBeLeftOut()
  @IsArray()
  @ArrayNotEmpty()
  @ArrayUnique()
  @ArrayMaxSize(SUBSCRIPTIONS.length)
  @IsIn(SUBSCRIPTIONS, { each: true })
  events?: string[];

  /** True: deletes the stored headers if `url` has another origin and no new headers are given. */
  @MayBeLeftOut()
  @IsBoolean()
  drop_secrets?: boolean;
}

/** A rotation of a webhook's secret. */
export class RotateSecretDto {
  /** Hours during which requests are also signed with the previous secret. Default: 24. */
  @MayBeLeftOut()
  @IsInt()
  @Min(0)
  @Max(168)
  overlap_hours?: number;
}

/** State of a webhook's endpoint. */
export class WebhookHealthDto {
  /** `failing`: the last attempts failed; `disabled`: nothing is delivered. */
  @ApiProperty({ enum: ['ok', 'failing', 'disabled'] })
  state!: 'ok' | 'failing' | 'disabled';
  /** Time of the first failure since the last success. */
  failing_since!: string | null;
  /** Nothing is sent until then. */
  paused_until!: string | null;
  /**
   * `gone`: it answered 410; `failures`: five days without a success; `secret_unreadable`: rotate its secret;
   * `rights_lost`: the person who last changed it has left the organization or is no longer an administrator.
   */
  @ApiProperty({ enum: ['gone', 'failures', 'person', 'secret_unreadable', 'rights_lost'], nullable: true })
  disabled_reason!: DisabledReason | null;
}

/** A webhook. */
export class WebhookDto {
  /** @example 3 */
  id!: number;
  url!: string;
  description!: string | null;
  @ApiProperty({ enum: WEBHOOK_FORMATS })
  format!: WebhookFormat;
  /** @example ["gate.changed"] */
  events!: string[];
  repo_ids!: number[] | null;
  /** Names of the headers that are sent; their values are not shown. */
  header_names!: string[];
  enabled!: boolean;
  health!: WebhookHealthDto;
  created_at!: string;
  /** Until then, requests are also signed with the previous secret. */
  previous_secret_expires_at!: string | null;
}

/** A webhook that was created. */
export class CreatedWebhookDto extends WebhookDto {
  /** Secret to verify signatures with, shown only here and when it is rotated. @example whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw */
  secret!: string;
}

/** A page of webhooks, newest first. */
export class WebhookListDto {
  webhooks!: WebhookDto[];
  next_cursor!: string | null;
}

/** A new secret. */
export class RotatedSecretDto {
  /** The new secret, shown only here. */
  secret!: string;
  /** Until then, requests are also signed with the previous secret; null if they are not. */
  previous_expires_at!: string | null;
}

/** @param at now */
export function toWebhookDto(webhook: Webhook, at: Date): WebhookDto {
  const { previousUntil } = webhook;
  return {
    id: webhook.id,
    url: webhook.url,
    description: webhook.description,
    format: webhook.format,
    events: [...webhook.events],
    repo_ids: webhook.repoIds && [...webhook.repoIds],
    header_names: [...webhook.headerNames],
    enabled: webhook.disabledReason === null,
    health: toHealthDto(webhook, at),
    created_at: webhook.createdAt.toISOString(),
    previous_secret_expires_at: previousUntil !== null && previousUntil > at ? previousUntil.toISOString() : null,
  };
}

function toHealthDto({ failingSince, pausedUntil, disabledReason }: Webhook, at: Date): WebhookHealthDto {
  const isPaused = pausedUntil !== null && pausedUntil > at && disabledReason === null;
  return {
    state: disabledReason !== null ? 'disabled' : failingSince !== null ? 'failing' : 'ok',
    failing_since: failingSince?.toISOString() ?? null,
    paused_until: isPaused ? pausedUntil.toISOString() : null,
    disabled_reason: disabledReason,
  };
}

/** The fields that a request names. @throws ValidationFailed for headers or subscriptions that are not valid */
export function toDraft({
  repo_ids: repoIds,
  headers,
  events,
  ...fields
}: Omit<UpdateWebhookDto, 'drop_secrets'>): Partial<WebhookDraft> {
  return {
    ...(Object.fromEntries(
      Object.entries(fields as Readonly<Record<string, unknown>>).filter(([, value]) => value !== undefined),
    ) as Partial<WebhookDraft>),
    ...(events !== undefined && { events: readEvents(events) }),
    ...(repoIds !== undefined && { repoIds: repoIds as RepoId[] | null }),
    ...(headers !== undefined && { headers: readHeadersOrThrow(headers) }),
  };
}

function readEvents(events: readonly string[]): Webhook['events'] {
  if (events.length > 1 && events.includes(ALL_EVENTS))
    throw new ValidationFailed([
      { field: 'events', message: `must contain either only ${ALL_EVENTS} or not ${ALL_EVENTS}` },
    ]);
  return events as Webhook['events'];
}

function readHeadersOrThrow(headers: Record<string, unknown>): Readonly<Record<string, string>> {
  const read = readHeaders(headers);
  if (typeof read === 'string') throw new ValidationFailed([{ field: 'headers', message: read }]);
  return read;
}
