import { Injectable } from '@nestjs/common';
import type { OrgId } from '../../../domain/ids.js';
import { AppError } from '../../../platform/errors/app-error.js';
import type { ClientTraits } from './client-traits.js';
import type { SignInChoice, UserWithPassword } from './identity.repository.js';
import { PasswordHasher } from './passwords/password-hasher.js';
import { type GivenFactor, SecondFactorCheck, type SecondFactorMethod } from './second-factor/second-factor-check.js';
import { SecurityNotices } from './security-notices.js';
import { SessionOpener, type SignedIn } from './session-opener.js';
import { SignInChoices } from './sign-in-choices.js';
import { SignInEvents } from './sign-in-events.js';

/** Credentials as they were sent. */
interface GivenCredentials {
  readonly email: string;
  readonly password: string;
  readonly orgId: OrgId | null;
  readonly secondFactor: GivenFactor | null;
}

/** Outcome of a sign-in whose password is right, and whose account has a second factor that was not sent. */
export interface SecondFactorNeeded {
  /** Those by which it can be given. */
  readonly methods: readonly SecondFactorMethod[];
}

const EVENTS = { recovery_code: 'auth.recovery_code_used', passkey: 'auth.passkey_used' } as const;

/** Sessions begin by password. */
@Injectable()
export class SignInService {
  constructor(
    private readonly people: SignInChoices,
    private readonly passwords: PasswordHasher,
    private readonly factorChecks: SecondFactorCheck,
    private readonly sessions: SessionOpener,
    private readonly events: SignInEvents,
    private readonly notices: SecurityNotices,
  ) {}

  /** An unknown address, a wrong password and a user without any organization all answer the same, after the same work. */
  async signIn(given: GivenCredentials, client: ClientTraits): Promise<SignedIn | SecondFactorNeeded> {
    const { user, choices } = await this.people.find(given.email);
    try {
      const signedIn = await this.open(given, user, choices, client);
      if ('holder' in signedIn) this.events.reportSuccess(signedIn.holder, client);
      return signedIn;
    } catch (error) {
      if (error instanceof AppError) this.events.reportFailure(given.email, user, choices, client);
      throw error;
    }
  }

  private async open(
    given: GivenCredentials,
    user: UserWithPassword | null,
    choices: readonly SignInChoice[],
    client: ClientTraits,
  ): Promise<SignedIn | SecondFactorNeeded> {
    const opened = await this.hashOpenedBy(
      given.password,
      hashesToTry(user?.passwordHash ?? null, choices, given.orgId),
    );
    if (!user || opened === null) throw this.wrongPair();
    const org = await this.people.chooseOrganization(user, choices, { orgId: given.orgId, opened });
    if (!org) throw this.wrongPair();
    const entrant = {
      userId: user.id,
      email: user.email,
      address: client.address,
      orgId: org.id,
      hasOwnPassword: user.passwordHash === opened,
    };
    const factor = await this.factorChecks.check(entrant, given.secondFactor);
    if (factor.kind === 'required') return factor;
    const isProven = factor.kind === 'proved';
    const signedIn = await this.sessions.begin(user.id, org.id, client, { by: { passwordHash: opened }, isProven });
    if (!signedIn) throw this.wrongPair(); // password or membership ended while the password was being checked
    if (isProven && factor.method !== 'totp') this.events.reportFactor(EVENTS[factor.method], signedIn.holder, client);
    if (isProven && factor.method === 'recovery_code') await this.notices.report(user.id, EVENTS.recovery_code, client);
    return signedIn;
  }

  /** The one of the hashes that the password has; null when it has none, after the work of one at least. */
  private async hashOpenedBy(password: string, hashes: readonly string[]): Promise<string | null> {
    if (hashes.length === 0) await this.passwords.matches(null, password);
    for (const hash of hashes) if (await this.passwords.matches(hash, password)) return hash;
    return null;
  }

  private wrongPair(): AppError {
    this.events.countFailure();
    return new AppError('invalid_credentials', 'The email address and the password do not match.');
  }
}

/** Passwords of one person that are tried at one sign-in: each costs as much as a sign-in. */
const MAX_HASHES = 4;

/**
 * The hashes that a password may have (docs/adr/identity.md#passwords-and-organizations): the one that opens the wanted
 * organization; without a wish, or for one that is not the person's, any of theirs.
 */
function hashesToTry(own: string | null, choices: readonly SignInChoice[], wanted: OrgId | null): readonly string[] {
  const choice = choices.find(({ id }) => id === wanted);
  const hashes = choice ? [choice.passwordHash] : [own, ...choices.map(({ passwordHash }) => passwordHash)];
  return [...new Set(hashes)].filter((hash) => hash !== null).slice(0, MAX_HASHES);
}
