import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { AuthenticatedRequest } from '../../../../platform/tenancy/authenticated-request.js';
import type { Caller } from '../../../../platform/tenancy/caller.js';
import { CallerReader } from '../caller.reader.js';
import { readCredential } from '../credentials/read-credential.js';
import { toCaller } from '../credentials/to-caller.js';
import { registerStrategy, unregisterStrategy } from './register-strategy.js';
import { RequestStrategy } from './request-strategy.js';

/** API keys, known by their hash. */
@Injectable()
export class ApiKeyStrategy extends PassportStrategy(RequestStrategy) implements OnApplicationShutdown {
  readonly registeredAs: string;

  constructor(private readonly callers: CallerReader) {
    super();
    this.registeredAs = registerStrategy('api-key', this);
  }

  onApplicationShutdown(): void {
    unregisterStrategy(this.registeredAs);
  }

  async validate(request: AuthenticatedRequest): Promise<Caller | null> {
    if (readCredential(request.headers, null)?.kind !== 'api_key') return null;
    const identity = await this.callers.identify(request);
    return identity && toCaller(identity, request);
  }
}
