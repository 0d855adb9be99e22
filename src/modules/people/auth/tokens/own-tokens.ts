import { Inject, Injectable } from '@nestjs/common';
import { decodeProtectedHeader, errors, jwtVerify, SignJWT } from 'jose';
import type { AppConfig } from '../../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../../platform/config/config-token.js';
import { isIssuedWithin } from './issue-time.js';
import { TOKEN_KEYS, type TokenKeys, type VerificationKey } from './signing-key.js';
import { type SessionUse, toClaims, type TokenClaims, type VerifiedClaims } from './token-claims.js';
import { VerifiedTokens } from './verified-tokens.js';

/** For whom our own tokens are. */
const AUDIENCE = 'quality-gate-api';
const TYPE = 'JWT';

/** Longest times that tokens are valid; one of the cookie: as long as a session may last. */
const LONGEST_SECONDS = { access: 15 * 60, publisher: 15 * 60, upload: 60 * 60 } as const;

/** A token of a session, and the seconds that it is valid. */
export interface IssuedToken {
  readonly token: string;
  readonly seconds: number;
}

/** Signs and verifies our own tokens. */
@Injectable()
export class OwnTokens {
  constructor(
    @Inject(TOKEN_KEYS) private readonly keys: TokenKeys,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly verified: VerifiedTokens,
  ) {}

  /**
   * Issues a token of a session, which is not valid for longer than the session.
   *
   * @param session `lastsMs`: until its absolute end
   */
  async issue(
    use: SessionUse,
    { userId, sessionId, lastsMs }: { userId: number; sessionId: string; lastsMs: number },
  ): Promise<IssuedToken> {
    const seconds = Math.min(this.longestSecondsOf(use), Math.floor(lastsMs / 1000));
    return { token: await this.sign({ use, sub: String(userId), sid: sessionId }, seconds), seconds };
  }

  private longestSecondsOf(use: TokenClaims['use']): number {
    return use === 'cookie' ? Math.ceil(this.config.sessions.longestMs / 1000) : LONGEST_SECONDS[use];
  }

  /** A signed token with these claims that is valid for the given seconds. */
  sign(claims: TokenClaims, seconds: number): Promise<string> {
    return new SignJWT({ ...claims })
      .setProtectedHeader({ alg: this.keys.signing.algorithm, typ: TYPE, kid: this.keys.signing.keyId })
      .setIssuer(this.config.tokens.issuer)
      .setAudience(AUDIENCE)
      .setIssuedAt()
      .setExpirationTime(`${seconds}s`)
      .sign(this.keys.signing.privateKey);
  }

  /**
   * The key that a token names among those that we sign with or did before (`kid`); null for a token that names none of
   * them. A name in the header is all that it says: nothing is verified yet.
   */
  findKey(token: string): VerificationKey | null {
    try {
      const { kid } = decodeProtectedHeader(token);
      return typeof kid === 'string' ? (this.keys.verification.get(kid) ?? null) : null;
    } catch {
      return null;
    }
  }

  /**
   * The claims of a token that we signed; null for any other, and for one that is valid for longer than we issue them. `kid`,
   * `exp`, `iat`, `sub` and `typ: JWT` are required, and a header that has to be understood (`crit`) but is not refuses the
   * token. A token is verified once, then remembered.
   */
  async verify(token: string): Promise<VerifiedClaims | null> {
    const remembered = this.verified.findClaims(token);
    if (remembered) return remembered;
    const claims = await this.readVerified(token);
    if (claims) this.verified.remember(token, claims);
    return claims;
  }

  private async readVerified(token: string): Promise<VerifiedClaims | null> {
    const key = this.findKey(token);
    if (key === null) return null;
    try {
      const { payload } = await jwtVerify(token, key.publicKey, {
        issuer: this.config.tokens.issuer,
        audience: AUDIENCE,
        algorithms: [key.algorithm],
        requiredClaims: ['exp', 'iat', 'sub'],
        typ: TYPE,
      });
      const claims = toClaims(payload);
      if (claims === null) return null;
      const longest = this.longestSecondsOf(claims.use);
      const isShort = claims.exp - payload.iat! <= longest;
      return isShort && isIssuedWithin(payload.iat, longest, new Date()) ? claims : null;
    } catch (error) {
      if (error instanceof errors.JOSEError) return null;
      throw error;
    }
  }
}
