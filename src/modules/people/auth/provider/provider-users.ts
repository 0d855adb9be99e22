import { Injectable } from '@nestjs/common';
import type { ClientTraits } from '../client-traits.js';
import type { User } from '../identity.repository.js';
import { type CountingMembership, IdentityBindings, type Unbound } from './identity-binding.repository.js';
import { IdentityEvents } from './identity-events.js';
import { IdentityResolver } from './identity-resolver.js';
import { MappedMemberships } from './mapped-memberships.js';
import type { ProviderIdentity } from './provider-identity.js';

/** Finds the users of identities at the identity provider. */
@Injectable()
export class ProviderUsers {
  constructor(
    private readonly resolver: IdentityResolver,
    private readonly mapped: MappedMemberships,
    private readonly bindings: IdentityBindings,
    private readonly events: IdentityEvents,
  ) {}

  /** The user of an identity, whom an organization may take in only now. */
  async find(identity: ProviderIdentity, client: ClientTraits): Promise<User | Unbound> {
    const found = await this.resolver.resolve(identity, client);
    return found === 'unknown' ? ((await this.admit(identity, client)) ?? found) : found;
  }

  /** Stores what the identity says of its user; answers the organizations in which they may act then. */
  async follow(user: User, identity: ProviderIdentity, client: ClientTraits): Promise<CountingMembership[]> {
    await this.bindings.verifyEmail(user.id, identity);
    await this.mapped.follow(user, identity, client);
    return this.bindings.membershipsOf(user.id);
  }

  /** Makes a user of somebody whose groups or domain an organization takes in; null where none does. */
  private async admit(identity: ProviderIdentity, client: ClientTraits): Promise<User | null> {
    const user = await this.mapped.admit(identity);
    const details = { issuer: identity.issuer, by: 'verified_address' };
    if (user) await this.events.report('auth.identity_linked', user, details, client);
    return user;
  }
}
