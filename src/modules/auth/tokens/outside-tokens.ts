import { Inject, Injectable } from '@nestjs/common';
import { createRemoteJWKSet, errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { AppConfig, OutsideIssuer } from '../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../platform/config/config-token.js';
import { AppError } from '../../../platform/errors/app-error.js';
import { isStorableText } from '../../../platform/validation/text.js';

/** Signatures by a private key alone: a token "signed" with the published key as an HMAC secret is no token. */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
const CLOCK_TOLERANCE_SECONDS = 30;

/** What shows that the key set could not be had, rather than that the token is wrong. */
const isKeySetAway = (error: unknown): boolean =>
  error instanceof errors.JWKSTimeout ||
  error instanceof errors.JWKSInvalid ||
  !(error instanceof errors.JOSEError) ||
  error.constructor === errors.JOSEError;

/** Verifies tokens of the outside issuer against its published keys, which are fetched, kept and fetched anew. */
@Injectable()
export class OutsideTokens {
  private readonly issuer: OutsideIssuer | null;
  private readonly keys: JWTVerifyGetKey | null;

  constructor(@Inject(APP_CONFIG) config: AppConfig) {
    this.issuer = config.tokens.outsideIssuer;
    this.keys = this.issuer && createRemoteJWKSet(new URL(this.issuer.jwksUrl), { timeoutDuration: 5_000 });
  }

  /**
   * The email address that a valid token vouches for; null when the token is not valid, has none, or says that it was
   * not verified.
   *
   * @throws AppError `unavailable` when the issuer's keys cannot be had
   */
  async verifiedEmailOf(token: string): Promise<string | null> {
    if (!this.issuer || !this.keys) return null;
    try {
      const { payload } = await jwtVerify(token, this.keys, {
        issuer: this.issuer.issuer,
        audience: this.issuer.audience,
        algorithms: ALGORITHMS,
        requiredClaims: ['exp'],
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
      });
      const { email, email_verified: isVerified = true } = payload;
      return typeof email === 'string' && isStorableText(email) && isVerified === true ? email : null;
    } catch (error) {
      if (isKeySetAway(error))
        throw new AppError('unavailable', 'The keys of the outside token issuer cannot be fetched now.', {
          retryAfterSeconds: 5,
        });
      return null;
    }
  }
}
