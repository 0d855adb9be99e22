import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { SealedText } from '../../../../platform/secrets/sealed-text.js';
import { Clock } from '../../../../platform/time/clock.js';
import { Passkeys } from './passkey.repository.js';

/** Purpose of a challenge: a sign-in, or the registration of a passkey in one session. */
export type ChallengePurpose = 'sign-in' | `registration:${string}`;

/** Time that a person has for an answer of the authenticator. */
export const CHALLENGE_MS = 5 * 60_000;

const NONCE_BYTES = 16;
const TIME_BYTES = 6;
const MAC_AT = NONCE_BYTES + TIME_BYTES;
const BYTES = MAC_AT + 32;

/**
 * Challenges of passkeys: random bytes and an end, with a code (HMAC-SHA-256) that binds them to their purpose. Requesting
 * one stores nothing, so that strangers fill no table; one that was answered is stored until its end.
 */
@Injectable()
export class PasskeyChallenges {
  constructor(
    private readonly passkeys: Passkeys,
    private readonly sealed: SealedText,
    private readonly clock: Clock,
  ) {}

  issue(purpose: ChallengePurpose): Buffer {
    const time = Buffer.alloc(TIME_BYTES);
    time.writeUIntBE(this.clock.now().getTime() + CHALLENGE_MS, 0, TIME_BYTES);
    const body = Buffer.concat([randomBytes(NONCE_BYTES), time]);
    return Buffer.concat([body, codeOf(body, purpose, this.keys()[0]!)]);
  }

  /** True for a challenge that was issued for the purpose and has not ended. */
  isOpen(challenge: string, purpose: ChallengePurpose): boolean {
    const bytes = Buffer.from(challenge, 'base64url');
    if (bytes.length !== BYTES) return false;
    const [body, code] = [bytes.subarray(0, MAC_AT), bytes.subarray(MAC_AT)];
    if (!this.keys().some((key) => timingSafeEqual(codeOf(body, purpose, key), code))) return false;
    return endOf(bytes) > this.clock.now().getTime();
  }

  /** Spends an open challenge; false where it was spent. */
  spend(challenge: string): Promise<boolean> {
    const bytes = Buffer.from(challenge, 'base64url');
    const digest = createHash('sha256').update(bytes).digest('base64url');
    return this.passkeys.spendChallenge(digest, new Date(endOf(bytes)), this.clock.now());
  }

  private readonly keys = (): Buffer[] => this.sealed.deriveKeys('passkey-challenge');
}

const codeOf = (body: Buffer, purpose: ChallengePurpose, key: Buffer): Buffer =>
  createHmac('sha256', key).update(body).update(purpose).digest();

const endOf = (bytes: Buffer): number => bytes.readUIntBE(NONCE_BYTES, TIME_BYTES);
