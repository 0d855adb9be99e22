import { ApiProperty } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import type { RepoId } from '../../../../domain/ids.js';
import { type RecordedEvent, toBody } from '../../../../domain/reporting/event.js';
import { EVENT_TYPE_NAMES, type EventTypeName, type JsonSchema } from '../../../../domain/reporting/event-types.js';
import { PageQueryDto } from '../../../../platform/validation/page-query.dto.js';
import { QueryChoice, QueryId, QueryInstant, QueryInteger } from '../../../../platform/validation/query-fields.js';

/** Filter and page of the log of events. */
export class EventQueryDto extends PageQueryDto {
  /** Events of this type. */
  @IsOptional()
  @QueryChoice(EVENT_TYPE_NAMES)
  type?: EventTypeName;

  /** Events of this repository. */
  @IsOptional()
  @QueryId()
  repo_id?: RepoId;

  /** Events at or after this time, or from the start of this day in UTC. */
  @IsOptional()
  @QueryInstant()
  from?: Date;

  /** Events after the one with this `sequence`. */
  @IsOptional()
  @QueryInteger(0, 999_999_999_999_999)
  after?: number;
}

/** The organization of an event. */
export class EventOrganizationDto {
  id!: number;
  slug!: string;
}

/** An event, as webhooks receive it. */
export class EventDto {
  /** @example evt_5f2b0c5e8d0a4c0f9b1d2e3f4a5b6c7d */
  id!: string;
  /** @example gate.evaluated */
  type!: string;
  timestamp!: string;
  /** Incremented when a key is removed or changes its type. */
  api_version!: number;
  /** Increases from event to event, with gaps. */
  sequence!: number;
  org!: EventOrganizationDto;
  /** Facts, which depend on the type; GET /webhooks/event-types describes them. */
  @ApiProperty({ type: 'object', additionalProperties: true })
  data!: object;
}

/** A page of the log of events, in the order of their sequence. */
export class EventListDto {
  events!: EventDto[];
  /** Null on the last page; read later events with `after`. */
  next_cursor!: string | null;
}

/** A type of event. */
export class EventTypeDto {
  /** @example gate.evaluated */
  type!: string;
  description!: string;
  /** JSON Schema of the event's body. */
  @ApiProperty({ type: 'object', additionalProperties: true })
  schema!: JsonSchema;
}

/** Every type of event. */
export class EventTypeListDto {
  event_types!: EventTypeDto[];
}

export const toEventDto = (event: RecordedEvent): EventDto => JSON.parse(toBody(event)) as EventDto;
