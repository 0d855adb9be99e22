import { Inject, Injectable } from '@nestjs/common';
import { errors, jwtVerify, SignJWT } from 'jose';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../platform/config/config-token.js';
import { TOKEN_KEYS, type TokenKeys } from './signing-key.js';
import { type SessionUse, toClaims, type TokenClaims, type VerifiedClaims } from './token-claims.js';
import { VerifiedTokens } from './verified-tokens.js';

/** For whom our own tokens are. */
const AUDIENCE = 'quality-gate-api';
const TYPE = 'JWT';

export const ACCESS_TOKEN_SECONDS = 60 * 60;
/** A session, its refresh token and its cookie; each refresh begins it again. */
export const SESSION_SECONDS = 30 * 24 * 60 * 60;

const LIFETIMES: Readonly<Record<SessionUse, number>> = { access: ACCESS_TOKEN_SECONDS, cookie: SESSION_SECONDS };

/** Signs and verifies our own tokens. */
@Injectable()
export class OwnTokens {
  constructor(
    @Inject(TOKEN_KEYS) private readonly keys: TokenKeys,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly verified: VerifiedTokens,
  ) {}

  issue(use: SessionUse, session: { userId: number; sessionId: string }): Promise<string> {
    return this.sign({ use, sub: String(session.userId), sid: session.sessionId }, LIFETIMES[use]);
  }

  /** A signed token with these claims that is valid for so many seconds. */
  sign(claims: TokenClaims, seconds: number): Promise<string> {
    return new SignJWT({ ...claims })
      .setProtectedHeader({ alg: this.keys.algorithm, typ: TYPE, kid: this.keys.keyId })
      .setIssuer(this.config.tokens.issuer)
      .setAudience(AUDIENCE)
      .setIssuedAt()
      .setExpirationTime(`${seconds}s`)
      .sign(this.keys.privateKey);
  }

  /**
   * The claims of a token that we signed; null for any other. `exp`, `sub` and `typ: JWT` are required, and a header
   * that has to be understood (`crit`) but is not refuses the token. A token is verified once, then remembered.
   */
  async verify(token: string): Promise<VerifiedClaims | null> {
    const remembered = this.verified.findClaims(token);
    if (remembered) return remembered;
    const claims = await this.readVerified(token);
    if (claims) this.verified.remember(token, claims);
    return claims;
  }

  private async readVerified(token: string): Promise<VerifiedClaims | null> {
    try {
      const { payload } = await jwtVerify(token, this.keys.publicKey, {
        issuer: this.config.tokens.issuer,
        audience: AUDIENCE,
        algorithms: [this.keys.algorithm],
        requiredClaims: ['exp', 'sub'],
        typ: TYPE,
      });
      return toClaims(payload);
    } catch (error) {
      if (error instanceof errors.JOSEError) return null;
      throw error;
    }
  }
}
