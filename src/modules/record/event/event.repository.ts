import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { OrgId } from '../../../domain/ids.js';
import type { NewEvent } from '../../../domain/reporting/event.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';

/** The log of events; it is written once, and read as `EventReadModel`. */
@Injectable()
export class EventRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  /** In the order of the list. */
  async insert(orgId: OrgId, events: readonly NewEvent[]): Promise<void> {
    await this.tenant.manager(orgId).query(
      `INSERT INTO events (org_id, uid, type, repo_id, scan_id, data)
       SELECT $1, uid, type, repo_id, scan_id, data
       FROM unnest($2::uuid[], $3::text[], $4::bigint[], $5::bigint[], $6::json[]) WITH ORDINALITY
         AS event (uid, type, repo_id, scan_id, data, place)
       ORDER BY place`,
      [
        orgId,
        events.map(() => randomUUID()),
        events.map(({ type }) => type),
        events.map(({ repoId }) => repoId),
        events.map(({ scanId }) => scanId),
        events.map(({ data }) => JSON.stringify(data)),
      ],
    );
  }

  /** An event that is not queued for any webhook; answers its id. */
  async insertSpread(orgId: OrgId, { type, repoId, scanId, data }: NewEvent): Promise<number> {
    const rows: { id: number }[] = await this.tenant.manager(orgId).query(
      `INSERT INTO events (org_id, uid, type, repo_id, scan_id, data, is_spread) VALUES ($1, $2, $3, $4, $5, $6, true)
       RETURNING id`,
      [orgId, randomUUID(), type, repoId, scanId, JSON.stringify(data)],
    );
    return rows[0]!.id;
  }
}
