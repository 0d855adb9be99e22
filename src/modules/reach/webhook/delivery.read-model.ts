import { Injectable } from '@nestjs/common';
import type { DeliveryId, OrgId, WebhookId } from '../../../domain/ids.js';
import type { RecordedEvent } from '../../../domain/reporting/event.js';
import type { PreparedStatement } from '../../../platform/database/prepared-read.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { dueAtOf, type WorkItem } from '../../../platform/work/work-queue.js';
import { type ClaimedDelivery, DELIVERIES, type Delivery, type DeliveryState, type Endpoint } from './delivery.js';

export interface DeliveryFilter {
  readonly state: DeliveryState | null;
  readonly type: string | null;
  readonly from: Date | null;
  readonly to: Date | null;
}

type EventColumns = Omit<RecordedEvent, 'org'>;

interface ClaimedRow extends EventColumns {
  readonly id: DeliveryId;
  readonly webhookId: WebhookId;
  readonly attempts: number;
  readonly isPing: boolean;
  readonly slug: string;
}

const EVENT = 'e.id AS sequence, e.uid, e.type, e.created_at AS at, e.data::text AS data, o.slug';
const LISTED = `d.id, d.webhook_id AS "webhookId", e.uid, e.type, d.state, d.created_at AS "createdAt",
  d.finished_at AS "finishedAt", coalesce(${dueAtOf('d.org_id', DELIVERIES, 'd.id::text')}, d.finished_at, d.created_at) AS "nextAttemptAt"`;
const SOURCES = `deliveries d
  JOIN events e ON e.org_id = d.org_id AND e.id = d.event_id
  JOIN organizations o ON o.id = d.org_id`;

const CLAIMED: PreparedStatement = {
  name: 'claimed_deliveries',
  text: `SELECT d.id, d.webhook_id AS "webhookId", d.attempts, d.is_ping AS "isPing", ${EVENT}
    FROM ${SOURCES} WHERE d.org_id = $1 AND d.id = ANY ($2) AND d.state = 'pending'`,
};
const ENDPOINTS: PreparedStatement = {
  name: 'claimed_endpoints',
  text: `SELECT w.org_id AS "orgId", w.id, w.url, w.format, w.headers, w.secret, w.previous_secret AS "previousSecret",
      w.previous_until AS "previousUntil"
    FROM webhooks w WHERE w.org_id = $1 AND w.id = ANY ($2)`,
};

/** Deliveries with their events: joins `deliveries` with `events` and `organizations`, and reads `webhooks` beside them. */
@Injectable()
export class DeliveryReadModel {
  constructor(private readonly tenant: TenantDatabase) {}

  /** Claimed deliveries of one organization with all that their requests need; those that have ended meanwhile are left out. */
  async readClaimed(orgId: OrgId, items: readonly WorkItem[]): Promise<ClaimedDelivery[]> {
    const byKey = new Map(items.map((item) => [item.key!, item]));
    const [rows, endpoints] = await Promise.all([
      this.tenant.read<ClaimedRow>(orgId, CLAIMED, [String(orgId), toArray(byKey.keys())]),
      this.tenant.read<Endpoint>(orgId, ENDPOINTS, [String(orgId), toArray(new Set(items.map(({ lane }) => lane)))]),
    ]);
    const webhooks = new Map(endpoints.map((webhook) => [webhook.id, webhook]));
    return rows.flatMap((row) => {
      const webhook = webhooks.get(row.webhookId);
      return webhook === undefined ? [] : [toClaimed(row, webhook, byKey.get(String(row.id))!)];
    });
  }

  /** Newest first, those before `beforeId`. */
  listDeliveries(
    orgId: OrgId,
    webhookId: WebhookId,
    { state, type, from, to }: DeliveryFilter,
    page: { readonly limit: number; readonly beforeId: DeliveryId | null },
  ): Promise<Delivery[]> {
    return this.tenant.manager(orgId).query(
      `SELECT ${LISTED} FROM deliveries d JOIN events e ON e.org_id = d.org_id AND e.id = d.event_id
       WHERE d.org_id = $1 AND d.webhook_id = $2 AND ($3::text IS NULL OR d.state = $3) AND ($4::text IS NULL OR e.type = $4)
         AND ($5::timestamptz IS NULL OR d.created_at >= $5) AND ($6::timestamptz IS NULL OR d.created_at <= $6)
         AND ($7::bigint IS NULL OR d.id < $7)
       ORDER BY d.id DESC LIMIT $8`,
      [orgId, webhookId, state, type, from, to, page.beforeId, page.limit],
    );
  }

  /** Null where the webhook has no such delivery. */
  async findDelivery(
    orgId: OrgId,
    webhookId: WebhookId,
    id: DeliveryId,
  ): Promise<{ delivery: Delivery; event: RecordedEvent } | null> {
    const rows: (Delivery & EventColumns & { slug: string })[] = await this.tenant
      .manager(orgId)
      .query(`SELECT ${LISTED}, ${EVENT} FROM ${SOURCES} WHERE d.org_id = $1 AND d.webhook_id = $2 AND d.id = $3`, [
        orgId,
        webhookId,
        id,
      ]);
    return rows[0] ? { delivery: rows[0], event: toEvent(orgId, rows[0]) } : null;
  }
}

const toEvent = (
  orgId: OrgId,
  { sequence, uid, type, at, data, slug }: EventColumns & { slug: string },
): RecordedEvent => ({
  org: { id: orgId, slug },
  sequence,
  uid,
  type,
  at,
  data,
});

/** SQL text of an array of numbers. */
const toArray = (ids: Iterable<string | number>): string => `{${[...ids].join(',')}}`;

function toClaimed(row: ClaimedRow, webhook: Endpoint, item: WorkItem): ClaimedDelivery {
  const { id, attempts, isPing } = row;
  const { orgId } = webhook;
  return { orgId, id, item, attempts, isPing, webhook, event: toEvent(orgId, row) };
}
