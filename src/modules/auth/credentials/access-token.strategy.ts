import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { Request } from 'express';
import { Strategy } from 'passport-jwt';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../platform/config/config-token.js';
import type { AuthenticatedRequest } from '../../../platform/tenancy/authenticated-request.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { IdentityRepository } from '../identity.repository.js';
import { TOKEN_KEYS, type TokenKeys } from '../tokens/signing-key.js';
import { OWN_AUDIENCE, type VerifiedClaims } from '../tokens/token-issuer.js';
import { VerifiedTokens } from '../tokens/verified-tokens.js';
import { claimedIssuerOf, readCredential } from './read-credential.js';
import { registerStrategy, unregisterStrategy } from './register-strategy.js';
import { resolveToken, type SentToken } from './resolve-credential.js';
import { SessionCookie } from './session-cookie.js';
import { toCaller } from './to-caller.js';

/** Tokens that we signed, as bearer or in the session cookie. The session behind it is looked up at each request. */
@Injectable()
export class AccessTokenStrategy extends PassportStrategy(Strategy) implements OnApplicationShutdown {
  readonly registeredAs: string;

  constructor(
    @Inject(TOKEN_KEYS) keys: TokenKeys,
    @Inject(APP_CONFIG) config: AppConfig,
    private readonly cookie: SessionCookie,
    private readonly identities: IdentityRepository,
    private readonly verified: VerifiedTokens,
  ) {
    const ownToken = (request: Request): string | null => {
      const sent = readCredential(request.headers, cookie.read(request.headers));
      if (sent?.kind !== 'token') return null;
      return claimedIssuerOf(sent.token) === config.tokens.issuer ? sent.token : null;
    };
    super({
      jwtFromRequest: ownToken,
      secretOrKey: keys.publicPem,
      algorithms: [keys.algorithm],
      issuer: config.tokens.issuer,
      audience: OWN_AUDIENCE,
      passReqToCallback: true,
    });
    this.registeredAs = registerStrategy('access-token', this);
  }

  onApplicationShutdown(): void {
    unregisterStrategy(this.registeredAs);
  }

  async validate(request: AuthenticatedRequest, claims: VerifiedClaims): Promise<Caller | null> {
    const sent = readCredential(request.headers, this.cookie.read(request.headers)) as SentToken;
    this.verified.remember(sent.token, claims);
    const resolved = await resolveToken(claims, sent.via, this.identities);
    return resolved && toCaller(resolved.identity, request);
  }
}
