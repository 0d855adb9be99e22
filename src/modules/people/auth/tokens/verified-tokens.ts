import { Injectable } from '@nestjs/common';
import { hashSecret } from '../../../../platform/secrets/random-secret.js';
import type { VerifiedClaims } from './token-claims.js';

const CAPACITY = 10_000;

/**
 * Tokens that have been verified, by their hash: the signature of one and the same text does not change, only its time
 * runs out. Says nothing of the session behind it.
 */
@Injectable()
export class VerifiedTokens {
  /** In the order of their last use. */
  private readonly claims = new Map<string, VerifiedClaims>();

  /** To be called for what was verified, and nothing else. */
  remember(token: string, claims: VerifiedClaims): void {
    const key = keyOf(token);
    this.claims.delete(key);
    this.claims.set(key, claims);
    if (this.claims.size > CAPACITY) this.claims.delete(this.claims.keys().next().value!);
  }

  /** Null when it was not verified lately, or has expired. */
  findClaims(token: string): VerifiedClaims | null {
    const key = keyOf(token);
    const claims = this.claims.get(key);
    if (!claims) return null;
    this.claims.delete(key);
    if (Date.now() >= claims.exp * 1000) return null;
    this.claims.set(key, claims);
    return claims;
  }
}

const keyOf = (token: string): string => hashSecret(token).toString('base64url');
