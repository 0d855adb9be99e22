import type { IncomingHttpHeaders } from 'node:http';
import { Injectable } from '@nestjs/common';
import { IdentityRepository } from '../identity.repository.js';
import { VerifiedTokens } from '../tokens/verified-tokens.js';
import { readCredential } from './read-credential.js';
import { resolveApiKey, type ResolvedCredential, resolveToken } from './resolve-credential.js';
import { SessionCookie } from './session-cookie.js';

/** Resolves the credential of a request. */
@Injectable()
export class CredentialResolver {
  constructor(
    private readonly cookie: SessionCookie,
    private readonly tokens: VerifiedTokens,
    private readonly identities: IdentityRepository,
  ) {}

  /** Null where there is none, one that is not valid, or a token that was not verified yet. */
  async resolve(headers: IncomingHttpHeaders): Promise<ResolvedCredential | null> {
    const sent = readCredential(headers, this.cookie.read(headers));
    if (sent === null) return null;
    if (sent.kind === 'api_key') return resolveApiKey(sent.key, this.identities);
    const claims = this.tokens.findClaims(sent.token);
    return claims && resolveToken(claims, sent.via, this.identities);
  }
}
