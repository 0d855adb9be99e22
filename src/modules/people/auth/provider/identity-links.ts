import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../../platform/tenancy/caller.js';
import type { ClientTraits } from '../client-traits.js';
import { IdentityRepository } from '../identity.repository.js';
import { IdentityService } from './identity.service.js';
import { IdentityBindings, type Link } from './identity-binding.repository.js';
import { IdentityEvents } from './identity-events.js';
import type { ProviderIdentity } from './provider-identity.js';

/** Binds identities at the identity provider to signed-in people. */
@Injectable()
export class IdentityLinks {
  constructor(
    private readonly own: IdentityService,
    private readonly identities: IdentityRepository,
    private readonly bindings: IdentityBindings,
    private readonly events: IdentityEvents,
  ) {}

  /** @throws AppError forbidden for a sign-in that is too old, or without the second factor */
  async requireSure(caller: Caller): Promise<void> {
    await this.own.requireSure(caller, true);
  }

  /** Binds an identity to the user of a session. */
  async bind(identity: ProviderIdentity, sessionId: string, client: ClientTraits): Promise<Link> {
    const holder = await this.identities.resolveSession(sessionId);
    if (!holder) return 'over';
    const outcome = await this.bindings.link(sessionId, identity);
    if (outcome !== 'linked') return outcome;
    await this.bindings.verifyEmail(holder.user.id, identity);
    const details = { issuer: identity.issuer, by: 'session' };
    await this.events.report('auth.identity_linked', holder.user, details, client);
    return outcome;
  }
}
