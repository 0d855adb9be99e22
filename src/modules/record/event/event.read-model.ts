import { Injectable } from '@nestjs/common';
import type { OrgId, RepoId } from '../../../domain/ids.js';
import type { RecordedEvent } from '../../../domain/reporting/event.js';
import type { EventTypeName } from '../../../domain/reporting/event-types.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { together } from '../../../platform/database/together.js';

export interface EventFilter {
  readonly types: readonly EventTypeName[];
  readonly repoId: RepoId | null;
  /** Events at or after this time. */
  readonly from: Date | null;
}

/** A page of the log, in its order. */
export interface EventPage {
  readonly limit: number;
  /** The sequence of the last event that is known. */
  readonly after: number;
}

/**
 * Time before which no event comes to the log any more, in the transaction's settings: the begin of the oldest other
 * transaction of the service, which may still record one. Read by a statement of its own, so that the next one sees what is
 * committed meanwhile.
 */
const SET_HORIZON = `
  SELECT set_config('app.events_before', coalesce((SELECT min(xact_start) FROM pg_stat_activity
    WHERE usename = current_user AND datname = current_database() AND pid <> pg_backend_pid()),
    clock_timestamp())::text, true)`;

const PAGE = `
  SELECT e.id AS sequence, e.uid, e.type, e.created_at AS at, e.data::text AS data, o.slug
  FROM events e JOIN organizations o ON o.id = e.org_id
  WHERE e.org_id = $1 AND e.id > $2 AND e.type = ANY ($3) AND ($4::bigint IS NULL OR e.repo_id = $4)
    AND ($5::timestamptz IS NULL OR e.created_at >= $5)
    AND e.created_at < current_setting('app.events_before')::timestamptz
  ORDER BY e.id LIMIT $6`;

/** The log of events: joins `events` with `organizations`. */
@Injectable()
export class EventReadModel {
  constructor(private readonly tenant: TenantDatabase) {}

  /**
   * Ends before an event that a transaction under way may have numbered already: a reader that continues after the last sequence
   * misses none.
   */
  listEvents(
    orgId: OrgId,
    { types, repoId, from }: EventFilter,
    { limit, after }: EventPage,
  ): Promise<RecordedEvent[]> {
    return this.tenant.run(orgId, async () => {
      const manager = this.tenant.manager(orgId);
      type Row = Omit<RecordedEvent, 'org'> & { readonly slug: string };
      const values = [orgId, after, types, repoId, from, limit];
      const looking: Promise<unknown> = manager.query(SET_HORIZON);
      const reading: Promise<Row[]> = manager.query(PAGE, values);
      const [, rows] = await together([looking, reading]);
      return rows.map(({ slug, ...event }) => ({ ...event, org: { id: orgId, slug } }));
    });
  }
}
