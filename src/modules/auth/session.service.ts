import { Injectable } from '@nestjs/common';
import { AppError, NotFoundInOrg } from '../../platform/errors/app-error.js';
import type { Caller } from '../../platform/tenancy/caller.js';
import { IdentityRepository, type OrganizationName, type User } from './identity.repository.js';
import { OrganizationNameReadModel } from './organization-name.read-model.js';
import { type OpenSession, OwnSessions } from './own-sessions.repository.js';
import { LoginThrottle } from './passwords/login-throttle.js';
import { PasswordHasher } from './passwords/password-hasher.js';

/** Lets signed-in people manage their own sessions and password. */
@Injectable()
export class SessionService {
  constructor(
    private readonly identities: IdentityRepository,
    private readonly organizations: OrganizationNameReadModel,
    private readonly sessions: OwnSessions,
    private readonly passwords: PasswordHasher,
    private readonly throttle: LoginThrottle,
  ) {}

  async whoIs(caller: Caller): Promise<{ user: User; org: OrganizationName }> {
    const [user, org] = await Promise.all([
      this.identities.findUser(caller.userId),
      this.organizations.findOrganizationName(caller.orgId),
    ]);
    if (!user || !org) throw new NotFoundInOrg('user');
    return { user, org };
  }

  /** Ends the session that the request belongs to. */
  async signOut(caller: Caller): Promise<void> {
    const sessionId = sessionOf(caller);
    await this.sessions.revoke(sessionId, sessionId);
  }

  /** Those that the caller's password opens. */
  listSessions(caller: Caller): Promise<OpenSession[]> {
    return this.sessions.listSessions(sessionOf(caller));
  }

  /** Ends one of the caller's own sessions; again is harmless and answers when it ended first. */
  async revoke(caller: Caller, sessionId: string): Promise<Date> {
    const revokedAt = await this.sessions.revoke(sessionId, sessionOf(caller));
    if (!revokedAt) throw new NotFoundInOrg('session');
    return revokedAt;
  }

  /** Sets a new password and ends all other sessions that the old one opened. */
  async changePassword(caller: Caller, given: { current: string; wanted: string }): Promise<void> {
    const sessionId = sessionOf(caller);
    await this.throttle.confirm(caller.userId, async () => {
      if (!(await this.passwords.matches(await this.sessions.passwordHash(sessionId), given.current)))
        throw new AppError('forbidden', 'The current password does not match.');
    });
    await this.sessions.changePassword(sessionId, await this.passwords.hash(given.wanted));
  }
}

/** The caller's session; API keys and tokens of the identity provider have none. */
export function sessionOf({ credential }: Caller): string {
  if (credential.type === 'session_cookie' || credential.type === 'jwt') return credential.sessionId;
  throw new AppError('forbidden', 'This is for people who signed in with email address and password.');
}
