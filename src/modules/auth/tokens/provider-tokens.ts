import { Inject, Injectable } from '@nestjs/common';
import { createRemoteJWKSet, errors, jwtVerify, type JWTVerifyGetKey } from 'jose';
import type { AppConfig, IdentityProvider } from '../../../platform/config/app-config.js';
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

/** True where the key set could not be fetched, rather than the token being wrong. */
const isKeySetAway = (error: unknown): boolean =>
  error instanceof errors.JWKSTimeout ||
  error instanceof errors.JWKSInvalid ||
  !(error instanceof errors.JOSEError) ||
  error.constructor === errors.JOSEError;

/** Verifies tokens of the identity provider against its published keys, which are fetched, cached and fetched again. */
@Injectable()
export class ProviderTokens {
  private readonly provider: IdentityProvider | null;
  private readonly keys: JWTVerifyGetKey | null;

  constructor(@Inject(APP_CONFIG) config: AppConfig) {
    this.provider = config.tokens.identityProvider;
    this.keys = this.provider && createRemoteJWKSet(new URL(this.provider.jwksUrl), { timeoutDuration: 5_000 });
  }

  /**
   * The email address that a valid token vouches for; null when the token is not valid, has none, or says that it was
   * not verified.
   *
   * @throws AppError `unavailable` when the provider's keys cannot be fetched
   */
  async verifiedEmailOf(token: string): Promise<string | null> {
    if (!this.provider || !this.keys) return null;
    try {
      const { payload } = await jwtVerify(token, this.keys, {
        issuer: this.provider.issuer,
        audience: this.provider.audience,
        algorithms: ALGORITHMS,
        requiredClaims: ['exp'],
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
      });
      const { email, email_verified: isVerified = true } = payload;
      return typeof email === 'string' && isStorableText(email) && isVerified === true ? email : null;
    } catch (error) {
      if (isKeySetAway(error))
        throw new AppError('unavailable', 'The keys of the identity provider cannot be fetched now.', {
          retryAfterSeconds: 5,
        });
      return null;
    }
  }
}
