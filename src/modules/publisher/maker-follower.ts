import { Injectable } from '@nestjs/common';
import type { UserId } from '../../domain/ids.js';
import type { Caller } from '../../platform/tenancy/caller.js';
import { AuditLogWriter } from '../audit/audit-log.writer.js';
import { MailWriter } from '../mail/mail.writer.js';
import { MemberEvents } from '../organization/member.events.js';
import { MemberReader } from '../organization/member.reader.js';
import { TrustedPublisherRepository } from './trusted-publisher.repository.js';

/** Disables the publishers of a person who lost the right to make them: an issuer of their own would keep them a way in. */
@Injectable()
export class MakerFollower {
  constructor(
    private readonly publishers: TrustedPublisherRepository,
    private readonly members: MemberReader,
    private readonly mails: MailWriter,
    private readonly audit: AuditLogWriter,
    events: MemberEvents,
  ) {
    events.onRightsLost((caller, userId) => this.disableOf(caller, userId));
  }

  private async disableOf(caller: Caller, userId: UserId): Promise<void> {
    const { orgId } = caller;
    const action = 'trusted_publisher.disabled';
    const disabled = await this.publishers.disableOfMaker(orgId, userId);
    for (const { id, repoId } of disabled) {
      const target = { type: 'trusted_publisher', id };
      await this.audit.record(caller, { action, target, repoId, new: { lost_rights_of: userId } });
    }
    if (disabled.length === 0) return;
    const facts = { event: action, address: null, by: null } as const;
    for (const administrator of await this.members.listAdministrators(orgId))
      await this.mails.queueNoticeWithin(orgId, { userId: administrator, sessionId: null, facts });
  }
}
