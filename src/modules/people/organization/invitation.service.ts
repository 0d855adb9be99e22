import { Injectable } from '@nestjs/common';
import type { InvitationId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { AppError, NotFoundInOrg } from '../../../platform/errors/app-error.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import type { OrgRole } from '../../../platform/tenancy/role.js';
import { type Page, toPage } from '../../../platform/validation/cursor.js';
import { AuditLogWriter } from '../../record/audit/audit-log.writer.js';
import { earlierOf } from '../auth/minting-key.reader.js';
import { Grants } from './grants.js';
import { type Invitation, InvitationRepository } from './invitation.repository.js';
import { INVITATION_LASTS_MS } from './invitation-lifetime.js';
import { MemberDirectory } from './member-directory.js';
import { OpenInvitations } from './open-invitations.js';

/** A person to invite. */
export interface WantedInvitation {
  readonly email: string;
  readonly role: OrgRole;
}

/** An invitation, and the link that accepts it, which is stored until its mail is sent. */
export interface MadeInvitation extends Pick<Invitation, 'id' | 'expiresAt'> {
  readonly link: string;
  /** False where it replaces one of the address that was open. */
  readonly isFirst: boolean;
}

/** Invites people to become members on their own account (docs/adr/identity.md#invitations-and-mapped-memberships). */
@Injectable()
export class InvitationService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly invitations: InvitationRepository,
    private readonly open: OpenInvitations,
    private readonly directory: MemberDirectory,
    private readonly grants: Grants,
    private readonly audit: AuditLogWriter,
  ) {}

  async listInvitations(
    { orgId }: Caller,
    page: { limit: number; afterId: InvitationId | null },
  ): Promise<Page<Invitation>> {
    const found = await this.tenant.run(orgId, () =>
      this.invitations.listInvitations(orgId, { ...page, limit: page.limit + 1 }),
    );
    return toPage(found, page.limit, ({ id }) => [id]);
  }

  /**
   * Makes the one invitation of an address: another one, with its link, ends. One that a key makes ends with the key.
   *
   * @param ownUrl address of this service, for the link
   * @throws AppError invitation_limit, already_exists
   */
  async create(caller: Caller, { email, role }: WantedInvitation, ownUrl: string): Promise<MadeInvitation> {
    const { orgId } = caller;
    await this.grants.require(caller, role);
    const createdAt = this.tenant.now();
    return this.tenant.run(orgId, async () => {
      const { mintedBy, expiresAt: keyEnds } = await this.grants.minterOf(caller);
      const expiresAt = earlierOf(new Date(createdAt.getTime() + INVITATION_LASTS_MS), keyEnds);
      const wanted = { email, role, invitedBy: caller.userId, mintedBy, createdAt, expiresAt };
      if (await this.directory.hasAccepted(orgId, email))
        throw new AppError('already_exists', 'This user is already a member.');
      // behind the number sign: no server, proxy or log on the way sees it
      const makeLink = (token: string) => `${ownUrl}/invitation#token=${token}`;
      const { id, link, replaced } = await this.open.replace(orgId, wanted, makeLink);
      const target = { type: 'invitation', id };
      const replaces = replaced.map((one) => one.id);
      const made = { email, role, ...(replaces.length > 0 && { replaces }) };
      await this.audit.record(caller, { action: 'invitation.created', target, new: made });
      return { id, expiresAt, link, isFirst: replaced.every((one) => one.expiresAt <= createdAt) };
    });
  }

  withdraw(caller: Caller, id: InvitationId): Promise<void> {
    const { orgId } = caller;
    return this.tenant.run(orgId, async () => {
      const gone = await this.invitations.take(orgId, id);
      if (!gone) throw new NotFoundInOrg('invitation');
      const { email, role } = gone;
      const target = { type: 'invitation', id };
      await this.audit.record(caller, { action: 'invitation.withdrawn', target, old: { email, role } });
    });
  }
}
