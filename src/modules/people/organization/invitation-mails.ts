import { Injectable } from '@nestjs/common';
import type { InvitationId, OrgId } from '../../../domain/ids.js';
import { composeInvitation } from '../../../domain/mail/message.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { SealedText } from '../../../platform/secrets/sealed-text.js';
import { type AddressedMessage, type MailEnd, MailWriter, type QueuedMail } from '../../record/mail/mail.writer.js';
import { InvitationRepository } from './invitation.repository.js';
import { INVITATION_LASTS_MS } from './invitation-lifetime.js';
import { MemberDirectory } from './member-directory.js';
import { OrganizationReader } from './organization.reader.js';

/** Mails of invitations. Their links are sealed in the database until the mail is sent, and then forgotten. */
@Injectable()
export class InvitationMails {
  constructor(
    private readonly mails: MailWriter,
    private readonly invitations: InvitationRepository,
    private readonly organizations: OrganizationReader,
    private readonly members: MemberDirectory,
    private readonly tenant: TenantDatabase,
    private readonly sealed: SealedText,
  ) {
    mails.register('invitation', {
      lastsMs: INVITATION_LASTS_MS,
      compose: (mail) => this.compose(mail),
      end: (mail, end) => this.end(mail, end),
    });
  }

  /** False where nothing is mailed: who invites hands the link over. */
  get areSent(): boolean {
    return this.mails.isOn;
  }

  /** Queues the mail of a new invitation, where mails are sent at all, in the open tenant transaction. */
  async queue(orgId: OrgId, id: InvitationId, link: string): Promise<void> {
    if (!this.mails.isOn) return;
    const sealed = this.sealed.seal(link, placeOf(orgId, id));
    await this.invitations.updateMail(orgId, id, { state: 'waiting', mailedAt: null, link: sealed });
    await this.mails.queueInvitation(orgId, id);
  }

  private compose({ orgId, invitationId: id }: QueuedMail): Promise<AddressedMessage | null> {
    return this.tenant.run(orgId!, async () => {
      const invitation = await this.invitations.find(orgId!, id!);
      if (!invitation?.link || invitation.expiresAt <= this.tenant.now()) return null;
      const { email, expiresAt, invitedBy } = invitation;
      const link = this.sealed.open(invitation.link, placeOf(orgId!, id!));
      const inviter = (await this.members.findName(orgId!, invitedBy)) ?? 'Somebody';
      const { name: orgName } = await this.organizations.settings(orgId!);
      return {
        to: email,
        ...composeInvitation({ orgName, inviter, link, expiresAt }),
      };
    });
  }

  private end({ orgId, invitationId: id }: QueuedMail, end: MailEnd): Promise<void> {
    const mailedAt = end === 'sent' ? this.tenant.now() : null;
    return this.tenant.run(orgId!, () =>
      this.invitations.updateMail(orgId!, id!, { state: end, mailedAt, link: null }),
    );
  }
}

const placeOf = (orgId: OrgId, id: InvitationId) => ({ table: 'invitations', orgId, id, column: 'link' });
