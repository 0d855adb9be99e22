import type { OrgId, RepoId, WebhookId } from '../../../domain/ids.js';
import type { DisabledReason, EndpointHealth } from '../../../domain/reporting/endpoint-health.js';
import type { EventTypeName } from '../../../domain/reporting/event-types.js';

/** Forms of a request's body: an event by Standard Webhooks, or a message for the incoming webhook of a chat. */
export const WEBHOOK_FORMATS = ['standard', 'slack', 'teams'] as const;
export type WebhookFormat = (typeof WEBHOOK_FORMATS)[number];

/** Subscription to every type of event. */
export const ALL_EVENTS = '*';

/** An endpoint with the events that are delivered to it. */
export interface Webhook extends EndpointHealth {
  readonly orgId: OrgId;
  readonly id: WebhookId;
  readonly url: string;
  readonly description: string | null;
  readonly format: WebhookFormat;
  /** Types, or `*` alone. */
  readonly events: readonly (EventTypeName | typeof ALL_EVENTS)[];
  /** Null: all repositories, and events of none. */
  readonly repoIds: readonly RepoId[] | null;
  readonly headerNames: readonly string[];
  readonly previousUntil: Date | null;
  readonly createdAt: Date;
}

/** Fields of a webhook that its maker sets. */
export interface WebhookDraft extends Pick<Webhook, 'url' | 'description' | 'format' | 'events' | 'repoIds'> {
  readonly headers: Readonly<Record<string, string>>;
  readonly enabled: boolean;
}

/** Fields to change. */
export interface WebhookChange extends Partial<WebhookDraft> {
  /** Stored headers are deleted where the URL moves to another origin and no others are given. */
  readonly dropsSecrets: boolean;
}

/** The entry and the event of a webhook that was disabled. */
export function disabledAction(
  { id, url, description }: Pick<Webhook, 'id' | 'url' | 'description'>,
  { reason, failingSince }: { readonly reason: DisabledReason | null; readonly failingSince: Date | null },
) {
  const facts = { reason, failing_since: failingSince?.toISOString() ?? null };
  const webhook = { id, site: new URL(url).origin, description };
  return { action: 'webhook.disabled', target: { type: 'webhook', id }, new: facts, eventData: { webhook, ...facts } };
}
