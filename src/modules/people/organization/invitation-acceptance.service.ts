import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import type { RequestOrigin } from '../../../platform/request/request-context.js';
import type { CallerIdentity } from '../../../platform/tenancy/caller.js';
import { UnprovenIdentitiesWriter } from '../auth/provider/unproven-identities.writer.js';
import { InvitedUsers } from './invited-users.js';
import { MemberWriter } from './member.writer.js';
import { type AcceptedMembership, MemberDirectory } from './member-directory.js';
import { ValidInvitations } from './valid-invitations.js';

/** Answer of somebody to an invitation. A name is for those who have no user yet; a password opens the organization alone. */
export interface InvitationAnswer {
  readonly token: string;
  readonly name: string | null;
  readonly password: string | null;
}

/**
 * Lets people become members on their own account: of an invitation, the token is the proof
 * (docs/adr/identity.md#invitations-and-mapped-memberships).
 */
@Injectable()
export class InvitationAcceptanceService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly invitations: ValidInvitations,
    private readonly users: InvitedUsers,
    private readonly members: MemberWriter,
    private readonly directory: MemberDirectory,
    private readonly unproven: UnprovenIdentitiesWriter,
  ) {}

  /**
   * Accepts an invitation, once. A user who is known accepts signed in; somebody new becomes a user, whose password opens
   * this organization alone.
   *
   * @param caller the person who is signed in; null for nobody
   * @throws AppError `not_found` for an invitation that was used, withdrawn, has expired, or never was; `sso_required` for a password that
   *   the organization keeps out
   */
  async accept(
    caller: CallerIdentity | null,
    { token, name, password }: InvitationAnswer,
    origin: RequestOrigin,
  ): Promise<AcceptedMembership> {
    const found = await this.invitations.find(token);
    const { orgId, id } = found;
    const passwordHash =
      password === null ? null : await this.users.hashPassword(password, await this.invitations.findAddress(found));
    return this.tenant.run(orgId, async () => {
      const invitation = await this.invitations.take(orgId, id);
      const { email } = invitation;
      const userId = await this.users.ensure(orgId, caller, invitation, { name, passwordHash });
      await this.members.accept(orgId, { userId, name }, invitation, { ...origin, at: this.tenant.now() });
      await this.users.complete(orgId, userId, email, passwordHash);
      if (caller) await this.unproven.end(orgId, caller, origin);
      return { ...(await this.directory.describe(orgId, userId)), email };
    });
  }
}
