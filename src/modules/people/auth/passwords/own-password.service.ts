import { Injectable } from '@nestjs/common';
import { AppError, ValidationFailed } from '../../../../platform/errors/app-error.js';
import type { Caller } from '../../../../platform/tenancy/caller.js';
import { SecurityEventsWriter } from '../../../record/audit/security-events.writer.js';
import { OwnSessions } from '../own-sessions.repository.js';
import { SecurityNotices } from '../security-notices.js';
import { sessionOf } from '../session.service.js';
import { LoginThrottle } from './login-throttle.js';
import { PasswordHasher } from './password-hasher.js';
import { refuseWeakPassword } from './password-rules.js';

/** Lets signed-in people manage their own password. */
@Injectable()
export class OwnPasswordService {
  constructor(
    private readonly sessions: OwnSessions,
    private readonly passwords: PasswordHasher,
    private readonly throttle: LoginThrottle,
    private readonly events: SecurityEventsWriter,
    private readonly notices: SecurityNotices,
  ) {}

  /**
   * Sets a new password and ends all other sessions of the caller.
   *
   * @param given `keepsIdentities`: those that began at the identity provider stay
   * @throws ValidationFailed for a weak one, or the current one where that is temporary
   */
  async changePassword(
    caller: Caller,
    given: { current: string; wanted: string; keepsIdentities: boolean },
  ): Promise<void> {
    const sessionId = sessionOf(caller);
    refuseWeakPassword('new_password', given.wanted, caller.name);
    if (caller.restriction === 'password_change_required' && given.wanted === given.current)
      throw new ValidationFailed([{ field: 'new_password', message: 'must not be the temporary password' }]);
    await this.confirmPassword(caller, given.current);
    await this.sessions.changePassword(sessionId, await this.passwords.hash(given.wanted), given.keepsIdentities);
    this.events.reportOf(caller, { action: 'auth.password_changed', target: { type: 'user', id: caller.userId } });
    await this.notices.reportOf(caller, 'auth.password_changed');
  }

  /**
   * Checks the password behind the caller's session.
   *
   * @throws AppError `forbidden` for a wrong one; `rate_limited` after many such
   */
  async confirmPassword(caller: Caller, password: string): Promise<void> {
    const sessionId = sessionOf(caller);
    await this.throttle.confirm(caller.userId, async () => {
      if (!(await this.passwords.matches(await this.sessions.passwordHash(sessionId), password)))
        throw new AppError('forbidden', 'The current password does not match.');
    });
  }
}
