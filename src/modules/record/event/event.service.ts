import { Injectable } from '@nestjs/common';
import type { RepoId } from '../../../domain/ids.js';
import type { RecordedEvent } from '../../../domain/reporting/event.js';
import { EVENT_TYPE_NAMES, type EventTypeName, isForAdmins } from '../../../domain/reporting/event-types.js';
import { type Caller, hasRole } from '../../../platform/tenancy/caller.js';
import { type Page, toPage } from '../../../platform/validation/cursor.js';
import { type EventPage, EventReadModel } from './event.read-model.js';

/** Events to list; null matches any. */
export interface EventQuery {
  readonly type: EventTypeName | null;
  readonly repoId: RepoId | null;
  readonly from: Date | null;
}

/** Reading the log of events. */
@Injectable()
export class EventService {
  constructor(private readonly events: EventReadModel) {}

  /** In the order of their sequence. Events of members and API keys are for administrators. */
  async listEvents(caller: Caller, { type, ...rest }: EventQuery, page: EventPage): Promise<Page<RecordedEvent>> {
    const wanted = type === null ? EVENT_TYPE_NAMES : [type];
    const types = hasRole(caller, 'ORG_ADMIN') ? wanted : wanted.filter((name) => !isForAdmins(name));
    const rows = await this.events.listEvents(caller.orgId, { types, ...rest }, { ...page, limit: page.limit + 1 });
    return toPage(rows, page.limit, ({ sequence }) => [sequence]);
  }
}
