/** Where a token may be used: one of the cookie is worth nothing in a header, and the other way round. */
export type TokenUse = 'access' | 'cookie';

/** Claims of our own tokens: who, and in which session. The person's rights are read at each request. */
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
