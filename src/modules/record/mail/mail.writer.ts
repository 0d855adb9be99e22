import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import type { InvitationId, OrgId } from '../../../domain/ids.js';
import type { Message } from '../../../domain/mail/message.js';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../platform/config/config-token.js';
import { LOGGER } from '../../../platform/logging/logger.js';
import { type MailKind, MailRepository, type QueuedMail, type QueuedNotice } from './mail.repository.js';

export type { NoticeFacts, QueuedMail, QueuedNotice } from './mail.repository.js';

/** A message and who receives it. */
export interface AddressedMessage extends Message {
  readonly to: string;
}

/** End of a mail: it was sent, or is given up. */
export type MailEnd = 'sent' | 'failed';

/** The feature that has a kind of mails sent. */
export interface MailSource {
  /** Time from the queueing in which it is attempted again, in milliseconds. */
  readonly lastsMs: number;
  /** Makes the message at the time of an attempt; null where there is nothing to send any more. */
  compose(mail: QueuedMail): Promise<AddressedMessage | null>;
  /** Notes the end, possibly twice. */
  end?(mail: QueuedMail, end: MailEnd): Promise<void>;
}

/** Queues mails of other features, which are sent in the background (docs/adr/reach.md#mails-queued-in-the-database). */
@Injectable()
export class MailWriter {
  private readonly sources = new Map<MailKind, MailSource>();

  constructor(
    private readonly mails: MailRepository,
    @Inject(APP_CONFIG) private readonly config: Pick<AppConfig, 'mail' | 'server'>,
    @Inject(LOGGER) private readonly logger: Pick<Logger, 'error'>,
  ) {}

  /** False where no mail server is configured: nothing is to be queued then. */
  get isOn(): boolean {
    return this.config.mail !== null;
  }

  /**
   * Address of a page of the dashboard for mails, which no request names: a `Host` header would choose where the secret of a
   * link is sent.
   *
   * @param path such as `/sign-in`
   */
  pageAddress(path: string): string {
    const { publicUrl, port } = this.config.server;
    return `${publicUrl ?? `http://localhost:${port}`}${path}`;
  }

  /** Names the feature of a kind. To be called in a constructor. */
  register(kind: MailKind, source: MailSource): void {
    this.sources.set(kind, source);
  }

  sourceOf(kind: MailKind): MailSource | undefined {
    return this.sources.get(kind);
  }

  /** Queues a mail to the person with an address, at the same cost for every address. */
  queueReset(address: string): Promise<void> {
    return this.mails.queueReset(address);
  }

  /** Queues the mail of an invitation within the open tenant transaction. */
  queueInvitation(orgId: OrgId, id: InvitationId): Promise<void> {
    return this.mails.queueInvitation(orgId, id);
  }

  /** Queues a notice to a person, where mails are sent at all. What has happened does not fail by it. */
  async queueNotice(notice: QueuedNotice): Promise<void> {
    if (!this.isOn) return;
    try {
      await this.mails.queueNotice(notice, null);
    } catch (err) {
      this.logger.error({ err, event: notice.facts.event }, 'The mail about a security change could not be queued.');
    }
  }

  /** Queues a notice within the open tenant transaction, where mails are sent at all. */
  async queueNoticeWithin(orgId: OrgId, notice: QueuedNotice): Promise<void> {
    if (this.isOn) await this.mails.queueNotice(notice, orgId);
  }
}
