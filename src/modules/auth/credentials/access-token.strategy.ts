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
import { OWN_AUDIENCE, type TokenClaims, type TokenUse } from '../tokens/token-issuer.js';
import { claimedIssuerOf, readCredential, type SentCredential } from './read-credential.js';
import { registerStrategy, unregisterStrategy } from './register-strategy.js';
import { SessionCookie } from './session-cookie.js';
import { toPersonCaller } from './to-caller.js';

type SentToken = Extract<SentCredential, { kind: 'token' }>;

const USE_OF: Readonly<Record<SentToken['via'], TokenUse>> = { bearer: 'access', cookie: 'cookie' };

/** Tokens that we signed, as bearer or in the session cookie. The session behind it is looked up at each request. */
@Injectable()
export class AccessTokenStrategy extends PassportStrategy(Strategy) implements OnApplicationShutdown {
  readonly registeredAs: string;

  constructor(
    @Inject(TOKEN_KEYS) keys: TokenKeys,
    @Inject(APP_CONFIG) config: AppConfig,
    private readonly cookie: SessionCookie,
    private readonly identities: IdentityRepository,
  ) {
    const ownToken = (request: Request): string | null => {
      const sent = readCredential(request, cookie.read(request));
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

  async validate(request: AuthenticatedRequest, claims: TokenClaims): Promise<Caller | null> {
    const sent = readCredential(request, this.cookie.read(request)) as SentToken;
    if (claims.use !== USE_OF[sent.via]) return null;
    const holder = await this.identities.resolveSession(claims.sid);
    if (holder === null || String(holder.user.id) !== claims.sub) return null;
    const type = sent.via === 'cookie' ? 'session_cookie' : 'jwt';
    return toPersonCaller(holder, { type, sessionId: holder.sessionId }, request);
  }
}
