import { Injectable } from '@nestjs/common';
import type { OrgId } from '../../../../domain/ids.js';
import { AppError } from '../../../../platform/errors/app-error.js';
import type { ClientTraits } from '../client-traits.js';
import type { SignInChoice, UserWithPassword } from '../identity.repository.js';
import { SessionOpener, type SignedIn } from '../session-opener.js';
import { type FoundPerson, SignInChoices } from '../sign-in-choices.js';
import { SignInEvents } from '../sign-in-events.js';
import type { KnownPasskey } from './passkey.repository.js';
import { PasskeyCheck, type PasskeyProof } from './passkey-check.js';

const NOBODY: FoundPerson = { user: null, choices: [] };

/** Sessions begin by a passkey alone. */
@Injectable()
export class PasskeySignIn {
  constructor(
    private readonly passkeys: PasskeyCheck,
    private readonly people: SignInChoices,
    private readonly sessions: SessionOpener,
    private readonly events: SignInEvents,
  ) {}

  /**
   * A session of a passkey alone. It opens what its password does, as if both had been sent.
   *
   * @throws AppError `invalid_passkey` for one that is unknown, not valid, or a second factor alone: its user has no password
   */
  async signInByPasskey(proof: PasskeyProof, orgId: OrgId | null, client: ClientTraits): Promise<SignedIn> {
    const known = await this.passkeys.find(proof.assertion);
    const { user, choices } = known ? await this.people.find(known.email) : NOBODY;
    try {
      const passkey = await this.passkeys.check(proof);
      const opened = user && passkey && passwordBeside(passkey, user, choices);
      if (!opened) throw this.wrongPasskey();
      const org = await this.people.chooseOrganization(user, choices, { orgId, opened });
      if (!org) throw this.wrongPasskey();
      const signedIn = await this.sessions.begin(user.id, org.id, client, {
        by: { passwordHash: opened },
        isProven: true,
      });
      if (!signedIn) throw this.wrongPasskey(); // password or membership ended meanwhile
      this.events.reportFactor('auth.passkey_used', signedIn.holder, client);
      this.events.reportSuccess(signedIn.holder, client);
      return signedIn;
    } catch (error) {
      if (error instanceof AppError) this.events.reportFailure(known?.email ?? '', user, choices, client);
      throw error;
    }
  }

  private wrongPasskey(): AppError {
    this.events.countFailure();
    return new AppError(
      'invalid_passkey',
      'The passkey is unknown, its assertion is not valid or was used before, or it may only serve as a second factor.',
    );
  }
}

/**
 * The hash of the password that a passkey was registered beside: the person's own, or that of one organization; null where that one
 * opens nothing any more, and for a passkey that is a second factor alone.
 */
function passwordBeside(
  { realm, signsIn }: KnownPasskey,
  { passwordHash }: UserWithPassword,
  choices: readonly SignInChoice[],
): string | null {
  if (!signsIn) return null;
  if (realm === 0 || passwordHash !== null) return realm === 0 ? passwordHash : null;
  return choices.find(({ id }) => id === realm)?.passwordHash ?? null;
}
