import { Inject, Injectable } from '@nestjs/common';
import { createRemoteJWKSet, errors, jwtVerify, type JWTVerifyGetKey } from 'jose';
import type { AppConfig, IdentityProvider } from '../../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../../platform/config/config-token.js';
import { AppError } from '../../../../platform/errors/app-error.js';
import { SIGNATURE_ALGORITHMS } from '../../../../platform/secrets/signature-algorithms.js';
import { type ProviderIdentity, toProviderIdentity } from '../provider/provider-identity.js';
import { isIssuedWithin } from './issue-time.js';

const CLOCK_TOLERANCE_SECONDS = 30;
const MAX_AGE_SECONDS = 24 * 60 * 60;
/** Types of an access or ID token; the header may leave it out. */
const TYPES: readonly (string | undefined)[] = [undefined, 'jwt', 'at+jwt', 'application/at+jwt'];

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
  private readonly groupsClaim: string;

  constructor(@Inject(APP_CONFIG) config: AppConfig) {
    this.provider = config.tokens.identityProvider;
    this.groupsClaim = config.groupsClaim;
    this.keys = this.provider && createRemoteJWKSet(new URL(this.provider.jwksUrl), { timeoutDuration: 5_000 });
  }

  /**
   * The person whom a token is about; null when it is not valid. Subject, times and issue within the last 24 hours are
   * required; a token of another type, such as a notice of a sign-out, is refused.
   *
   * @throws AppError `unavailable` when the provider's keys cannot be fetched
   */
  async read(token: string): Promise<ProviderIdentity | null> {
    if (!this.provider || !this.keys) return null;
    try {
      const { payload, protectedHeader } = await jwtVerify(token, this.keys, {
        issuer: this.provider.issuer,
        audience: this.provider.audience,
        algorithms: SIGNATURE_ALGORITHMS,
        requiredClaims: ['exp', 'iat', 'sub'],
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
      });
      if (!TYPES.includes(protectedHeader.typ?.toLowerCase())) return null;
      if (!isIssuedWithin(payload.iat, MAX_AGE_SECONDS, new Date())) return null;
      return toProviderIdentity(this.provider.issuer, payload, this.groupsClaim);
    } catch (error) {
      if (isKeySetAway(error))
        throw new AppError('unavailable', 'The keys of the identity provider cannot be fetched at the moment.', {
          retryAfterSeconds: 5,
        });
      return null;
    }
  }
}
