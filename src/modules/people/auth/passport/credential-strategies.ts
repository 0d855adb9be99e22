import { Injectable } from '@nestjs/common';
import { AccessTokenStrategy } from './access-token.strategy.js';
import { ApiKeyStrategy } from './api-key.strategy.js';
import { ProviderTokenStrategy } from './provider-token.strategy.js';

/** The ways in which a request may be authenticated, in the order in which they are tried. */
@Injectable()
export class CredentialStrategies {
  readonly names: readonly string[];

  constructor(apiKeys: ApiKeyStrategy, accessTokens: AccessTokenStrategy, providerTokens: ProviderTokenStrategy) {
    this.names = [apiKeys.registeredAs, accessTokens.registeredAs, providerTokens.registeredAs];
  }
}
