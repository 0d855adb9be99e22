import { Injectable } from '@nestjs/common';
import { OrganizationNotices } from '../../record/mail/organization-notices.writer.js';
import { type LostRights, MemberEvents } from '../auth/member.events.js';
import { TrustedPublisherRepository } from './trusted-publisher.repository.js';

/** Disables the publishers of a person who lost the right to make them: an issuer of their own would keep them a way in. */
@Injectable()
export class MakerFollower {
  constructor(
    private readonly publishers: TrustedPublisherRepository,
    private readonly notices: OrganizationNotices,
    events: MemberEvents,
  ) {
    events.onRightsLost((lost) => this.disableOf(lost));
  }

  private async disableOf({ orgId, userId, actor, address, record }: LostRights): Promise<void> {
    const action = 'trusted_publisher.disabled';
    const disabled = await this.publishers.disableOfMaker(orgId, userId);
    for (const { id, repoId } of disabled)
      await record({ action, target: { type: 'trusted_publisher', id }, repoId, new: { lost_rights_of: userId } });
    if (disabled.length > 0) await this.notices.report(orgId, { event: action, about: null, actor, address });
  }
}
