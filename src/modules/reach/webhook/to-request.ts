import { toSlackMessage, toTeamsMessage } from '../../../domain/reporting/chat-message.js';
import { eventId, type RecordedEvent, toBody } from '../../../domain/reporting/event.js';
import { signWebhook } from './sign-webhook.js';
import type { WebhookFormat } from './webhook.js';

/** The parts of a request that an event makes. */
export interface WebhookRequest {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export const REDACTED = '[redacted]';

/** Bytes of an answer that are kept. */
export const KEPT_ANSWER_BYTES = 4_096;

/** Headers whose values may be secrets, or recognize one. */
const SECRET_HEADERS =
  /^(authorization|proxy-authorization|private-token|cookie|set-cookie|webhook-signature|x-api-key)$/;

/**
 * The request that delivers an event at `at`.
 *
 * @param secrets to sign with, the newest first; a message for a chat is not signed
 */
export function toRequest(
  format: WebhookFormat,
  event: RecordedEvent,
  secrets: readonly string[],
  at: Date,
): WebhookRequest {
  const type = { 'content-type': 'application/json' };
  if (format !== 'standard') return { headers: type, body: toMessage(format, event) };
  const [id, timestamp, body] = [eventId(event.uid), Math.floor(at.getTime() / 1_000), toBody(event)];
  const signature = signWebhook(secrets, { id, timestamp, body });
  return {
    headers: { ...type, 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': signature },
    body,
  };
}

function toMessage(format: Exclude<WebhookFormat, 'standard'>, { type, data }: RecordedEvent): string {
  const make = format === 'slack' ? toSlackMessage : toTeamsMessage;
  return JSON.stringify(make(type, JSON.parse(data) as object));
}

/** Headers as they may be shown: the webhook's own and those that hold secrets without their values. */
export const redactHeaders = (
  headers: Readonly<Record<string, string>>,
  own: readonly string[] = [],
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      own.includes(name) || SECRET_HEADERS.test(name) ? REDACTED : value,
    ]),
  );
