import { Injectable } from '@nestjs/common';
import type { OrgId, WebhookId } from '../../../domain/ids.js';
import { SealedText } from '../../../platform/secrets/sealed-text.js';
import type { WebhookEntity } from './entities/webhook.entity.js';

type Key = Pick<WebhookEntity, 'orgId' | 'id'>;
type Rotation = Pick<WebhookEntity, 'previousSecret' | 'previousUntil'>;
type SealedColumnName = 'headers' | 'secret' | 'previous_secret';

/** Secrets of webhooks, sealed for the columns in which they are stored. */
@Injectable()
export class WebhookSecrets {
  constructor(private readonly sealed: SealedText) {}

  sealSecret(orgId: OrgId, id: WebhookId, secret: string): Buffer {
    return this.sealed.seal(secret, placeOf({ orgId, id }, 'secret'));
  }

  sealPreviousSecret(orgId: OrgId, id: WebhookId, secret: string): Buffer {
    return this.sealed.seal(secret, placeOf({ orgId, id }, 'previous_secret'));
  }

  /** Null where there are none. */
  sealHeaders(orgId: OrgId, id: WebhookId, headers: Readonly<Record<string, string>>): Buffer | null {
    if (Object.keys(headers).length === 0) return null;
    return this.sealed.seal(JSON.stringify(headers), placeOf({ orgId, id }, 'headers'));
  }

  /** @throws UnreadableSecret */
  openSecret(webhook: Key & Pick<WebhookEntity, 'secret'>): string {
    return this.sealed.open(webhook.secret!, placeOf(webhook, 'secret'));
  }

  /**
   * The secrets to sign with at `at`, the newest first.
   *
   * @throws UnreadableSecret
   */
  openSigningSecrets(webhook: Key & Rotation & Pick<WebhookEntity, 'secret'>, at: Date): string[] {
    const previous = isOverlapping(webhook, at)
      ? [this.sealed.open(webhook.previousSecret!, placeOf(webhook, 'previous_secret'))]
      : [];
    return [this.openSecret(webhook), ...previous];
  }

  /** @throws UnreadableSecret */
  openHeaders(webhook: Key & Pick<WebhookEntity, 'headers'>): Record<string, string> {
    if (webhook.headers === null) return {};
    return JSON.parse(this.sealed.open(webhook.headers, placeOf(webhook, 'headers'))) as Record<string, string>;
  }
}

/** True while the previous secret signs beside the current one. */
export const isOverlapping = ({ previousSecret, previousUntil }: Rotation, at: Date): boolean =>
  previousSecret !== null && previousUntil !== null && previousUntil > at;

const placeOf = ({ orgId, id }: Key, column: SealedColumnName) => ({ table: 'webhooks', orgId, id, column });
