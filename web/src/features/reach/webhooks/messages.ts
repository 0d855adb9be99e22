import { type Delivery, type DeliveryAttempt, type DetailedDelivery, type Webhook } from './webhooks.queries';

type Health = Webhook['health'];

const DISABLED_WORDS: Readonly<Record<NonNullable<Health['disabled_reason']>, string>> = {
  gone: 'its endpoint answered that it is gone (410)',
  failures: 'no delivery succeeded for five days',
  person: 'a person disabled it',
  secret_unreadable: 'its secret can no longer be decrypted; rotate it',
  rights_lost: 'the person who last changed it has left the organization or is no longer an administrator',
};

export const HEALTH_WORDS: Readonly<Record<Health['state'], string>> = {
  ok: 'Works',
  failing: 'Failing',
  disabled: 'Disabled',
};

/** Reason why a webhook is disabled, as a clause. */
export const disabledWords = (reason: Health['disabled_reason']): string =>
  reason === null ? 'nothing is delivered' : DISABLED_WORDS[reason];

export const FORMAT_WORDS: Readonly<Record<Webhook['format'], string>> = {
  standard: 'Events as JSON, signed (Standard Webhooks)',
  slack: 'Messages for Slack',
  teams: 'Messages for Microsoft Teams',
};

export const STATE_WORDS: Readonly<Record<Delivery['state'], string>> = {
  pending: 'Pending',
  delivered: 'Delivered',
  failed: 'Failed',
  cancelled: 'Cancelled',
};

const ERROR_WORDS: Readonly<Record<Exclude<NonNullable<DeliveryAttempt['error']>, 'status'>, string>> = {
  timeout: 'no answer within 15 seconds',
  connection_refused: 'the connection was refused',
  dns: 'the host name was not found',
  tls: 'the certificate was not accepted',
  address_not_allowed: 'the address is not allowed',
  redirect: 'the answer was a redirect, which is not followed',
  too_large: 'the answer was too large',
  secret_unreadable: 'nothing could be signed: the secret cannot be decrypted',
};

/** Result of an attempt: `204`, `answered 500`, `no answer within 15 seconds`. */
export function attemptWords({ status, error }: Pick<DeliveryAttempt, 'status' | 'error'>): string {
  if (error === null) return status === null ? 'no answer' : `answered ${status}`;
  if (error === 'status') return `answered ${status ?? 'with an error'}`;
  if (error === 'redirect' && status !== null) return `answered ${status}, a redirect, which is not followed`;
  return ERROR_WORDS[error];
}

/** Result of a ping that has ended. */
export function pingWords({ state, attempts }: Pick<DetailedDelivery, 'state' | 'attempts'>): string {
  const last = attempts.at(-1);
  if (last === undefined) return 'The ping was not sent.';
  const words = `${attemptWords(last)}, after ${last.duration_ms} ms`;
  return state === 'delivered' ? `The ping arrived: ${words}.` : `The ping failed: ${words}.`;
}

/** Host of an address, which tells endpoints apart. */
export const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : url);

/** Name of a webhook for people. */
export const nameOf = ({ description, url }: Pick<Webhook, 'description' | 'url'>): string =>
  description === null || description === '' ? hostOf(url) : description;

/** Events of a webhook in few words. */
export function eventsWords(events: readonly string[]): string {
  if (events.includes('*')) return 'all';
  return events.length <= 3 ? events.join(', ') : `${events.slice(0, 2).join(', ')} and ${events.length - 2} more`;
}

/** Headers as they are written, one a line. */
export const headerLines = (headers: Readonly<Record<string, string>>): string =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
