import { Injectable } from '@nestjs/common';
import type { OrgId } from '../../../domain/ids.js';
import { AppError, NoSuchOrganization, NotFoundInOrg } from '../../../platform/errors/app-error.js';
import { type Caller, isPerson } from '../../../platform/tenancy/caller.js';
import type { Role } from '../../../platform/tenancy/role.js';
import { SecurityEventsWriter } from '../../record/audit/security-events.writer.js';
import { effectiveRole, identityOfPerson } from './credentials/to-caller.js';
import { IdentityRepository, type OrganizationName, type User } from './identity.repository.js';
import { type CurrentOrganization, OrganizationNameReadModel } from './organization-name.read-model.js';
import { type OpenSession, OwnSessions } from './own-sessions.repository.js';
import { StaffVisits } from './staff-visits.js';

/** An organization in which someone may act, and the role there. */
export interface OpenOrganization extends OrganizationName {
  readonly role: Role;
}

/** The caller, and where they may act. */
export interface CallerFacts {
  readonly caller: Caller;
  readonly user: User;
  readonly org: CurrentOrganization;
  /** Those that the credential opens, the current one included. */
  readonly organizations: readonly OpenOrganization[];
}

/** Lets signed-in people manage their own sessions. */
@Injectable()
export class SessionService {
  constructor(
    private readonly identities: IdentityRepository,
    private readonly organizations: OrganizationNameReadModel,
    private readonly sessions: OwnSessions,
    private readonly events: SecurityEventsWriter,
    private readonly visits: StaffVisits,
  ) {}

  async whoIs(caller: Caller): Promise<CallerFacts> {
    const [found, org] = await Promise.all([
      this.identities.findUserWithMemberships(caller.userId, findSessionOf(caller)),
      this.organizations.findCurrent(caller.orgId),
    ]);
    if (!found || !org) throw new NotFoundInOrg('user');
    const { memberships, ...user } = found;
    const current = { ...org, role: caller.role };
    if (!isPerson(caller)) return { caller, user, org, organizations: [current] };
    const others = memberships.map((own) => ({ ...own, role: effectiveRole(user.isSuperAdmin, own.role) }));
    const isMember = others.some(({ id }) => id === org.id);
    return { caller, user, org, organizations: isMember ? others : [current, ...others] };
  }

  /**
   * Binds the session of the caller's cookie to another organization.
   *
   * @returns the caller there
   * @throws NoSuchOrganization for one that does not exist or is not open to the session
   */
  async enterOrganization(caller: Caller, orgId: OrgId): Promise<Caller> {
    if (caller.credential.type !== 'session_cookie')
      throw new AppError('forbidden', 'Only browsers with a session cookie can do this.');
    const { sessionId } = caller.credential;
    if (!(await this.sessions.move(sessionId, orgId)))
      throw new AppError(
        'not_found',
        'The organization does not exist, or this session may not enter it. If you are a member, sign in again.',
      );
    const holder = await this.identities.resolveSession(sessionId);
    if (!holder) throw new NoSuchOrganization(); // the membership ended meanwhile
    if (holder.role === null) this.visits.note(caller, orgId, caller);
    const { address, requestId, clientRequestId } = caller;
    return { ...identityOfPerson(holder, caller.credential), address, requestId, clientRequestId };
  }

  /** Ends the session that the request belongs to. */
  async signOut(caller: Caller): Promise<void> {
    const sessionId = sessionOf(caller);
    await this.sessions.revoke(sessionId, sessionId);
  }

  /** Those of every origin. */
  listSessions(caller: Caller): Promise<OpenSession[]> {
    return this.sessions.listSessions(sessionOf(caller));
  }

  /** Ends one of the caller's own sessions; again is harmless and answers when it ended first. */
  async revoke(caller: Caller, sessionId: string): Promise<Date> {
    const revokedAt = await this.sessions.revoke(sessionId, sessionOf(caller));
    if (!revokedAt) throw new NotFoundInOrg('session');
    const target = { type: 'user', id: caller.userId };
    this.events.reportOf(caller, { action: 'session.revoked', target, details: { session_id: sessionId } });
    return revokedAt;
  }
}

/** The caller's session; API keys and tokens of the identity provider have none. */
export function sessionOf(caller: Caller): string {
  const sessionId = findSessionOf(caller);
  if (sessionId === null)
    throw new AppError('forbidden', 'Only people who signed in with email address and password can do this.');
  return sessionId;
}

/** Null for a caller without a session. */
export const findSessionOf = ({ credential }: Pick<Caller, 'credential'>): string | null =>
  'sessionId' in credential ? credential.sessionId : null;
