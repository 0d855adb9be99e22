import { ApiProperty } from '@nestjs/swagger';
import { ArrayNotEmpty, ArrayUnique, IsArray, IsIn, IsISO8601, IsOptional, IsRFC3339 } from 'class-validator';
import { eventId } from '../../../../domain/reporting/event.js';
import { EVENT_TYPE_NAMES, type EventTypeName } from '../../../../domain/reporting/event-types.js';
import { MayBeLeftOut } from '../../../../platform/validation/body-fields.js';
import { PageQueryDto } from '../../../../platform/validation/page-query.dto.js';
import {
  QueryChoice,
  QueryInstant,
  QueryInteger,
  QueryLastInstant,
} from '../../../../platform/validation/query-fields.js';
import { type Attempt, type AttemptError, type Delivery, DELIVERY_STATES, type DeliveryState } from '../delivery.js';
import type { DetailedDelivery } from '../delivery.service.js';

/** Filter and page of deliveries. */
export class DeliveryQueryDto extends PageQueryDto {
  @IsOptional()
  @QueryChoice(DELIVERY_STATES)
  state?: DeliveryState;

  /** Deliveries of events of this type. */
  @IsOptional()
  @QueryChoice(EVENT_TYPE_NAMES)
  event?: EventTypeName;

  /** Deliveries that were queued at or after this time, or from the start of this day in UTC. */
  @IsOptional()
  @QueryInstant()
  from?: Date;

  /** Deliveries that were queued at or before this time, or until the end of this day in UTC. */
  @IsOptional()
  @QueryLastInstant()
  to?: Date;
}

/** Time to wait for a ping. */
export class PingQueryDto {
  /** Seconds to wait for the delivery to end; with 0, the response is sent at once. */
  @IsOptional()
  @QueryInteger(0, 15)
  wait = 0;
}

/** Deliveries to send again. */
export class RedeliverDto {
  /** Deliveries that were queued at or after this time. */
  @ApiProperty({ type: 'string', format: 'date-time' })
  @IsRFC3339()
  @IsISO8601({ strict: true })
  from!: string;

  /** Deliveries that were queued at or before this time. Default: until now. */
  @MayBeLeftOut()
  @ApiProperty({ type: 'string', format: 'date-time', required: false })
  @IsRFC3339()
  @IsISO8601({ strict: true })
  to?: string;

  /** Default: `["failed"]`. */
  @MayBeLeftOut()
  @IsArray()
  @ArrayNotEmpty()
  @ArrayUnique()
  @IsIn(DELIVERY_STATES, { each: true })
  states?: DeliveryState[];
}

/** A delivery of an event to a webhook. */
export class DeliveryDto {
  id!: number;
  /** Id of the event: the header `webhook-id`. @example evt_5f2b0c5e8d0a4c0f9b1d2e3f4a5b6c7d */
  event_id!: string;
  /** Type of the event. @example gate.changed */
  event!: string;
  @ApiProperty({ enum: DELIVERY_STATES })
  state!: DeliveryState;
  created_at!: string;
  finished_at!: string | null;
  /** Null if there are no more attempts. */
  next_attempt_at!: string | null;
}

/** One request, and its answer. */
export class DeliveryAttemptDto {
  at!: string;
  duration_ms!: number;
  /** Null if no response arrived. */
  status!: number | null;
  /** Null on success; `status`: an unsuccessful HTTP status. */
  @ApiProperty({ type: 'string', nullable: true })
  error!: AttemptError | null;
  /** Null if no response arrived, or for a redirect. */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' }, nullable: true })
  response_headers!: Readonly<Record<string, string>> | null;
  /** The first 4 KiB of the response. */
  response_body!: string | null;
}

/** A request as it is sent, without secrets. */
export class DeliveryRequestDto {
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' } })
  headers!: Readonly<Record<string, string>>;
  body!: string;
}

/** A delivery with its last 20 attempts. */
export class DetailedDeliveryDto extends DeliveryDto {
  attempts!: DeliveryAttemptDto[];
  request!: DeliveryRequestDto;
}

/** A page of deliveries, newest first. */
export class DeliveryListDto {
  deliveries!: DeliveryDto[];
  next_cursor!: string | null;
}

/** Number of deliveries that are sent again. */
export class QueuedDto {
  queued!: number;
}

/** A ping that is on its way. */
export class PingDto {
  delivery_id!: number;
}

export const toDeliveryDto = (delivery: Delivery): DeliveryDto => ({
  id: delivery.id,
  event_id: eventId(delivery.uid),
  event: delivery.type,
  state: delivery.state,
  created_at: delivery.createdAt.toISOString(),
  finished_at: delivery.finishedAt?.toISOString() ?? null,
  next_attempt_at: delivery.state === 'pending' ? delivery.nextAttemptAt.toISOString() : null,
});

export const toDetailedDeliveryDto = ({ delivery, attempts, request }: DetailedDelivery): DetailedDeliveryDto => ({
  ...toDeliveryDto(delivery),
  attempts: attempts.map(toAttemptDto),
  request,
});

const toAttemptDto = ({
  at,
  durationMs,
  status,
  error,
  responseHeaders,
  responseBody,
}: Attempt): DeliveryAttemptDto => ({
  at: at.toISOString(),
  duration_ms: durationMs,
  status,
  error,
  response_headers: responseHeaders,
  response_body: responseBody?.toString('utf8') ?? null,
});
