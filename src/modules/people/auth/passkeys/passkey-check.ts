import { Injectable } from '@nestjs/common';
import type { RequestOrigin } from '../../../../platform/request/request-context.js';
import { SecurityEventsWriter } from '../../../record/audit/security-events.writer.js';
import { IdentityRepository } from '../identity.repository.js';
import { type KnownPasskey, Passkeys } from './passkey.repository.js';
import { PasskeyChallenges } from './passkey-challenges.js';
import { challengeOf, type GivenAssertion, verifyAssertion } from './passkey-verifier.js';
import type { RelyingParty } from './relying-party.js';

/** An assertion as it was sent, with the relying party that it has to be for. */
export interface PasskeyProof {
  readonly assertion: GivenAssertion;
  readonly party: RelyingParty;
  /** Origin of the request that sent it. */
  readonly origin: RequestOrigin;
}

/**
 * Public key that stands in for that of an unknown credential, so that its answer takes as long: P-256, ES256, the
 * generator of the curve.
 */
const NOBODYS_KEY = Buffer.from(
  'a50102032620012158206b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296' +
    '2258204fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5',
  'hex',
);

/** Checks assertions of passkeys (docs/adr/identity.md#passkeys-at-sign-in). */
@Injectable()
export class PasskeyCheck {
  constructor(
    private readonly passkeys: Passkeys,
    private readonly challenges: PasskeyChallenges,
    private readonly identities: IdentityRepository,
    private readonly events: SecurityEventsWriter,
  ) {}

  /** The passkey that an assertion names; null for an unknown one. */
  find({ id }: Pick<GivenAssertion, 'id'>): Promise<KnownPasskey | null> {
    return this.passkeys.findByCredential(Buffer.from(id, 'base64url'));
  }

  /**
   * Checks an assertion, and spends its challenge.
   *
   * @param accepts decides whether the passkey may be used here at all
   * @returns the passkey; null for an assertion that is not valid, for a challenge that ended or was spent, and for an
   *   authenticator whose count of signatures did not go on, which is reported: it may be a copy
   */
  async check(
    { assertion, party, origin }: PasskeyProof,
    accepts: (passkey: KnownPasskey) => boolean = () => true,
  ): Promise<KnownPasskey | null> {
    const passkey = await this.find(assertion);
    const signCount = await verifyAssertion(assertion, passkey?.publicKey ?? NOBODYS_KEY, party, (challenge) =>
      this.challenges.isOpen(challenge, 'sign-in'),
    );
    if (passkey === null || signCount === null || !accepts(passkey) || !isOwn(assertion, passkey)) return null;
    if (!(await this.challenges.spend(challengeOf(assertion.response.clientDataJSON)!))) return null;
    if (await this.passkeys.use(Buffer.from(assertion.id, 'base64url'), signCount)) return passkey;
    await this.reportCount(passkey, origin);
    return null;
  }

  private async reportCount({ id, userId, email, realm }: KnownPasskey, origin: RequestOrigin): Promise<void> {
    const memberships = await this.identities.signInChoices(userId);
    this.events.report(
      {
        action: 'auth.passkey_count_decreased',
        target: { type: 'user', id: userId },
        details: { account: email, passkey_id: id },
        orgIds: memberships.map((membership) => membership.id).filter((orgId) => realm === 0 || orgId === realm),
      },
      origin,
    );
  }
}

/** Name by which authenticators know a person in a realm; no secret. */
export const userHandleOf = ({ userId, realm }: Pick<KnownPasskey, 'userId' | 'realm'>): Buffer =>
  Buffer.from(`qgate:${userId}:${realm}`, 'utf8');

function isOwn({ response: { userHandle } }: GivenAssertion, passkey: KnownPasskey): boolean {
  return userHandle == null || Buffer.from(userHandle, 'base64url').equals(userHandleOf(passkey));
}
