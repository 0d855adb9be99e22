import { Injectable } from '@nestjs/common';
import type { ClientTraits } from '../client-traits.js';
import type { User } from '../identity.repository.js';
import { IdentityBindings, type Unbound } from './identity-binding.repository.js';
import { IdentityEvents } from './identity-events.js';
import type { ProviderIdentity } from './provider-identity.js';

/** Finds the user of an identity, and reports where a verified address has just bound it. */
@Injectable()
export class IdentityResolver {
  constructor(
    private readonly bindings: IdentityBindings,
    private readonly events: IdentityEvents,
  ) {}

  /** The user of an identity; else the reason why there is none. */
  async resolve(identity: ProviderIdentity, client: ClientTraits): Promise<User | Unbound> {
    const found = await this.bindings.resolve(identity);
    if (typeof found === 'string') return found;
    const { user, isNew } = found;
    const details = { issuer: identity.issuer, by: 'verified_address' };
    if (isNew) await this.events.report('auth.identity_linked', user, details, client);
    return user;
  }
}
