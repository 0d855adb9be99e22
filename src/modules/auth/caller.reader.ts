import { Injectable } from '@nestjs/common';
import type { AuthenticatedRequest } from '../../platform/tenancy/authenticated-request.js';
import type { Caller } from '../../platform/tenancy/caller.js';
import { ApiKeyUsage } from './credentials/api-key-usage.js';
import { HeldIdentities } from './credentials/held-identities.js';
import { readCredential } from './credentials/read-credential.js';
import { callerOfApiKey, callerOfToken } from './credentials/resolve-caller.js';
import { SessionCookie } from './credentials/session-cookie.js';
import { VerifiedTokens } from './tokens/verified-tokens.js';

/** Callers as a hot route recognizes them, before the guards. */
@Injectable()
export class CallerReader {
  constructor(
    private readonly cookie: SessionCookie,
    private readonly tokens: VerifiedTokens,
    private readonly identities: HeldIdentities,
    private readonly usage: ApiKeyUsage,
  ) {}

  /**
   * The caller that the authentication guard would let in, from memory where that is sure. Null when the guard has to
   * decide: no credential, one that does not hold, or a token that it has not verified yet.
   */
  async recognize(request: AuthenticatedRequest): Promise<Caller | null> {
    const sent = readCredential(request, this.cookie.read(request));
    if (sent === null) return null;
    if (sent.kind === 'api_key') return callerOfApiKey(sent.key, this.identities, request);
    const claims = this.tokens.find(sent.token);
    return claims && callerOfToken(claims, sent.via, this.identities, request);
  }

  /** To be called when a recognized caller was answered: the guard, which counts, has not seen the request. */
  countUse(caller: Caller): void {
    this.usage.count(caller);
  }
}
