import { Injectable } from '@nestjs/common';
import type { EndpointAttempt } from '../../../domain/reporting/endpoint-health.js';
import { judgeAnswer } from '../../../domain/reporting/judge-answer.js';
import { retryDelayMs } from '../../../domain/reporting/retry-delay.js';
import { OutgoingClient } from '../../../platform/outgoing/outgoing-client.js';
import { UnreadableSecret } from '../../../platform/secrets/sealed-text.js';
import { Clock } from '../../../platform/time/clock.js';
import { type Attempt, type ClaimedDelivery, type Endpoint, REQUEST_MS } from './delivery.js';
import type { DeliverySettlement } from './delivery.repository.js';
import { KEPT_ANSWER_BYTES, redactHeaders, toRequest, type WebhookRequest } from './to-request.js';
import { isOverlapping, WebhookSecrets } from './webhook-secrets.js';

/** One attempt with what it means for its delivery and its endpoint. */
export interface AttemptResult {
  readonly settlement: DeliverySettlement;
  readonly endpoint: EndpointAttempt;
}

/** Secrets of an endpoint in the clear. */
interface OpenedSecrets {
  readonly headers: Readonly<Record<string, string>>;
  /** The newest first; an earlier one where it was still valid. */
  readonly signing: readonly string[];
}

interface Sent {
  readonly attempt: Attempt;
  readonly endpoint: EndpointAttempt;
}

const MAX_ANSWER_BYTES = 65_536;
/** Headers of an answer that are kept. */
const KEPT_HEADERS = 50;

/** Attempts claimed deliveries. */
@Injectable()
export class DeliverySender {
  /** Opened once for all deliveries that were claimed together. */
  private readonly opened = new WeakMap<Endpoint, OpenedSecrets>();

  constructor(
    private readonly client: OutgoingClient,
    private readonly secrets: WebhookSecrets,
    private readonly clock: Clock,
  ) {}

  /** @param random from 0 to below 1, for the pause before the next attempt */
  async attempt(delivery: ClaimedDelivery, signal?: AbortSignal, random = Math.random()): Promise<AttemptResult> {
    const { attempt, endpoint } = await this.send(delivery, signal);
    const at = new Date(attempt.at.getTime() + attempt.durationMs);
    const { orgId, id, item, webhook } = delivery;
    const next = nextState(delivery, endpoint, random);
    const nextAttemptAt = new Date(at.getTime() + next.delayMs);
    const settlement = { orgId, id, item, webhookId: webhook.id, attempt, nextAttemptAt, ...next };
    return { settlement, endpoint };
  }

  private async send(delivery: ClaimedDelivery, signal?: AbortSignal): Promise<Sent> {
    const at = this.clock.now();
    const begun = performance.now();
    const nothing = { at, durationMs: 0, status: null, responseHeaders: null, responseBody: null };
    const request = this.makeRequest(delivery, at);
    if (request === null)
      return { attempt: { ...nothing, error: 'secret_unreadable' }, endpoint: { kind: 'secret_unreadable' } };
    const answer = await this.client.send({
      ...request,
      url: delivery.webhook.url,
      method: 'POST',
      timeoutMs: REQUEST_MS,
      maxAnswerBytes: MAX_ANSWER_BYTES,
      ...(signal && { signal }),
    });
    const durationMs = Math.round(performance.now() - begun);
    if ('error' in answer) {
      const { error, status = null } = answer;
      return { attempt: { ...nothing, durationMs, status, error }, endpoint: { kind: 'failed' } };
    }
    const { status, headers, body } = answer;
    const endpoint = judgeAnswer(status, headers['retry-after'] ?? null, this.clock.now());
    const attempt = {
      at,
      durationMs,
      status,
      error: endpoint.kind === 'delivered' ? null : ('status' as const),
      responseHeaders: redactHeaders(Object.fromEntries(Object.entries(headers).slice(0, KEPT_HEADERS))),
      responseBody: body.subarray(0, KEPT_ANSWER_BYTES),
    };
    return { attempt, endpoint };
  }

  /** Null where a secret cannot be opened: nothing is sent unsigned. */
  private makeRequest({ webhook, event }: ClaimedDelivery, at: Date): WebhookRequest | null {
    try {
      const { headers: own, signing } = this.openSecrets(webhook, at);
      const valid = isOverlapping(webhook, at) ? signing : signing.slice(0, 1);
      const { headers, body } = toRequest(webhook.format, event, valid, at);
      return { headers: { ...own, ...headers }, body };
    } catch (error) {
      if (error instanceof UnreadableSecret) return null;
      throw error;
    }
  }

  /** @throws UnreadableSecret */
  private openSecrets(webhook: Endpoint, at: Date): OpenedSecrets {
    const opened = this.opened.get(webhook) ?? {
      headers: this.secrets.openHeaders(webhook),
      signing: this.secrets.openSigningSecrets(webhook, at),
    };
    this.opened.set(webhook, opened);
    return opened;
  }
}

type Next = Pick<DeliverySettlement, 'state' | 'attempts'> & { readonly delayMs: number };

function nextState({ attempts, isPing }: ClaimedDelivery, endpoint: EndpointAttempt, random: number): Next {
  if (endpoint.kind === 'delivered') return { state: 'delivered', attempts, delayMs: 0 };
  // waits for a new secret
  if (endpoint.kind === 'secret_unreadable' && !isPing) return { state: 'pending', attempts, delayMs: 0 };
  const delayMs = isPing || endpoint.kind === 'gone' ? null : retryDelayMs(attempts + 1, random);
  if (delayMs === null) return { state: 'failed', attempts: attempts + 1, delayMs: 0 };
  const pauseMs = endpoint.kind === 'paused' ? endpoint.pauseMs : 0;
  return { state: 'pending', attempts: attempts + 1, delayMs: Math.max(delayMs, pauseMs) };
}
