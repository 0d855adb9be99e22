import { Injectable } from '@nestjs/common';
import type { OrgId } from '../../../domain/ids.js';
import type { NewEvent } from '../../../domain/reporting/event.js';
import { EventRepository } from './event.repository.js';

/** The one way into the log of events. */
@Injectable()
export class EventWriter {
  constructor(private readonly events: EventRepository) {}

  /** Records events by one statement in the open tenant transaction: what is rolled back never happened. */
  async record(orgId: OrgId, events: readonly NewEvent[]): Promise<void> {
    if (events.length > 0) await this.events.insert(orgId, events);
  }

  /** Records an event that its caller alone delivers; answers its sequence. */
  recordDelivered(orgId: OrgId, event: NewEvent): Promise<number> {
    return this.events.insertSpread(orgId, event);
  }
}
