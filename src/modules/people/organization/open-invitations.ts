import { Injectable } from '@nestjs/common';
import type { OrgId } from '../../../domain/ids.js';
import { hashSecret, makeSecret } from '../../../platform/secrets/random-secret.js';
import { InvitationRepository } from './invitation.repository.js';
import { InvitationLimits } from './invitation-limits.js';
import { InvitationMails } from './invitation-mails.js';

/** The one open invitation of each address, inside the open tenant transaction. */
@Injectable()
export class OpenInvitations {
  constructor(
    private readonly invitations: InvitationRepository,
    private readonly limits: InvitationLimits,
    private readonly mails: InvitationMails,
  ) {}

  /**
   * Makes the invitation of an address, and queues its mail; others of the address end.
   *
   * @param makeLink makes the link that accepts it, of its token
   * @returns its id, its link and those that ended
   * @throws AppError invitation_limit
   */
  async replace(orgId: OrgId, wanted: Omit<NewInvitation, 'tokenHash'>, makeLink: (token: string) => string) {
    const token = makeSecret('qgi_');
    await this.limits.claim(orgId, wanted.email);
    const replaced = await this.invitations.takeAllOf(orgId, wanted.email);
    const id = await this.invitations.insert(orgId, { ...wanted, tokenHash: hashSecret(token) });
    const link = makeLink(token);
    await this.mails.queue(orgId, id, link);
    return { id, link, replaced };
  }
}

type NewInvitation = Parameters<InvitationRepository['insert']>[1];
