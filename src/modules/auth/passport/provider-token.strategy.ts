import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../platform/config/config-token.js';
import type { AuthenticatedRequest } from '../../../platform/tenancy/authenticated-request.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { parseId } from '../../../platform/validation/id.pipe.js';
import { claimedIssuerOf, readCredential } from '../credentials/read-credential.js';
import { isSameAddress } from '../credentials/same-address.js';
import { identityOfPerson, toCaller } from '../credentials/to-caller.js';
import { IdentityRepository, type Membership, type User } from '../identity.repository.js';
import { ProviderTokens } from '../tokens/provider-tokens.js';
import { registerStrategy, unregisterStrategy } from './register-strategy.js';
import { RequestStrategy } from './request-strategy.js';

/** Bearer tokens of the identity provider, where one is configured (ADR 71). */
@Injectable()
export class ProviderTokenStrategy extends PassportStrategy(RequestStrategy) implements OnApplicationShutdown {
  readonly registeredAs: string;
  private readonly issuer: string | null;

  constructor(
    @Inject(APP_CONFIG) config: AppConfig,
    private readonly tokens: ProviderTokens,
    private readonly identities: IdentityRepository,
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
    const email = await this.tokens.verifiedEmailOf(sent.token);
    const user = email === null ? null : await this.identities.findUserByEmail(email);
    return user && email !== null && isSameAddress(user.email, email) ? this.toCaller(user, request) : null;
  }

  /** Such a token names no organization: it is the one of `X-Org-Id` among the person's own, else the oldest. */
  private async toCaller(user: User, request: AuthenticatedRequest): Promise<Caller | null> {
    const memberships = await this.identities.membershipsOf(user.id);
    const wanted = parseId(request.get('x-org-id'));
    const membership: Membership | undefined = memberships.find(({ id }) => id === wanted) ?? memberships[0];
    if (!membership) return null;
    const person = { user, org: membership, role: membership.role };
    return toCaller(identityOfPerson(person, { type: 'external_jwt' }), request);
  }
}
