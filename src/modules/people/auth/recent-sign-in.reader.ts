import { Injectable } from '@nestjs/common';
import { AppError } from '../../../platform/errors/app-error.js';
import { type Caller, forPeople, isPerson } from '../../../platform/tenancy/caller.js';
import type { OrgRole } from '../../../platform/tenancy/role.js';
import { OwnPasswordService } from './passwords/own-password.service.js';
import { SecondFactors } from './second-factor/second-factor.repository.js';
import { ownerOf, signInTooOld } from './second-factor/second-factor-owner.js';
import { findSessionOf } from './session.service.js';

/** Checks for other features that the person of a session is still there, for what a stolen session must not do. */
@Injectable()
export class RecentSignInReader {
  constructor(
    private readonly factors: SecondFactors,
    private readonly passwords: OwnPasswordService,
  ) {}

  /** @throws AppError as `findRefusal` answers */
  async require(caller: Caller): Promise<void> {
    const refusal = await this.findRefusal(caller);
    if (refusal) throw refusal;
  }

  /**
   * The refusal, `forbidden`, of a key, or of a person who neither signed in nor proved a second factor within the last 15 minutes. Null
   * for a recent sign-in. A token of an identity provider is none. To be called outside of a tenant transaction.
   */
  async findRefusal(caller: Caller): Promise<AppError | null> {
    if (!isPerson(caller)) return forPeople();
    const sessionId = findSessionOf(caller);
    const owner = sessionId === null ? null : await this.factors.findOwner(sessionId);
    return owner?.isFresh
      ? null
      : signInTooOld('sign in again, with a password or with GET /api/auth/oidc/start?again=true.');
  }

  /** As `findRefusal`; null for a key, which does what its scope `mint` says. */
  async findRefusalOfPerson(caller: Caller): Promise<AppError | null> {
    return isPerson(caller) ? this.findRefusal(caller) : null;
  }

  /** @throws AppError as `findRefusalOfPerson` answers, where the role is that of an owner, who may do what needs a recent sign-in */
  async requireToGrant(caller: Caller, role: OrgRole): Promise<void> {
    const refusal = role === 'ORG_OWNER' ? await this.findRefusalOfPerson(caller) : null;
    if (refusal) throw refusal;
  }

  /**
   * Lets pass who sends the password of the session, or signed in within the last 15 minutes; in a session that began by what is the
   * person's alone: an organization that sets a password for an address does not speak for the person.
   *
   * @throws AppError `forbidden` for all others, and for a caller without a session
   */
  async requirePerson(caller: Caller, password: string | null): Promise<void> {
    const { isFresh, realm } = await ownerOf(this.factors, caller);
    if (realm !== 0)
      throw new AppError(
        'forbidden',
        'The password of this session was set by an administrator, or with a link from one, so it cannot confirm the deletion of the account. Set your own password by mail (POST /api/auth/password/forgot), or sign in at the identity provider with your verified address. To leave only this organization: DELETE /api/members/me.',
      );
    if (password !== null) return this.passwords.confirmPassword(caller, password);
    if (!isFresh)
      throw new AppError(
        'forbidden',
        'This needs the password or a sign-in within the last 15 minutes. Send password, or sign in again with a password or with GET /api/auth/oidc/start?again=true.',
      );
  }
}
