import { Inject, Injectable } from '@nestjs/common';
import { SignJWT } from 'jose';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../platform/config/config-token.js';
import { TOKEN_KEYS, type TokenKeys } from './signing-key.js';

/** Where a token may be used: one of the cookie is worth nothing in a header, and the other way round. */
export type TokenUse = 'access' | 'cookie';

/** What our own tokens say: who, and in which session. What that person may do is read at each request. */
export interface TokenClaims {
  readonly sub: string;
  readonly sid: string;
  readonly use: TokenUse;
}

/** The claims of a token whose signature, issuer, audience and time were found right. */
export interface VerifiedClaims extends TokenClaims {
  /** When it expires, in seconds since the epoch. */
  readonly exp: number;
}

/** For whom our own tokens are. */
export const OWN_AUDIENCE = 'quality-gate-api';

export const ACCESS_TOKEN_SECONDS = 60 * 60;
/** A session, its refresh token and its cookie; each refresh begins it anew. */
export const SESSION_SECONDS = 30 * 24 * 60 * 60;

const LIFETIMES: Readonly<Record<TokenUse, number>> = { access: ACCESS_TOKEN_SECONDS, cookie: SESSION_SECONDS };

/** Signs our own tokens. */
@Injectable()
export class TokenIssuer {
  constructor(
    @Inject(TOKEN_KEYS) private readonly keys: TokenKeys,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  issue(use: TokenUse, session: { userId: number; sessionId: string }): Promise<string> {
    return new SignJWT({ sid: session.sessionId, use })
      .setProtectedHeader({ alg: this.keys.algorithm, typ: 'JWT', kid: this.keys.keyId })
      .setSubject(String(session.userId))
      .setIssuer(this.config.tokens.issuer)
      .setAudience(OWN_AUDIENCE)
      .setIssuedAt()
      .setExpirationTime(`${LIFETIMES[use]}s`)
      .sign(this.keys.privateKey);
  }
}
