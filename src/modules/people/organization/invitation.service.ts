import { Inject, Injectable } from '@nestjs/common';
import type { InvitationId, OrgId, UserId } from '../../../domain/ids.js';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../platform/config/config-token.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { together } from '../../../platform/database/together.js';
import { AppError, NotFoundInOrg, ValidationFailed } from '../../../platform/errors/app-error.js';
import type { RequestOrigin } from '../../../platform/request/request-context.js';
import { hashSecret, makeSecret } from '../../../platform/secrets/random-secret.js';
import type { Caller, CallerIdentity } from '../../../platform/tenancy/caller.js';
import { isAtLeast, type OrgRole } from '../../../platform/tenancy/role.js';
import { type Page, toPage } from '../../../platform/validation/cursor.js';
import { AuditLogWriter } from '../../record/audit/audit-log.writer.js';
import { OrganizationNotices } from '../../record/mail/organization-notices.writer.js';
import { earlierOf, MintingKeyReader } from '../auth/minting-key.reader.js';
import { UnprovenIdentitiesWriter } from '../auth/provider/unproven-identities.writer.js';
import { RecentSignInReader } from '../auth/recent-sign-in.reader.js';
import { UserReader } from '../auth/user.reader.js';
import { UserWriter } from '../auth/user.writer.js';
import { type Invitation, InvitationRepository } from './invitation.repository.js';
import { INVITATION_LASTS_MS } from './invitation-lifetime.js';
import { InvitationLimits } from './invitation-limits.js';
import { InvitationMails } from './invitation-mails.js';
import { MemberRepository } from './member.repository.js';
import { refuseGrantAbove } from './member.service.js';
import { OrganizationReader } from './organization.reader.js';
import { SsoRepository } from './sso.repository.js';

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

/** Answer of somebody to an invitation. A name is for those who have no user yet; a password opens the organization alone. */
export interface Acceptance {
  readonly token: string;
  readonly name: string | null;
  readonly password: string | null;
}

/** A membership that was accepted. */
export interface AcceptedMembership {
  readonly org: { readonly id: OrgId; readonly name: string; readonly slug: string };
  readonly email: string;
  readonly role: OrgRole;
}

/** Lets people become members on their own account: of an invitation, the token is the proof (ADR 248). */
@Injectable()
export class InvitationService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly invitations: InvitationRepository,
    private readonly members: MemberRepository,
    private readonly organizations: OrganizationReader,
    private readonly sso: SsoRepository,
    private readonly minters: MintingKeyReader,
    private readonly signIns: RecentSignInReader,
    private readonly userReader: UserReader,
    private readonly userWriter: UserWriter,
    private readonly unproven: UnprovenIdentitiesWriter,
    private readonly audit: AuditLogWriter,
    private readonly notices: OrganizationNotices,
    private readonly mails: InvitationMails,
    private readonly limits: InvitationLimits,
    @Inject(APP_CONFIG) private readonly config: Pick<AppConfig, 'oidc'>,
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
    refuseGrantAbove(caller, role);
    await this.signIns.requireToGrant(caller, role);
    const token = makeSecret('qgi_');
    const createdAt = this.tenant.now();
    return this.tenant.run(orgId, async () => {
      const { mintedBy, expiresAt: keyEnds } = await this.minters.hold(caller, createdAt);
      const expiresAt = earlierOf(new Date(createdAt.getTime() + INVITATION_LASTS_MS), keyEnds);
      const wanted = { email, role, invitedBy: caller.userId, mintedBy, createdAt, expiresAt };
      const known = await this.userReader.findByEmail(orgId, email);
      if (known && (await this.members.findMember(orgId, known.id))?.origin === 'accepted')
        throw new AppError('already_exists', 'This user is a member already.');
      await this.limits.claim(orgId, email);
      const replaced = await this.invitations.takeAllOf(orgId, email);
      const id = await this.invitations.insert(orgId, { ...wanted, tokenHash: hashSecret(token) });
      const target = { type: 'invitation', id };
      const replaces = replaced.map((one) => one.id);
      const made = { email, role, ...(replaces.length > 0 && { replaces }) };
      await this.audit.record(caller, { action: 'invitation.created', target, new: made });
      // behind the number sign: no server, proxy or log on the way sees it
      const link = `${ownUrl}/invitation#token=${token}`;
      await this.mails.queue(orgId, id, link);
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
    { token, name, password }: Acceptance,
    origin: RequestOrigin,
  ): Promise<AcceptedMembership> {
    const found = await this.invitations.findByToken(hashSecret(token));
    if (!found) throw noInvitation();
    const { orgId, id } = found;
    const passwordHash = password === null ? null : await this.hashGood(password, found);
    return this.tenant.run(orgId, async () => {
      const invitation = await this.takeValid(orgId, id);
      const { email, role } = invitation;
      const userId = await this.accepting(orgId, caller, invitation, { name, passwordHash });
      const isNewOwner = role === 'ORG_OWNER' && (await this.members.findMember(orgId, userId)) === null;
      await this.members.accept(orgId, { userId, role, name, createdAt: this.tenant.now() });
      if (passwordHash !== null)
        await this.userWriter.setPassword(orgId, userId, { hash: passwordHash, isTemporary: false });
      if (this.mails.areSent) await this.userWriter.verifyEmail(orgId, userId, email);
      const actor = { type: 'user' as const, id: userId, name: email };
      if (caller) await this.endUnproven(orgId, caller, origin);
      const added = { email, role, invitation_id: id };
      const target = { type: 'member', id: userId };
      await this.audit.recordAs(orgId, actor, { action: 'member.added', target, new: added }, origin);
      if (isNewOwner) {
        const { address } = origin;
        await this.notices.report(orgId, { event: 'member.owner_added', about: email, actor: email, address });
      }
      const { name: orgName, slug } = await this.organizations.settings(orgId);
      const accepted = await this.members.findMember(orgId, userId);
      return { org: { id: orgId, name: orgName, slug }, email, role: accepted!.role };
    });
  }

  /** An identity that another organization had bound to the address enters with no invitation. */
  private async endUnproven(orgId: OrgId, caller: CallerIdentity, origin: RequestOrigin): Promise<void> {
    const identities = await this.unproven.end(orgId, caller);
    if (identities === 0) return;
    const actor = { type: 'user' as const, id: caller.userId, name: caller.name };
    const target = { type: 'user', id: caller.userId };
    const what = { action: 'auth.identity_unlinked', target, new: { identities, by: 'invitation' } };
    await this.audit.recordAs(orgId, actor, what, origin);
  }

  /** Judges a password before it is hashed, which is slow on purpose. */
  private async hashGood(password: string, { orgId, id }: { orgId: OrgId; id: InvitationId }): Promise<string> {
    const [invitation, { isRequired }] = await this.tenant.run(orgId, () =>
      together([this.invitations.find(orgId, id), this.sso.read(orgId)]),
    );
    if (!invitation) throw noInvitation();
    if (isRequired)
      throw new AppError(
        'sso_required',
        'The organization is entered through the identity provider alone. Accept without a password, and sign in there with the invited address.',
      );
    this.userWriter.refuseWeakPassword(password, invitation.email);
    return this.userWriter.hashPassword(password);
  }

  /** Takes the invitation, unless its time is up, or who made it could not make it now. */
  private async takeValid(orgId: OrgId, id: InvitationId): Promise<Invitation> {
    const invitation = await this.invitations.take(orgId, id);
    if (!invitation || invitation.expiresAt <= this.tenant.now()) throw noInvitation();
    const { invitedBy, role } = invitation;
    const host = await this.members.findMember(orgId, invitedBy);
    const isStaff = (await this.userReader.findAll(orgId, [invitedBy])).get(invitedBy)?.isSuperAdmin ?? false;
    if (!isStaff && !(host && isAtLeast(host.role, role) && isAtLeast(host.role, 'ORG_ADMIN'))) throw noInvitation();
    return invitation;
  }

  /** The user who accepts. */
  private async accepting(
    orgId: OrgId,
    caller: CallerIdentity | null,
    { email }: Invitation,
    given: { name: string | null; passwordHash: string | null },
  ): Promise<UserId> {
    const known = await this.userReader.findByEmail(orgId, email);
    if (caller) {
      if (known?.id !== caller.userId)
        throw new AppError('forbidden', 'The invitation is for another address than that of who is signed in.');
      return caller.userId;
    }
    if (known) throw new AppError('unauthenticated', 'There is a user with the address: sign in, then accept.');
    return this.userWriter.ensure(orgId, { email, name: this.requireNew(given) });
  }

  /** The name of somebody new, who needs a way to sign in. */
  private requireNew({ name, passwordHash }: { name: string | null; passwordHash: string | null }): string {
    const missing = [
      ...(name === null ? ['name'] : []),
      // the identity provider is a way, too
      ...(passwordHash === null && this.config.oidc === null ? ['password'] : []),
    ];
    if (missing.length > 0)
      throw new ValidationFailed(missing.map((field) => ({ field, message: 'is required of somebody new' })));
    return name!;
  }
}

const noInvitation = () =>
  new AppError('not_found', 'The invitation was used or withdrawn, has expired, or never was. Ask for another one.');
