import { Inject, Injectable } from '@nestjs/common';
import type { OrgId, UserId } from '../../../domain/ids.js';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../platform/config/config-token.js';
import { AppError } from '../../../platform/errors/app-error.js';
import type { RequestOrigin } from '../../../platform/request/request-context.js';
import { hashSecret } from '../../../platform/secrets/random-secret.js';
import type { ClientTraits } from './client-traits.js';
import { SessionUsage } from './credentials/session-usage.js';
import { effectiveRole } from './credentials/to-caller.js';
import { IdentityRepository, type NewSession, type SessionHolder } from './identity.repository.js';
import type { ProviderIdentity } from './provider/provider-identity.js';
import { SecondFactors } from './second-factor/second-factor.repository.js';
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

/** Begins sessions, and continues them by refresh token. */
@Injectable()
export class SessionOpener {
  constructor(
    private readonly identities: IdentityRepository,
    private readonly factors: SecondFactors,
    private readonly tokens: OwnTokens,
    private readonly usage: SessionUsage,
    private readonly events: SignInEvents,
    @Inject(APP_CONFIG) private readonly config: Pick<AppConfig, 'sessions'>,
  ) {}

  /** A session of a person whose credentials are checked; null where the person may not act in the organization any more. */
  async begin(
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
      throw new AppError(
        'invalid_refresh_token',
        'The refresh token is unknown, already used or expired. Sign in again.',
      );
    return this.toSignedIn(holder, refreshToken);
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

/** The role that a session gives now. */
export const roleOf = (holder: SessionHolder) => effectiveRole(holder.user.isSuperAdmin, holder.role);
