import type { OrgId, RepoId, ScanId } from '../ids.js';
import { EVENT_API_VERSION, type EventTypeName } from './event-types.js';

/** An event that has just happened. */
export interface NewEvent {
  readonly type: EventTypeName;
  /** Null: it concerns the organization as a whole. */
  readonly repoId: RepoId | null;
  readonly scanId: ScanId | null;
  /** As `EVENT_TYPES` describes it; at most about 18 KB as JSON. */
  readonly data: object;
}

/** A recorded event. */
export interface RecordedEvent {
  readonly org: { readonly id: OrgId; readonly slug: string };
  /** Its place in the log of the service. */
  readonly sequence: number;
  readonly uid: string;
  readonly type: string;
  readonly at: Date;
  /** The JSON text as it was recorded. */
  readonly data: string;
}

/** `evt_` and 32 hex digits: an event's id on the wire. */
export const eventId = (uid: string): string => `evt_${uid.replaceAll('-', '')}`;

/** The body that subscribers receive: the same bytes each time that it is sent. */
export function toBody({ org, sequence, uid, type, at, data }: RecordedEvent): string {
  const head = {
    id: eventId(uid),
    type,
    timestamp: at.toISOString(),
    api_version: EVENT_API_VERSION,
    sequence,
    org: { id: org.id, slug: org.slug },
  };
  return `${JSON.stringify(head).slice(0, -1)},"data":${data}}`;
}
