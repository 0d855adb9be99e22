import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../../platform/tenancy/caller.js';
import { Clock } from '../../../../platform/time/clock.js';
import type { ClientTraits } from '../client-traits.js';
import type { Membership, User } from '../identity.repository.js';
import { sessionOf } from '../session.service.js';
import { SessionOpener, type SignedIn } from '../session-opener.js';
import { SignInEvents } from '../sign-in-events.js';
import type { Link, Unbound } from './identity-binding.repository.js';
import { IdentityLinks } from './identity-links.js';
import { OidcClient, ProviderAway, SignInRefused } from './oidc-client.js';
import type { ProviderIdentity } from './provider-identity.js';
import { requireProvider, toUnavailable } from './provider-sign-out.service.js';
import { ProviderUsers } from './provider-users.js';
import type { SignInFlow } from './sign-in-flow.js';

/** Reasons why a sign-in at the identity provider ends without a session, as the sign-in page reads them. */
export type SignInFault =
  | 'not_configured'
  | 'expired'
  | 'access_denied'
  | 'sign_in_failed'
  | 'provider_unavailable'
  | 'email_not_verified'
  | 'unknown_user'
  | 'link_required'
  | 'no_membership'
  | 'identity_taken'
  | 'link_refused';

/** Wishes of who begins a sign-in. */
export interface WantedFlow {
  readonly next: string;
  readonly org: string | null;
  /** A session that the person has at the provider will not do. */
  readonly again: boolean;
}

/** End of a sign-in: the page to go to, with a session where one began. */
export type FlowEnd = { readonly next: string; readonly signedIn: SignedIn | null } | { readonly fault: SignInFault };

const FAULT_OF_UNBOUND: Readonly<Record<Unbound, SignInFault>> = {
  unverified: 'email_not_verified',
  unknown: 'unknown_user',
  link_required: 'link_required',
};

const FAULT_OF_LINK: Readonly<Record<Exclude<Link, 'linked'>, SignInFault>> = {
  taken: 'identity_taken',
  narrow: 'link_refused',
  over: 'expired',
};

/** Signs people in by their identity at the identity provider. */
@Injectable()
export class ProviderSignIn {
  constructor(
    private readonly client: OidcClient,
    private readonly users: ProviderUsers,
    private readonly links: IdentityLinks,
    private readonly sessions: SessionOpener,
    private readonly events: SignInEvents,
    private readonly clock: Clock,
  ) {}

  /** Host of the identity provider; null where none is configured. */
  get providerHost(): string | null {
    return this.client.host;
  }

  /** A new flow, and the address at the provider where it continues. */
  async start({ next, org, again }: WantedFlow, redirectUri: string): Promise<{ flow: SignInFlow; url: string }> {
    const signedInSince = Math.floor(this.clock.now().getTime() / 1000);
    return this.begin({ next, org, linkSession: null, ...(again && { signedInSince }) }, redirectUri);
  }

  /**
   * As `start`, for an identity that is to be bound to the caller's user.
   *
   * @throws AppError `forbidden` for a sign-in that is too old, or without the second factor
   */
  async startLink(caller: Caller, next: string, redirectUri: string): Promise<{ flow: SignInFlow; url: string }> {
    requireProvider(this.client);
    await this.links.requireSure(caller);
    return this.begin({ next, org: null, linkSession: sessionOf(caller) }, redirectUri);
  }

  /** Ends a flow with the provider's answer to it. */
  async finish(flow: SignInFlow | null, answer: URL, client: ClientTraits): Promise<FlowEnd> {
    if (!this.client.isConfigured) return { fault: 'not_configured' };
    if (flow === null) return { fault: 'expired' };
    try {
      const identity = await this.client.redeem(answer, flow);
      return flow.linkSession === null
        ? await this.signIn(identity, flow, client)
        : await this.link(identity, flow, flow.linkSession, client);
    } catch (error) {
      if (error instanceof ProviderAway) return { fault: 'provider_unavailable' };
      if (error instanceof SignInRefused) return { fault: error.isByProvider ? 'access_denied' : 'sign_in_failed' };
      throw error;
    }
  }

  private async begin(
    wanted: Pick<SignInFlow, 'next' | 'org' | 'linkSession' | 'signedInSince'>,
    redirectUri: string,
  ): Promise<{ flow: SignInFlow; url: string }> {
    requireProvider(this.client);
    const flow = { ...this.client.makeSecrets(), ...wanted };
    return { flow, url: await this.client.authorizationUrl(flow, redirectUri).catch(toUnavailable) };
  }

  private async signIn(identity: ProviderIdentity, { next, org }: SignInFlow, client: ClientTraits): Promise<FlowEnd> {
    const user = await this.users.find(identity, client);
    if (typeof user === 'string') return this.refuse(FAULT_OF_UNBOUND[user], identity, null, [], client);
    const memberships = await this.users.follow(user, identity, client);
    const chosen = org === null ? memberships[0] : memberships.find(({ slug }) => slug === org);
    const signedIn = chosen && (await this.sessions.beginByProvider(user.id, chosen.id, identity, client));
    return signedIn ? { next, signedIn } : this.refuse('no_membership', identity, user, memberships, client);
  }

  private async link(
    identity: ProviderIdentity,
    { next }: SignInFlow,
    sessionId: string,
    client: ClientTraits,
  ): Promise<FlowEnd> {
    const outcome = await this.links.bind(identity, sessionId, client);
    return outcome === 'linked' ? { next, signedIn: null } : { fault: FAULT_OF_LINK[outcome] };
  }

  private refuse(
    fault: SignInFault,
    { verifiedEmail }: ProviderIdentity,
    user: User | null,
    memberships: readonly Membership[],
    client: ClientTraits,
  ): FlowEnd {
    this.events.reportFailure(verifiedEmail ?? '', user, memberships, client);
    return { fault };
  }
}
