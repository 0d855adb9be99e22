import { Injectable } from '@nestjs/common';
import { AppError, NotFoundInOrg } from '../../../../platform/errors/app-error.js';
import type { Caller } from '../../../../platform/tenancy/caller.js';
import type { ClientTraits } from '../client-traits.js';
import { Passkeys } from '../passkeys/passkey.repository.js';
import { SecondFactors } from '../second-factor/second-factor.repository.js';
import { hasSecondFactor, ownerOf, signInTooOld, unproven } from '../second-factor/second-factor-owner.js';
import { sessionOf } from '../session.service.js';
import { IdentityEvents } from './identity-events.js';
import { OwnIdentities, type OwnIdentity } from './own-identities.repository.js';

/**
 * Lets signed-in people see and unbind their identities at the identity provider
 * (docs/adr/identity.md#binding-and-unbinding-identities).
 */
@Injectable()
export class IdentityService {
  constructor(
    private readonly identities: OwnIdentities,
    private readonly factors: SecondFactors,
    private readonly passkeys: Passkeys,
    private readonly events: IdentityEvents,
  ) {}

  list(caller: Caller): Promise<OwnIdentity[]> {
    return this.identities.list(sessionOf(caller));
  }

  /**
   * Unbinds an identity, and ends the sessions that began by it.
   *
   * @throws AppError `forbidden` as `requireSure` does; `last_sign_in` for the last way to sign in
   * @throws NotFoundInOrg for none of the caller's
   */
  async unbind(caller: Caller, id: string, client: ClientTraits): Promise<void> {
    await this.requireSure(caller, false);
    const unbound = await this.identities.unbind(sessionOf(caller), id);
    if (unbound.outcome === 'unknown') throw new NotFoundInOrg('identity');
    if (unbound.outcome === 'last')
      throw new AppError(
        'last_sign_in',
        'You have no password and no other identity, so you could no longer sign in. Link another identity first, or ask for a link to set a password.',
      );
    const person = { id: caller.userId, email: caller.name };
    const details = { issuer: unbound.issuer, by: 'session' };
    await this.events.report('auth.identity_unlinked', person, details, client);
  }

  /**
   * Lets pass who may change what signs in as the caller: by a sign-in within the last 15 minutes, with the second factor where
   * there is one.
   *
   * @param isBinding true: staff of the service need one
   * @throws AppError `forbidden` for all others
   */
  async requireSure(caller: Caller, isBinding: boolean): Promise<void> {
    const owner = await ownerOf(this.factors, caller);
    if (!owner.isFresh)
      throw signInTooOld('sign in again, with a password or with GET /api/auth/oidc/start?again=true.');
    if (owner.isProven) return;
    if (await hasSecondFactor(this.factors, this.passkeys, owner)) throw unproven();
    if (isBinding && caller.isSuperAdmin)
      throw new AppError(
        'forbidden',
        'Staff of the service need a second factor to link identities. Enroll one first (POST /api/auth/totp/enroll or POST /api/auth/passkeys/options).',
      );
  }
}
