import { Injectable } from '@nestjs/common';
import type { OrgId, UserId } from '../../../domain/ids.js';
import { composeSecurityNotice, type NoticeEvent } from '../../../domain/mail/security-notice.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { type AddressedMessage, MailWriter, type QueuedMail } from '../../record/mail/mail.writer.js';
import type { ClientTraits } from './client-traits.js';

const LASTS_MS = 24 * 60 * 60_000;

/**
 * Reports to people by mail how their account is signed in to from now on, where the service sends mails
 * (docs/adr/reach.md#mails-queued-in-the-database). Whatever changes a password or a second factor calls this beside the
 * audit log; its event is a row of `security-notice.ts`.
 */
@Injectable()
export class SecurityNotices {
  constructor(private readonly mails: MailWriter) {
    const source = { lastsMs: LASTS_MS, compose: (mail: QueuedMail) => this.compose(mail) };
    mails.register('security_notice', source);
    mails.register('password_changed', source);
  }

  /** Reports what the caller did to the own account. To be called outside of transactions, once it is done. */
  async reportOf({ userId, address, credential }: Caller, event: NoticeEvent): Promise<void> {
    const sessionId = 'sessionId' in credential ? credential.sessionId : null;
    await this.mails.queueNotice({ userId, sessionId, facts: { event, address, by: null } });
  }

  /** As `reportOf`, of a client that is not signed in yet. */
  async report(userId: UserId, event: NoticeEvent, { address, userAgent }: ClientTraits): Promise<void> {
    const facts = { event, address, user_agent: userAgent, by: null };
    await this.mails.queueNotice({ userId, sessionId: null, facts });
  }

  /** Reports what an owner of the organization did to a member's account, in the open tenant transaction. */
  async reportByOwner(orgId: OrgId, userId: UserId, event: NoticeEvent): Promise<void> {
    const facts = { event, address: null, by: 'owner' as const };
    await this.mails.queueNoticeWithin(orgId, { userId, sessionId: null, facts });
  }

  /** As `report`, in the open tenant transaction. */
  async reportWithin(orgId: OrgId, userId: UserId, event: NoticeEvent): Promise<void> {
    await this.mails.queueNoticeWithin(orgId, { userId, sessionId: null, facts: { event, address: null, by: null } });
  }

  private compose({ address, queuedAt, details }: QueuedMail): Promise<AddressedMessage> {
    const notice = {
      event: (details?.event ?? 'auth.password_changed') as NoticeEvent,
      address: details?.address ?? null,
      userAgent: details?.user_agent ?? null,
      by: details?.by ?? null,
      organization:
        details?.org === undefined
          ? null
          : { name: details.org, about: details.about ?? null, actor: details.actor ?? null },
    };
    const message = composeSecurityNotice(notice, queuedAt, this.mails.pageAddress('/sign-in'));
    return Promise.resolve({ to: address!, ...message });
  }
}
