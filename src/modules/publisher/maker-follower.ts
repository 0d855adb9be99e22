import { Injectable } from '@nestjs/common';
import type { UserId } from '../../domain/ids.js';
import type { Caller } from '../../platform/tenancy/caller.js';
import { AuditLogWriter } from '../audit/audit-log.writer.js';
import { OrganizationNotices } from '../mail/organization-notices.writer.js';
import { MemberEvents } from '../organization/member.events.js';
import { TrustedPublisherRepository } from './trusted-publisher.repository.js';

/** Disables the publishers of a person who lost the right to make them: an issuer of their own would keep them a way in. */
@Injectable()
export class MakerFollower {
  constructor(
    private readonly publishers: TrustedPublisherRepository,
    private readonly notices: OrganizationNotices,
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
    if (disabled.length > 0) await this.notices.reportOf(caller, action, null);
  }
}
