import type { DeliveryId, OrgId, WebhookId } from '../../../domain/ids.js';
import type { RecordedEvent } from '../../../domain/reporting/event.js';
import type { OutgoingError } from '../../../platform/outgoing/outgoing-error.js';
import type { WorkItem } from '../../../platform/work/work-queue.js';
import type { WebhookEntity } from './entities/webhook.entity.js';

export const DELIVERY_STATES = ['pending', 'delivered', 'failed', 'cancelled'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** Words for what an attempt met; `status`: an answer that is no success. */
export type AttemptError = OutgoingError | 'status' | 'secret_unreadable';

/** Kinds of work: deliveries, and pings, which the instance that made them sends alone. The lane is the webhook, the key the delivery's id. */
export const DELIVERIES = 'deliveries';
export const PINGS = 'pings';

/** Time for a whole request, and the lease of a claimed delivery: twice as long and a little. */
export const REQUEST_MS = 15_000;
export const DELIVERY_LEASE_SECONDS = 35;

/** A delivery that this instance may attempt until the lease of its item ends. */
export interface DeliveryClaim {
  readonly orgId: OrgId;
  readonly id: DeliveryId;
  readonly item: WorkItem;
}

/** Columns of a webhook that a request needs. */
export type Endpoint = Pick<
  WebhookEntity,
  'orgId' | 'id' | 'url' | 'format' | 'headers' | 'secret' | 'previousSecret' | 'previousUntil'
>;

/** A claimed delivery with what is sent where. */
export interface ClaimedDelivery extends DeliveryClaim {
  readonly webhook: Endpoint;
  readonly event: RecordedEvent;
  /** Failed ones of the present table of retries. */
  readonly attempts: number;
  readonly isPing: boolean;
}

/** Result of one request. */
export interface Attempt {
  readonly at: Date;
  readonly durationMs: number;
  readonly status: number | null;
  readonly error: AttemptError | null;
  readonly responseHeaders: Readonly<Record<string, string>> | null;
  readonly responseBody: Buffer | null;
}

/** A delivery in a list. */
export interface Delivery {
  readonly id: DeliveryId;
  readonly webhookId: WebhookId;
  readonly uid: string;
  readonly type: string;
  readonly state: DeliveryState;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
  readonly nextAttemptAt: Date;
}
