import { Injectable } from '@nestjs/common';
import { AppError } from '../../../../platform/errors/app-error.js';
import type { Caller } from '../../../../platform/tenancy/caller.js';
import { Clock } from '../../../../platform/time/clock.js';
import { SecurityEventsWriter } from '../../../record/audit/security-events.writer.js';
import type { ClientTraits } from '../client-traits.js';
import { IdentityRepository, type Membership, type User } from '../identity.repository.js';
import { sessionOf } from '../session.service.js';
import { type SignedIn, SignInService } from '../sign-in.service.js';
import { SignInEvents } from '../sign-in-events.js';
import { IdentityService } from './identity.service.js';
import { IdentityBindings, type Link, type Unbound } from './identity-binding.repository.js';
import { IdentityEvents } from './identity-events.js';
import { IdentityResolver } from './identity-resolver.js';
import { MappedMemberships } from './mapped-memberships.js';
import { OidcClient, ProviderAway, SignInRefused } from './oidc-client.js';
import type { ProviderIdentity } from './provider-identity.js';
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

/** Signs people in by their identity at the identity provider, and binds identities to users. */
@Injectable()
export class ProviderSignIn {
  constructor(
    private readonly client: OidcClient,
    private readonly bindings: IdentityBindings,
    private readonly resolver: IdentityResolver,
    private readonly own: IdentityService,
    private readonly identityEvents: IdentityEvents,
    private readonly identities: IdentityRepository,
    private readonly mapped: MappedMemberships,
    private readonly signIns: SignInService,
    private readonly signInEvents: SignInEvents,
    private readonly events: SecurityEventsWriter,
    private readonly clock: Clock,
  ) {}

  /** Host of the identity provider; null where none is configured. */
  get providerHost(): string | null {
    return this.client.host;
  }

  /** A new flow, and the address at the provider where it goes on. */
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
    this.refuseUnlessConfigured();
    await this.own.requireSure(caller, true);
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

  /**
   * Ends the sessions that a provider's notice of a sign-out is about.
   *
   * @throws AppError `bad_request` for a notice that is not valid
   */
  async endSessions(logoutToken: string, client: ClientTraits): Promise<void> {
    this.refuseUnlessConfigured();
    const logout = await this.client.readLogout(logoutToken).catch(toUnavailable);
    const ended = logout && (await this.bindings.endSessions(logout, this.clock.now()));
    if (ended === null) throw new AppError('bad_request', 'The logout token is not valid, or was received before.');
    for (const { sessionId, orgId, userId } of ended)
      this.events.report(
        {
          action: 'session.revoked',
          target: { type: 'user', id: userId },
          details: { session_id: sessionId, by: 'identity_provider' },
          orgIds: [orgId],
        },
        client,
      );
  }

  private async begin(
    wanted: Pick<SignInFlow, 'next' | 'org' | 'linkSession' | 'signedInSince'>,
    redirectUri: string,
  ): Promise<{ flow: SignInFlow; url: string }> {
    this.refuseUnlessConfigured();
    const flow = { ...this.client.makeSecrets(), ...wanted };
    return { flow, url: await this.client.authorizationUrl(flow, redirectUri).catch(toUnavailable) };
  }

  private async signIn(identity: ProviderIdentity, { next, org }: SignInFlow, client: ClientTraits): Promise<FlowEnd> {
    const found = await this.resolver.resolve(identity, client);
    const user = found === 'unknown' ? ((await this.admit(identity, client)) ?? found) : found;
    if (typeof user === 'string') return this.refuse(FAULT_OF_UNBOUND[user], identity, null, [], client);
    await this.bindings.verifyEmail(user.id, identity);
    await this.mapped.follow(user, identity, client);
    const memberships = await this.bindings.membershipsOf(user.id);
    const chosen = org === null ? memberships[0] : memberships.find(({ slug }) => slug === org);
    const signedIn = chosen && (await this.signIns.beginByProvider(user.id, chosen.id, identity, client));
    return signedIn ? { next, signedIn } : this.refuse('no_membership', identity, user, memberships, client);
  }

  /** Makes a user of somebody whose groups or domain an organization takes in; null where none does. */
  private async admit(identity: ProviderIdentity, client: ClientTraits): Promise<User | null> {
    const user = await this.mapped.admit(identity);
    if (user) await this.reportLinked(user, identity, 'verified_address', client);
    return user;
  }

  private async link(
    identity: ProviderIdentity,
    { next }: SignInFlow,
    sessionId: string,
    client: ClientTraits,
  ): Promise<FlowEnd> {
    const holder = await this.identities.resolveSession(sessionId);
    const outcome = holder ? await this.bindings.link(sessionId, identity) : 'over';
    if (outcome !== 'linked') return { fault: FAULT_OF_LINK[outcome] };
    await this.bindings.verifyEmail(holder!.user.id, identity);
    await this.reportLinked(holder!.user, identity, 'session', client);
    return { next, signedIn: null };
  }

  private reportLinked(user: User, { issuer }: ProviderIdentity, by: string, client: ClientTraits): Promise<void> {
    return this.identityEvents.report('auth.identity_linked', user, { issuer, by }, client);
  }

  private refuse(
    fault: SignInFault,
    { verifiedEmail }: ProviderIdentity,
    user: User | null,
    memberships: readonly Membership[],
    client: ClientTraits,
  ): FlowEnd {
    this.signInEvents.reportFailure(verifiedEmail ?? '', user, memberships, client);
    return { fault };
  }

  private refuseUnlessConfigured(): void {
    if (!this.client.isConfigured)
      throw new AppError('not_found', 'Sign-in at an identity provider is not set up: set OIDC_ISSUER.');
  }
}

function toUnavailable(error: unknown): never {
  if (error instanceof ProviderAway)
    throw new AppError('unavailable', 'The identity provider cannot be reached now.', { retryAfterSeconds: 5 });
  throw error;
}
