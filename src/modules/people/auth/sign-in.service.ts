import { Inject, Injectable } from '@nestjs/common';
import type { OrgId, UserId } from '../../../domain/ids.js';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../platform/config/config-token.js';
import { AppError, NoSuchOrganization } from '../../../platform/errors/app-error.js';
import { ServiceMetrics } from '../../../platform/observability/service-metrics.js';
import type { RequestOrigin } from '../../../platform/request/request-context.js';
import { hashSecret } from '../../../platform/secrets/random-secret.js';
import type { ClientTraits } from './client-traits.js';
import { SessionUsage } from './credentials/session-usage.js';
import { effectiveRole } from './credentials/to-caller.js';
import {
  IdentityRepository,
  type NewSession,
  type OrganizationName,
  type SessionHolder,
  type SignInChoice,
  type User,
  type UserWithPassword,
} from './identity.repository.js';
import { OrganizationNameReadModel } from './organization-name.read-model.js';
import type { KnownPasskey } from './passkeys/passkey.repository.js';
import { PasskeyCheck, type PasskeyProof } from './passkeys/passkey-check.js';
import { PasswordHasher } from './passwords/password-hasher.js';
import type { ProviderIdentity } from './provider/provider-identity.js';
import { SecondFactors } from './second-factor/second-factor.repository.js';
import type { GivenFactor, SecondFactorMethod } from './second-factor/second-factor-check.js';
import { SecondFactorCheck } from './second-factor/second-factor-check.js';
import { SecurityNotices } from './security-notices.js';
import { SignInEvents } from './sign-in-events.js';
import { OwnTokens } from './tokens/own-tokens.js';
import { makeRefreshToken } from './tokens/secrets.js';

/** A session that began or went on, with the tokens that speak for it. */
export interface SignedIn {
  readonly holder: SessionHolder;
  readonly accessToken: string;
  /** Seconds that the access token is valid. */
  readonly accessSeconds: number;
  readonly cookieToken: string;
  readonly refreshToken: string;
}

/** Credentials as they were sent. */
interface GivenCredentials {
  readonly email: string;
  readonly password: string;
  readonly orgId: OrgId | null;
  readonly secondFactor: GivenFactor | null;
}

/** Outcome of a sign-in whose password is right, and whose account has a second factor that was not sent. */
export interface SecondFactorNeeded {
  /** Those by which it can be given. */
  readonly methods: readonly SecondFactorMethod[];
}

const EVENTS = { recovery_code: 'auth.recovery_code_used', passkey: 'auth.passkey_used' } as const;

/** Sessions begin by password, by passkey or at the identity provider, and go on by refresh token. */
@Injectable()
export class SignInService {
  constructor(
    private readonly identities: IdentityRepository,
    private readonly organizations: OrganizationNameReadModel,
    private readonly passwords: PasswordHasher,
    private readonly factors: SecondFactors,
    private readonly factorChecks: SecondFactorCheck,
    private readonly passkeys: PasskeyCheck,
    private readonly tokens: OwnTokens,
    private readonly usage: SessionUsage,
    private readonly events: SignInEvents,
    private readonly notices: SecurityNotices,
    @Inject(APP_CONFIG) private readonly config: Pick<AppConfig, 'sessions'>,
    private readonly metrics: ServiceMetrics,
  ) {}

  /** An unknown address, a wrong password and a user without any organization all answer the same, after the same work. */
  async signIn(given: GivenCredentials, client: ClientTraits): Promise<SignedIn | SecondFactorNeeded> {
    const user = await this.identities.findUserByEmail(given.email);
    const choices = user ? await this.identities.signInChoices(user.id) : [];
    try {
      const signedIn = await this.open(given, user, choices, client);
      if ('holder' in signedIn) this.events.reportSuccess(signedIn.holder, client);
      return signedIn;
    } catch (error) {
      if (error instanceof AppError) this.events.reportFailure(given.email, user, choices, client);
      throw error;
    }
  }

  private async open(
    given: GivenCredentials,
    user: UserWithPassword | null,
    choices: readonly SignInChoice[],
    client: ClientTraits,
  ): Promise<SignedIn | SecondFactorNeeded> {
    const opened = await this.hashOpenedBy(
      given.password,
      hashesToTry(user?.passwordHash ?? null, choices, given.orgId),
    );
    if (!user || opened === null) throw this.wrongPair();
    const org = await this.chooseOrganization(user, choices, { orgId: given.orgId, opened });
    if (!org) throw this.wrongPair();
    const entrant = {
      userId: user.id,
      email: user.email,
      address: client.address,
      orgId: org.id,
      hasOwnPassword: user.passwordHash === opened,
    };
    const factor = await this.factorChecks.check(entrant, given.secondFactor);
    if (factor.kind === 'required') return factor;
    const isProven = factor.kind === 'proved';
    const signedIn = await this.begin(user.id, org.id, client, { by: { passwordHash: opened }, isProven });
    if (!signedIn) throw this.wrongPair(); // password or membership ended while the password was being checked
    if (isProven && factor.method !== 'totp') this.events.reportFactor(EVENTS[factor.method], signedIn.holder, client);
    if (isProven && factor.method === 'recovery_code') await this.notices.report(user.id, EVENTS.recovery_code, client);
    return signedIn;
  }

  /**
   * A session of a passkey alone. It opens what its password does, as if both had been sent.
   *
   * @throws AppError `invalid_passkey` for one that is unknown, not valid, or a second factor alone: its user has no password
   */
  async signInByPasskey(proof: PasskeyProof, orgId: OrgId | null, client: ClientTraits): Promise<SignedIn> {
    const known = await this.passkeys.find(proof.assertion);
    const user = known && (await this.identities.findUserByEmail(known.email));
    const choices = user ? await this.identities.signInChoices(user.id) : [];
    try {
      const passkey = await this.passkeys.check(proof);
      const opened = user && passkey && passwordBeside(passkey, user, choices);
      if (!opened) throw this.wrongPasskey();
      const org = await this.chooseOrganization(user, choices, { orgId, opened });
      if (!org) throw this.wrongPasskey();
      const signedIn = await this.begin(user.id, org.id, client, { by: { passwordHash: opened }, isProven: true });
      if (!signedIn) throw this.wrongPasskey(); // password or membership ended meanwhile
      this.events.reportFactor('auth.passkey_used', signedIn.holder, client);
      this.events.reportSuccess(signedIn.holder, client);
      return signedIn;
    } catch (error) {
      if (error instanceof AppError) this.events.reportFailure(known?.email ?? '', user, choices, client);
      throw error;
    }
  }

  /** A session of the user of an identity; null where the user may not act in the organization any more. */
  async beginByProvider(
    userId: UserId,
    orgId: OrgId,
    identity: ProviderIdentity,
    client: ClientTraits,
  ): Promise<SignedIn | null> {
    const signedIn = await this.begin(userId, orgId, client, { by: identity, isProven: false });
    if (signedIn) this.events.reportSuccess(signedIn.holder, client);
    return signedIn;
  }

  private async begin(
    userId: UserId,
    orgId: OrgId,
    { address, userAgent }: ClientTraits,
    { by, isProven }: { by: NewSession['by']; isProven: boolean },
  ): Promise<SignedIn | null> {
    const refreshToken = makeRefreshToken();
    const sessionId = await this.identities.createSession({
      orgId,
      userId,
      refreshHash: hashSecret(refreshToken),
      ...this.config.sessions,
      address,
      userAgent,
      by,
    });
    if (sessionId === null) return null;
    if (isProven) await this.factors.prove(sessionId);
    const holder = await this.identities.resolveSession(sessionId);
    return holder && this.toSignedIn(holder, refreshToken);
  }

  /** Spends a refresh token. One that was spent before ends its session: it has been in two hands. */
  async refresh(spent: string, origin: RequestOrigin): Promise<SignedIn> {
    const refreshToken = makeRefreshToken();
    const refresh = await this.identities.rotateRefreshToken(
      hashSecret(spent),
      hashSecret(refreshToken),
      this.config.sessions.idleMs,
    );
    if (refresh.outcome === 'reused' && refresh.session) this.events.reportReuse(refresh.session, origin);
    const holder = refresh.outcome === 'rotated' ? await this.identities.resolveSession(refresh.sessionId) : null;
    if (!holder)
      throw new AppError('invalid_refresh_token', 'The refresh token is unknown, used or expired. Sign in again.');
    return this.toSignedIn(holder, refreshToken);
  }

  /** The one of the hashes that the password has; null when it has none, after the work of one at least. */
  private async hashOpenedBy(password: string, hashes: readonly string[]): Promise<string | null> {
    if (hashes.length === 0) await this.passwords.matches(null, password);
    for (const hash of hashes) if (await this.passwords.matches(hash, password)) return hash;
    return null;
  }

  /** Null where none is wanted, and none is open. */
  private async chooseOrganization(
    user: User,
    choices: readonly SignInChoice[],
    { orgId: wanted, opened }: { orgId: OrgId | null; opened: string },
  ): Promise<OrganizationName | null> {
    const fitting = choices.filter(
      ({ id, passwordHash }) => passwordHash === opened && (wanted === null || id === wanted),
    );
    const choice = fitting.find(({ isSsoRequired }) => !isSsoRequired);
    if (choice) return choice;
    if (fitting.length > 0)
      throw new AppError('sso_required', 'The organization is entered through the identity provider alone.');
    if (wanted === null) return null;
    if (!user.isSuperAdmin)
      throw new AppError('foreign_organization', 'The user does not belong to that organization.');
    const org = await this.organizations.findOrganizationName(wanted);
    if (!org) throw new NoSuchOrganization();
    return org;
  }

  private wrongPair(): AppError {
    this.metrics.signInFailures.inc();
    return new AppError('invalid_credentials', 'The email address and the password do not match.');
  }

  private wrongPasskey(): AppError {
    this.metrics.signInFailures.inc();
    return new AppError(
      'invalid_passkey',
      'The passkey is not known here, its assertion is not valid or was used before, or it is a second factor alone.',
    );
  }

  private async toSignedIn(holder: SessionHolder, refreshToken: string): Promise<SignedIn> {
    this.usage.noteExtended(holder.sessionId);
    const lastsMs = await this.identities.sessionLastsMs(holder.sessionId);
    const session = { userId: holder.user.id, sessionId: holder.sessionId, lastsMs };
    const access = await this.tokens.issue('access', session);
    const cookie = await this.tokens.issue('cookie', session);
    return {
      holder,
      accessToken: access.token,
      accessSeconds: access.seconds,
      cookieToken: cookie.token,
      refreshToken,
    };
  }
}

/** Passwords of one person that are tried at one sign-in: each costs as much as a sign-in. */
const MAX_HASHES = 4;

/**
 * The hashes that a password may have (ADR 0079): the one that opens the wanted organization; without a wish, or for one
 * that is not the person's, any of theirs.
 */
function hashesToTry(own: string | null, choices: readonly SignInChoice[], wanted: OrgId | null): readonly string[] {
  const choice = choices.find(({ id }) => id === wanted);
  const hashes = choice ? [choice.passwordHash] : [own, ...choices.map(({ passwordHash }) => passwordHash)];
  return [...new Set(hashes)].filter((hash) => hash !== null).slice(0, MAX_HASHES);
}

/**
 * The hash of the password that a passkey was registered beside: the person's own, or that of one organization; null where that one
 * opens nothing any more, and for a passkey that is a second factor alone.
 */
function passwordBeside(
  { realm, signsIn }: KnownPasskey,
  { passwordHash }: UserWithPassword,
  choices: readonly SignInChoice[],
): string | null {
  if (!signsIn) return null;
  if (realm === 0 || passwordHash !== null) return realm === 0 ? passwordHash : null;
  return choices.find(({ id }) => id === realm)?.passwordHash ?? null;
}

/** The role that a session gives now. */
export const roleOf = (holder: SessionHolder) => effectiveRole(holder.user.isSuperAdmin, holder.role);
