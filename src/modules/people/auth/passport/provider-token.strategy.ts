import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { AppConfig } from '../../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../../platform/config/config-token.js';
import type { AuthenticatedRequest } from '../../../../platform/tenancy/authenticated-request.js';
import type { Caller } from '../../../../platform/tenancy/caller.js';
import { parseId } from '../../../../platform/validation/id.pipe.js';
import { clientOf } from '../client-traits.js';
import { claimedIssuerOf, readCredential } from '../credentials/read-credential.js';
import { identityOfPerson, toCaller } from '../credentials/to-caller.js';
import type { User } from '../identity.repository.js';
import { IdentityBindings } from '../provider/identity-binding.repository.js';
import { IdentityResolver } from '../provider/identity-resolver.js';
import type { ProviderIdentity } from '../provider/provider-identity.js';
import { ProviderTokens } from '../tokens/provider-tokens.js';
import { registerStrategy, unregisterStrategy } from './register-strategy.js';
import { RequestStrategy } from './request-strategy.js';

/**
 * Bearer tokens of an identity provider, where one is configured
 * (docs/adr/identity.md#bearer-tokens-of-identity-providers).
 */
@Injectable()
export class ProviderTokenStrategy extends PassportStrategy(RequestStrategy) implements OnApplicationShutdown {
  readonly registeredAs: string;
  private readonly issuer: string | null;

  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly tokens: ProviderTokens,
    private readonly resolver: IdentityResolver,
    private readonly bindings: IdentityBindings,
  ) {
    super();
    this.issuer = config.tokens.identityProvider?.issuer ?? null;
    this.registeredAs = registerStrategy('provider-token', this);
  }

  onApplicationShutdown(): void {
    unregisterStrategy(this.registeredAs);
  }

  async validate(request: AuthenticatedRequest): Promise<Caller | null> {
    const sent = readCredential(request.headers, null);
    if (this.issuer === null || sent?.kind !== 'token' || claimedIssuerOf(sent.token) !== this.issuer) return null;
    const identity = await this.tokens.read(sent.token);
    const user = identity && (await this.resolver.resolve(identity, clientOf(request)));
    return user && typeof user !== 'string' ? this.toCaller(user, identity, request) : null;
  }

  /** Such a token names no organization: it is the one of `X-Org-Id` among those that count for it, else the oldest. */
  private async toCaller(
    user: User,
    { hasSecondFactor }: ProviderIdentity,
    request: AuthenticatedRequest,
  ): Promise<Caller | null> {
    const memberships = await this.bindings.membershipsOf(user.id);
    const wanted = parseId(request.get('x-org-id'));
    const membership = memberships.find(({ id }) => id === wanted) ?? memberships[0];
    if (!membership) return null;
    const lacksSecondFactor = !hasSecondFactor && (membership.requiresSecondFactor || (await this.needsAsStaff(user)));
    const person = { user, org: membership, role: membership.role, lacksSecondFactor };
    return toCaller(identityOfPerson(person, { type: 'external_jwt' }), request);
  }

  private async needsAsStaff({ isSuperAdmin }: User): Promise<boolean> {
    return isSuperAdmin && this.bindings.staffNeedSecondFactor(this.config.requireStaffSecondFactor);
  }
}
