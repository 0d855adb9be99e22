import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { bodySchema, EVENT_TYPE_NAMES, EVENT_TYPES } from '../../../domain/reporting/event-types.js';
import { AnyReader, ViewerAccess } from '../../../platform/tenancy/access.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../platform/tenancy/current-caller.decorator.js';
import { decodeIdCursor } from '../../../platform/validation/cursor.js';
import { type EventListDto, EventQueryDto, type EventTypeListDto, toEventDto } from './dto/event.dto.js';
import { EventService } from './event.service.js';

@ApiTags('Events')
@Controller()
export class EventController {
  constructor(private readonly events: EventService) {}

  /**
   * List events
   *
   * @remarks Lists the events that webhooks receive, by sequence, for clients that cannot receive requests. To read new
   *   events, repeat the request with the sequence of the last event as `after`; no event is skipped. Only
   *   administrators see events of members and API keys.
   */
  @Get('events')
  @ViewerAccess('read:scans')
  async listEvents(@CurrentCaller() caller: Caller, @Query() query: EventQueryDto): Promise<EventListDto> {
    const filter = { type: query.type ?? null, repoId: query.repo_id ?? null, from: query.from ?? null };
    const after = Math.max(query.after ?? 0, decodeIdCursor<number>(query.cursor) ?? 0);
    const page = await this.events.listEvents(caller, filter, { limit: query.limit, after });
    return { events: page.items.map(toEventDto), next_cursor: page.nextCursor };
  }

  /**
   * List the types of events
   *
   * @remarks Lists each type with the JSON Schema of its body.
   */
  @Get('webhooks/event-types')
  @AnyReader()
  listEventTypes(): EventTypeListDto {
    return {
      event_types: EVENT_TYPE_NAMES.map((type) => ({
        type,
        description: EVENT_TYPES[type].description,
        schema: bodySchema(type),
      })),
    };
  }
}
