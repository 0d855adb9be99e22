import { Injectable } from '@nestjs/common';
import { AppError } from '../../platform/errors/app-error.js';
import type { Caller } from '../../platform/tenancy/caller.js';
import { ownerOf } from './second-factor/second-factor-owner.js';
import { SecondFactors } from './second-factor/second-factor.repository.js';
import { SessionService } from './session.service.js';

/** Checks for other features that the person of a session is still there. */
@Injectable()
export class RecentSignInReader {
  constructor(
    private readonly factors: SecondFactors,
    private readonly sessions: SessionService,
  ) {}

  /**
   * Lets pass who sends the password of the session, or signed in within the last 15 minutes.
   *
   * @throws AppError `forbidden` for all others, and for a caller without a session
   */
  async requirePerson(caller: Caller, password: string | null): Promise<void> {
    if (password !== null) return this.sessions.confirmPassword(caller, password);
    const { isFresh } = await ownerOf(this.factors, caller);
    if (!isFresh)
      throw new AppError(
        'forbidden',
        'This needs the password, or a sign-in within the last 15 minutes: send password, or sign in again, by password or by GET /api/auth/oidc/start?again=true.',
      );
  }
}
