import { Injectable } from '@nestjs/common';
import type { InvitationId, OrgId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { together } from '../../../platform/database/together.js';
import { AppError } from '../../../platform/errors/app-error.js';
import { hashSecret } from '../../../platform/secrets/random-secret.js';
import { type Invitation, InvitationRepository } from './invitation.repository.js';
import { MemberDirectory } from './member-directory.js';
import { SsoRepository } from './sso.repository.js';

/** Invitations that can be accepted. */
@Injectable()
export class ValidInvitations {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly invitations: InvitationRepository,
    private readonly sso: SsoRepository,
    private readonly directory: MemberDirectory,
  ) {}

  /** @throws AppError not_found for one that was used, withdrawn, has expired, or never was */
  async find(token: string): Promise<{ orgId: OrgId; id: InvitationId }> {
    const found = await this.invitations.findByToken(hashSecret(token));
    if (!found) throw noInvitation();
    return found;
  }

  /**
   * The invited address, where the organization can be entered by a password.
   *
   * @throws AppError not_found, sso_required
   */
  async findAddress({ orgId, id }: { readonly orgId: OrgId; readonly id: InvitationId }): Promise<string> {
    const [invitation, { isRequired }] = await this.tenant.run(orgId, () =>
      together([this.invitations.find(orgId, id), this.sso.read(orgId)]),
    );
    if (!invitation) throw noInvitation();
    if (isRequired)
      throw new AppError(
        'sso_required',
        'This organization only accepts sign-in through the identity provider. Accept without a password, and sign in at the provider with the invited address.',
      );
    return invitation.email;
  }

  /** Takes the invitation, unless its time is up, or who made it could not make it now. In the open tenant transaction. */
  async take(orgId: OrgId, id: InvitationId): Promise<Invitation> {
    const invitation = await this.invitations.take(orgId, id);
    if (!invitation || invitation.expiresAt <= this.tenant.now()) throw noInvitation();
    if (!(await this.directory.mayInvite(orgId, invitation.invitedBy, invitation.role))) throw noInvitation();
    return invitation;
  }
}

const noInvitation = () =>
  new AppError(
    'not_found',
    'The invitation does not exist, has expired, or was used or withdrawn. Ask for another one.',
  );
