import { Injectable } from '@nestjs/common';
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server';
import { AppError, NotFoundInOrg } from '../../../../platform/errors/app-error.js';
import type { Caller } from '../../../../platform/tenancy/caller.js';
import { SecurityEventsWriter } from '../../../record/audit/security-events.writer.js';
import { hashRecoveryCode, makeRecoveryCodes } from '../second-factor/recovery-codes.js';
import { SecondFactors } from '../second-factor/second-factor.repository.js';
import { hasSecondFactor, ownerOf, sessionOver, signInTooOld, unproven } from '../second-factor/second-factor-owner.js';
import { SecurityNotices } from '../security-notices.js';
import { sessionOf } from '../session.service.js';
import { type Addition, type OwnPasskey, Passkeys } from './passkey.repository.js';
import { CHALLENGE_MS, PasskeyChallenges } from './passkey-challenges.js';
import { userHandleOf } from './passkey-check.js';
import { challengeOf, type GivenCredential, verifyCredential } from './passkey-verifier.js';
import type { RelyingParty } from './relying-party.js';

const APP_NAME = 'Quality Gate';
const USER_VERIFICATION = 'required';
const DEFAULT_NAME = 'Passkey';

/** A new credential as it was sent. */
export interface GivenPasskey {
  readonly credential: GivenCredential;
  readonly transports: readonly string[];
  readonly name: string | null;
}

/** A passkey that was registered. */
export interface RegisteredPasskey extends Pick<OwnPasskey, 'id' | 'name' | 'createdAt' | 'lastUsedAt'> {
  /** Codes that are stored nowhere; null where there was a second factor before. */
  readonly recoveryCodes: readonly string[] | null;
}

/** Lets signed-in people manage their own passkeys. */
@Injectable()
export class PasskeyService {
  constructor(
    private readonly passkeys: Passkeys,
    private readonly factors: SecondFactors,
    private readonly challenges: PasskeyChallenges,
    private readonly events: SecurityEventsWriter,
    private readonly notices: SecurityNotices,
  ) {}

  /** Options of a sign-in, the same for everybody: the authenticator finds its passkeys by the relying party. */
  getSignInOptions({ id }: RelyingParty): Promise<PublicKeyCredentialRequestOptionsJSON> {
    return generateAuthenticationOptions({
      rpID: id,
      challenge: Uint8Array.from(this.challenges.issue('sign-in')),
      userVerification: USER_VERIFICATION,
      timeout: CHALLENGE_MS,
    });
  }

  /**
   * Options by which the caller's browser makes a passkey. They change nothing.
   *
   * @throws AppError `forbidden` for a session that is not fresh, or did not prove an existing second factor
   */
  async getRegistrationOptions(caller: Caller, { id }: RelyingParty): Promise<PublicKeyCredentialCreationOptionsJSON> {
    const sessionId = sessionOf(caller);
    const owner = await ownerOf(this.factors, caller);
    if (!owner.isFresh) throw stale();
    if (!owner.isProven && (await hasSecondFactor(this.factors, this.passkeys, owner))) throw unproven();
    const own = await this.passkeys.list(sessionId);
    return generateRegistrationOptions({
      rpName: APP_NAME,
      rpID: id,
      userID: Uint8Array.from(userHandleOf(owner)),
      userName: caller.name,
      userDisplayName: caller.name,
      challenge: Uint8Array.from(this.challenges.issue(`registration:${sessionId}`)),
      timeout: CHALLENGE_MS,
      attestationType: 'none',
      excludeCredentials: own.map(({ credentialId }) => ({ id: credentialId.toString('base64url') })),
      authenticatorSelection: { residentKey: 'required', userVerification: USER_VERIFICATION },
    });
  }

  /**
   * Registers a passkey that was made by options of this session. Sessions that began without a second factor end with the
   * first one.
   *
   * @throws AppError `bad_request` for a credential that is not valid; `forbidden` as for the options; `already_exists` for
   *   one that is registered; `quota_exceeded` for one too many
   */
  async register(caller: Caller, given: GivenPasskey, party: RelyingParty): Promise<RegisteredPasskey> {
    const sessionId = sessionOf(caller);
    const { credential, transports } = given;
    const name = given.name ?? DEFAULT_NAME;
    const verified = await verifyCredential(credential, party, (challenge) =>
      this.challenges.isOpen(challenge, `registration:${sessionId}`),
    );
    if (!verified || !(await this.challenges.spend(challengeOf(credential.response.clientDataJSON)!)))
      throw new AppError(
        'bad_request',
        'The passkey is not valid for this service, or its options expired or were already used. Request new options.',
      );
    const codes = makeRecoveryCodes();
    const passkey = { ...verified, transports, name };
    const added = await this.passkeys.add(sessionId, passkey, codes.map(hashRecoveryCode));
    if (added.outcome !== 'added') throw refusalOf(added.outcome);
    const { id, createdAt, isFirst } = added;
    await this.report(caller, 'auth.passkey_registered', id, name);
    return { id, name, createdAt, lastUsedAt: null, recoveryCodes: isFirst ? codes : null };
  }

  list(caller: Caller): Promise<OwnPasskey[]> {
    return this.passkeys.list(sessionOf(caller));
  }

  /** @throws NotFoundInOrg for none of the caller's */
  async get(caller: Caller, id: string): Promise<OwnPasskey> {
    const found = (await this.list(caller)).find((passkey) => passkey.id === id);
    if (!found) throw noSuchPasskey();
    return found;
  }

  /**
   * Removes a passkey; with the last second factor go the recovery codes.
   *
   * @throws AppError `forbidden` for a session that proved no second factor within the last 15 minutes
   */
  async remove(caller: Caller, id: string): Promise<void> {
    const sessionId = sessionOf(caller);
    await this.get(caller, id);
    const { isFresh, isProven } = await ownerOf(this.factors, caller);
    if (!isFresh || !isProven)
      throw new AppError(
        'forbidden',
        'This needs a second factor proved within the last 15 minutes: sign in again with it, or send it to POST /api/auth/second-factor.',
      );
    const name = await this.passkeys.remove(sessionId, id);
    if (name === null) throw noSuchPasskey();
    await this.report(caller, 'auth.passkey_removed', id, name);
  }

  private async report(
    caller: Caller,
    action: 'auth.passkey_registered' | 'auth.passkey_removed',
    id: string,
    name: string,
  ): Promise<void> {
    const details = { passkey_id: id, name };
    this.events.reportOf(caller, { action, target: { type: 'user', id: caller.userId }, details });
    await this.notices.reportOf(caller, action);
  }
}

const stale = () => signInTooOld('sign in again, then register the passkey.');
const noSuchPasskey = () => new NotFoundInOrg('passkey');

function refusalOf(outcome: Exclude<Addition['outcome'], 'added'>): AppError {
  const refusals: Readonly<Record<typeof outcome, () => AppError>> = {
    over: sessionOver,
    stale,
    unproven,
    full: () => new AppError('quota_exceeded', 'You already have 20 passkeys. Remove one first.'),
    taken: () => new AppError('already_exists', 'The passkey is already registered.'),
  };
  return refusals[outcome]();
}
