import { Inject, Injectable } from '@nestjs/common';
import { errors, jwtVerify } from 'jose';
import { readAudience } from '../../../domain/publishing/audience.js';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../platform/config/config-token.js';
import { SIGNATURE_ALGORITHMS } from '../../../platform/secrets/signature-algorithms.js';
import { Clock } from '../../../platform/time/clock.js';
import { Refusal, type RefusalReason, type TokenPayload } from './identity-token.js';
import { IssuerKeys, KeysAway } from './issuer-keys.js';

const MAX_AGE_SECONDS = 10 * 60;
const CLOCK_TOLERANCE_SECONDS = 30;
const MAX_ID_LENGTH = 500;
/** Types of identity tokens, in lower case. */
const TYPES: readonly (string | undefined)[] = [undefined, 'jwt'];

/** A token that is what it says. */
export interface VerifiedToken {
  readonly payload: TokenPayload;
  readonly issuer: string;
  readonly id: string;
  /** Slug of the organization that its audience names; null: the service as a whole. */
  readonly slug: string | null;
  /** From then on it is refused for its age. */
  readonly endsAt: Date;
}

/** Verifies identity tokens: signature, issuer, audience and age. */
@Injectable()
export class IdentityTokenVerifier {
  constructor(
    private readonly keys: IssuerKeys,
    private readonly clock: Clock,
    @Inject(APP_CONFIG) private readonly config: Pick<AppConfig, 'server'>,
  ) {}

  /** @throws Refusal */
  async verify(token: string, issuer: string): Promise<VerifiedToken> {
    const { publicUrl } = this.config.server;
    if (publicUrl === null) throw new Refusal('no_public_url', false);
    try {
      const { payload, protectedHeader } = await jwtVerify(token, this.keys.keysOf(issuer), {
        issuer,
        algorithms: SIGNATURE_ALGORITHMS,
        requiredClaims: ['exp', 'iat', 'aud'],
        maxTokenAge: MAX_AGE_SECONDS,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        currentDate: this.clock.now(),
      });
      // other kinds of tokens, such as a logout token, are signed by the same keys
      if (!TYPES.includes(protectedHeader.typ?.toLowerCase())) throw new Refusal('malformed', true);
      return toVerified(payload, issuer, publicUrl);
    } catch (error) {
      throw toRefusal(error);
    }
  }
}

function toVerified(payload: TokenPayload, issuer: string, publicUrl: string): VerifiedToken {
  const { aud, jti, iat } = payload;
  const audience = readAudience(aud, publicUrl);
  if (audience === null) throw new Refusal('audience', true);
  if (typeof jti !== 'string' || jti === '' || jti.length > MAX_ID_LENGTH || jti.includes('\0'))
    throw new Refusal('no_token_id', true);
  const endsInSeconds = (iat as number) + MAX_AGE_SECONDS + 2 * CLOCK_TOLERANCE_SECONDS;
  return { payload, issuer, id: jti, slug: audience.slug, endsAt: new Date(endsInSeconds * 1000) };
}

/** Faults of time are found after the signature was verified. */
function toRefusal(error: unknown): unknown {
  if (error instanceof KeysAway) return new Refusal('keys_unreachable', false);
  if (error instanceof errors.JWTExpired) return new Refusal(error.claim === 'iat' ? 'too_old' : 'expired', true);
  if (error instanceof errors.JWTClaimValidationFailed) return new Refusal(reasonOfClaim(error.claim), true);
  if (error instanceof errors.JOSEAlgNotAllowed) return new Refusal('algorithm', false);
  if (error instanceof errors.JWKSNoMatchingKey) return new Refusal('unknown_key', false);
  if (error instanceof errors.JWSSignatureVerificationFailed) return new Refusal('signature', false);
  return error instanceof errors.JOSEError ? new Refusal('malformed', false) : error;
}

function reasonOfClaim(claim: string): RefusalReason {
  if (claim === 'aud') return 'audience';
  return claim === 'nbf' || claim === 'iat' ? 'not_yet_valid' : 'malformed';
}
