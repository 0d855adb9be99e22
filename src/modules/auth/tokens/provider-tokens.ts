import { Inject, Injectable } from '@nestjs/common';
import { createRemoteJWKSet, errors, jwtVerify, type JWTVerifyGetKey } from 'jose';
import type { AppConfig, IdentityProvider } from '../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../platform/config/config-token.js';
import { AppError } from '../../../platform/errors/app-error.js';
import { SIGNATURE_ALGORITHMS } from '../../../platform/secrets/signature-algorithms.js';
import { isStorableText } from '../../../platform/validation/text.js';

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
        algorithms: SIGNATURE_ALGORITHMS,
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
