import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { AuthenticatedRequest } from '../../../platform/tenancy/authenticated-request.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { ApiKeyUsage } from '../credentials/api-key-usage.js';
import { readCredential } from '../credentials/read-credential.js';
import { resolveApiKey } from '../credentials/resolve-credential.js';
import { toCaller } from '../credentials/to-caller.js';
import { IdentityRepository } from '../identity.repository.js';
import { registerStrategy, unregisterStrategy } from './register-strategy.js';
import { RequestStrategy } from './request-strategy.js';

/** API keys, looked up by their hash at each request. */
@Injectable()
export class ApiKeyStrategy extends PassportStrategy(RequestStrategy) implements OnApplicationShutdown {
  readonly registeredAs: string;

  constructor(
    private readonly identities: IdentityRepository,
    private readonly usage: ApiKeyUsage,
  ) {
    super();
    this.registeredAs = registerStrategy('api-key', this);
  }

  onApplicationShutdown(): void {
    unregisterStrategy(this.registeredAs);
  }

  async validate(request: AuthenticatedRequest): Promise<Caller | null> {
    const sent = readCredential(request.headers, null);
    const resolved = sent?.kind === 'api_key' ? await resolveApiKey(sent.key, this.identities) : null;
    if (!resolved) return null;
    this.usage.count(resolved.identity);
    return toCaller(resolved.identity, request);
  }
}
