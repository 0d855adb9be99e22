import { Injectable } from '@nestjs/common';
import { type LostRights, MemberEvents } from '../../people/auth/member.events.js';
import { OrganizationNotices } from '../../record/mail/organization-notices.writer.js';
import { disabledAction } from './webhook.js';
import { WebhookRepository } from './webhook.repository.js';

/** Disables the webhooks of a person who lost the right to make them: their address would keep receiving events. */
@Injectable()
export class WebhookRightsFollower {
  constructor(
    private readonly webhooks: WebhookRepository,
    private readonly notices: OrganizationNotices,
    events: MemberEvents,
  ) {
    events.onRightsLost((lost) => this.disableOf(lost));
  }

  private async disableOf({ orgId, userId, actor, address, record }: LostRights): Promise<void> {
    const disabled = await this.webhooks.disableOfPerson(orgId, userId);
    for (const webhook of disabled) {
      const action = disabledAction(webhook, { reason: 'rights_lost', failingSince: null });
      await record({ ...action, new: { ...action.new, lost_rights_of: userId } });
    }
    if (disabled.length > 0)
      await this.notices.report(orgId, { event: 'webhook.disabled', about: null, actor, address });
  }
}
