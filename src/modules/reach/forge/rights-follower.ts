import { Injectable } from '@nestjs/common';
import { type LostRights, MemberEvents } from '../../people/auth/member.events.js';
import { OrganizationNotices } from '../../record/mail/organization-notices.writer.js';
import { ConnectionRepository } from './connection.repository.js';

/**
 * Disables the connections of a person who lost the right to make them: a forge of their own would keep receiving verdicts, and its hook
 * would be followed.
 */
@Injectable()
export class ConnectionRightsFollower {
  constructor(
    private readonly connections: ConnectionRepository,
    private readonly notices: OrganizationNotices,
    events: MemberEvents,
  ) {
    events.onRightsLost((lost) => this.disableOf(lost));
  }

  private async disableOf({ orgId, userId, actor, address, record }: LostRights): Promise<void> {
    const action = 'forge.disabled';
    const disabled = await this.connections.disableOfPerson(orgId, userId);
    for (const { id, name } of disabled)
      await record({ action, target: { type: 'forge', id }, new: { name, lost_rights_of: userId } });
    if (disabled.length > 0) await this.notices.report(orgId, { event: action, about: null, actor, address });
  }
}
