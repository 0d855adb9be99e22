import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { Request } from 'express';
import { type SecretOrKeyProvider, Strategy } from 'passport-jwt';
import type { AppConfig } from '../../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../../platform/config/config-token.js';
import type { AuthenticatedRequest } from '../../../../platform/tenancy/authenticated-request.js';
import type { Caller } from '../../../../platform/tenancy/caller.js';
import { CallerReader } from '../caller.reader.js';
import { claimedIssuerOf, readCredential } from '../credentials/read-credential.js';
import { SessionCookie } from '../credentials/session-cookie.js';
import { toCaller } from '../credentials/to-caller.js';
import { OwnTokens } from '../tokens/own-tokens.js';
import { registerStrategy, unregisterStrategy } from './register-strategy.js';

/**
 * Tokens that we signed, as bearer or in the session cookie. passport-jwt takes a token without `exp` and passes over
 * `crit`, so it receives the key only for a token that jose has verified
 * (docs/adr/architecture.md#passport-and-throttler-are-shells).
 */
@Injectable()
export class AccessTokenStrategy extends PassportStrategy(Strategy) implements OnApplicationShutdown {
  readonly registeredAs: string;

  constructor(
    @Inject(APP_CONFIG) config: AppConfig,
    tokens: OwnTokens,
    cookie: SessionCookie,
    private readonly callers: CallerReader,
  ) {
    const ownToken = (request: Request): string | null => {
      const sent = readCredential(request.headers, cookie.read(request.headers));
      if (sent?.kind !== 'token') return null;
      return claimedIssuerOf(sent.token) === config.tokens.issuer ? sent.token : null;
    };
    const keyOfVerified: SecretOrKeyProvider = (_request, token: string, done) => {
      tokens.verify(token).then((claims) => {
        const key = claims && tokens.findKey(token);
        // parsed once, where its text would be parsed for each request; the types of passport-jwt do not know that
        if (key) done(null, key.publicKey as unknown as Buffer);
        else done(new Error('The token is not valid.'));
      }, done);
    };
    super({
      jwtFromRequest: ownToken,
      secretOrKeyProvider: keyOfVerified,
      algorithms: ['ES256', 'RS256'],
      passReqToCallback: true,
    });
    this.registeredAs = registerStrategy('access-token', this);
  }

  onApplicationShutdown(): void {
    unregisterStrategy(this.registeredAs);
  }

  async validate(request: AuthenticatedRequest): Promise<Caller | null> {
    const identity = await this.callers.identify(request);
    return identity && toCaller(identity, request);
  }
}
