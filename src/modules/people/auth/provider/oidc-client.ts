import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import {
  createRemoteJWKSet,
  customFetch as joseFetch,
  decodeProtectedHeader,
  errors,
  jwtVerify,
  type JWTVerifyGetKey,
} from 'jose';
import * as openid from 'openid-client';
import type { AppConfig, OidcConfig } from '../../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../../platform/config/config-token.js';
import { hostOf } from '../../../../platform/outgoing/address-rules.js';
import { OutgoingClient } from '../../../../platform/outgoing/outgoing-client.js';
import { SIGNATURE_ALGORITHMS } from '../../../../platform/secrets/signature-algorithms.js';
import { Clock } from '../../../../platform/time/clock.js';
import { ANSWER_BOUNDS, brokenBound } from '../../../../platform/validation/json-bounds.js';
import { isIssuedWithin } from '../tokens/issue-time.js';
import { type ProviderClaims, type ProviderIdentity, toProviderIdentity } from './provider-identity.js';
import type { SignInFlow } from './sign-in-flow.js';

const TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 1024 * 1024;
const DISCOVERY_AGE_MS = 60 * 60_000;
const LOGOUT_TOKEN_SECONDS = 5 * 60;
const CLOCK_TOLERANCE_SECONDS = 30;
/** Claims about the sign-in itself, which are taken from the signed ID token alone. */
const OF_TOKEN_ALONE = { amr: undefined, auth_time: undefined, sid: undefined };
const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout';

/** The identity provider cannot be reached, or answers what is no answer. */
export class ProviderAway extends Error {}

/** The provider's answer does not sign anybody in. */
export class SignInRefused extends Error {
  /** @param isByProvider true where the provider says so itself, as of a person who declined */
  constructor(readonly isByProvider: boolean) {
    super("The identity provider's response does not identify a user.");
  }
}

/** Sessions that a notice of a sign-out ends: all of a person, or one. */
export interface ProviderLogout {
  readonly issuer: string;
  readonly subject: string | null;
  readonly sessionId: string | null;
  /** The second in which the notice was made: sessions that began later go on. */
  readonly until: Date;
  /** Id of the notice, and the time from which on it is refused for its age. */
  readonly noticeId: string;
  readonly endsAt: Date;
}

/** The provider as it describes itself, and its keys. */
interface Discovered {
  readonly configuration: openid.Configuration;
  readonly keys: JWTVerifyGetKey;
  readonly at: number;
}

/**
 * Signs people in at the configured identity provider: OpenID Connect, authorization code with PKCE
 * (docs/adr/identity.md#sign-in-by-openid-connect). What it requests goes through the guarded client, for which the
 * operator named the issuer's host.
 */
@Injectable()
export class OidcClient implements OnApplicationShutdown {
  private readonly config: OidcConfig | null;
  private readonly groupsClaim: string;
  private readonly outgoing: OutgoingClient;
  private discovered: Promise<Discovered> | null = null;

  constructor(
    @Inject(APP_CONFIG) { oidc, groupsClaim, outgoing }: Pick<AppConfig, 'oidc' | 'groupsClaim' | 'outgoing'>,
    private readonly clock: Clock,
  ) {
    this.config = oidc;
    this.groupsClaim = groupsClaim;
    const allow = oidc === null ? [] : [{ kind: 'host' as const, text: hostOf(new URL(oidc.issuer)), network: null }];
    this.outgoing = new OutgoingClient({ ...outgoing, allow: [...outgoing.allow, ...allow] });
  }

  onApplicationShutdown(): Promise<void> {
    return this.outgoing.onApplicationShutdown();
  }

  get isConfigured(): boolean {
    return this.config !== null;
  }

  /** Host of the issuer, by which people know it; null where no provider is configured. */
  get host(): string | null {
    return this.config && new URL(this.config.issuer).host;
  }

  /** The secrets of a new flow. */
  makeSecrets(): Pick<SignInFlow, 'state' | 'nonce' | 'verifier'> {
    return {
      state: openid.randomState(),
      nonce: openid.randomNonce(),
      verifier: openid.randomPKCECodeVerifier(),
    };
  }

  /**
   * The address at the provider where a flow continues.
   *
   * @throws ProviderAway
   */
  async authorizationUrl(flow: SignInFlow, redirectUri: string): Promise<string> {
    const { configuration } = await this.discover();
    const url = openid.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      scope: this.getConfig().scopes,
      state: flow.state,
      nonce: flow.nonce,
      code_challenge: await openid.calculatePKCECodeChallenge(flow.verifier),
      code_challenge_method: 'S256',
      ...(flow.signedInSince !== undefined && { prompt: 'login', max_age: '0' }),
    });
    return url.href;
  }

  /**
   * Redeems the provider's answer to a flow for the person who signed in there. State, nonce, issuer, PKCE and the ID
   * token's signature, type, audience and times are checked.
   *
   * @param answer the address that the browser came back to, with its query
   * @throws ProviderAway
   * @throws SignInRefused
   */
  async redeem(answer: URL, { state, nonce, verifier, signedInSince }: SignInFlow): Promise<ProviderIdentity> {
    const { configuration } = await this.discover();
    const { issuer } = this.getConfig();
    const claims = await refusing(async () => {
      const tokens = await openid.authorizationCodeGrant(configuration, answer, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      });
      const idToken = tokens.claims()!;
      if (!isIdToken(tokens.id_token!) || !isIssuedWithin(idToken.iat, Infinity, this.clock.now()))
        throw new SignInRefused(false);
      return this.completeClaims(configuration, tokens.access_token, idToken);
    });
    const identity = toProviderIdentity(issuer, claims, this.groupsClaim);
    if (identity === null || !isSince(identity, signedInSince)) throw new SignInRefused(false);
    return identity;
  }

  /**
   * Reads a notice that somebody signed out at the provider (OpenID Connect Back-Channel Logout 1.0); null where it is not
   * valid.
   *
   * @throws ProviderAway
   */
  async readLogout(token: string): Promise<ProviderLogout | null> {
    const { keys } = await this.discover();
    const { issuer, clientId } = this.getConfig();
    try {
      const { payload, protectedHeader } = await jwtVerify(token, keys, {
        issuer,
        audience: clientId,
        algorithms: SIGNATURE_ALGORITHMS,
        requiredClaims: ['iat', 'exp', 'jti', 'events'],
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        currentDate: this.clock.now(),
      });
      const isRecent = isIssuedWithin(payload.iat, LOGOUT_TOKEN_SECONDS, this.clock.now());
      return isRecent && isLogout(payload, protectedHeader.typ) ? toLogout(issuer, payload) : null;
    } catch (error) {
      if (error instanceof errors.JOSEError) return null;
      throw error;
    }
  }

  /** Claims of the ID token, with those of the user info where the token leaves the address or the groups to it. */
  private async completeClaims(
    configuration: openid.Configuration,
    accessToken: string,
    claims: openid.IDToken,
  ): Promise<ProviderClaims> {
    const isComplete = claims.email !== undefined && claims[this.groupsClaim] !== undefined;
    if (isComplete || configuration.serverMetadata().userinfo_endpoint === undefined) return claims;
    const userInfo = await openid.fetchUserInfo(configuration, accessToken, claims.sub);
    return { ...userInfo, ...OF_TOKEN_ALONE, ...claims };
  }

  /** The provider's description, read again after an hour and after a failure. */
  private discover(): Promise<Discovered> {
    const current = this.discovered ?? this.startDiscovery();
    return current.then((found) => {
      if (this.clock.now().getTime() - found.at < DISCOVERY_AGE_MS) return found;
      // another sign-in may have begun to read it meanwhile
      return this.discovered === current ? this.startDiscovery() : this.discover();
    });
  }

  private startDiscovery(): Promise<Discovered> {
    const attempt = this.readDescription();
    this.discovered = attempt;
    attempt.catch(() => (this.discovered = null));
    return attempt;
  }

  private async readDescription(): Promise<Discovered> {
    const { issuer, clientId, clientSecret } = this.getConfig();
    const isLoopback = new URL(issuer).protocol === 'http:';
    const configuration = await openid
      .discovery(new URL(issuer), clientId, undefined, authenticateBy(clientSecret), {
        [openid.customFetch]: this.fetch,
        execute: [openid.enableNonRepudiationChecks, ...(isLoopback ? [allowLoopback] : [])],
      })
      .catch((error: unknown) => {
        throw new ProviderAway('The identity provider has no valid discovery document.', { cause: error });
      });
    const { jwks_uri: jwksUri } = configuration.serverMetadata();
    if (jwksUri === undefined) throw new ProviderAway('The identity provider publishes no keys.');
    const keys = createRemoteJWKSet(new URL(jwksUri), { [joseFetch]: this.fetch, timeoutDuration: TIMEOUT_MS });
    return { configuration, keys, at: this.clock.now().getTime() };
  }

  private readonly fetch = async (
    url: string,
    {
      method = 'GET',
      headers,
      body,
      signal,
    }: { method?: string; headers?: unknown; body?: openid.FetchBody; signal?: AbortSignal },
  ): Promise<Response> => {
    const answer = await this.outgoing.send({
      url,
      method: method as 'GET' | 'POST',
      headers: Object.fromEntries(new Headers(headers as Record<string, string>)),
      ...(body instanceof URLSearchParams && { body: body.toString() }),
      timeoutMs: TIMEOUT_MS,
      maxAnswerBytes: MAX_ANSWER_BYTES,
      ...(signal && { signal }),
    });
    if ('error' in answer) throw new ProviderAway(`The identity provider cannot be reached: ${answer.error}.`);
    if (answer.isCut || brokenBound(answer.body, ANSWER_BOUNDS) !== null)
      throw new ProviderAway('A response of the identity provider is too long.');
    return new Response(answer.status === 204 ? null : new Uint8Array(answer.body), {
      status: answer.status,
      headers: { 'content-type': answer.headers['content-type'] ?? '' },
    });
  };

  private getConfig(): OidcConfig {
    if (this.config === null) throw new Error('No identity provider is configured.');
    return this.config;
  }
}

/** Allows http, which the configuration has for servers on this machine alone. */
// eslint-disable-next-line @typescript-eslint/no-deprecated -- marked by its library only to stand out
const allowLoopback = openid.allowInsecureRequests;

/** Shows the client's secret in a way that the provider accepts; most accept both. */
function authenticateBy(secret: string | null): openid.ClientAuth {
  if (secret === null) return openid.None();
  const [basic, post] = [openid.ClientSecretBasic(secret), openid.ClientSecretPost(secret)];
  return (server, ...rest) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    (methods.includes('client_secret_basic') ? basic : post)(server, ...rest);
  };
}

/** Does a step of the protocol; what is wrong with the other side's answer is a refusal. */
async function refusing<Result>(step: () => Promise<Result>): Promise<Result> {
  try {
    return await step();
  } catch (error) {
    if (error instanceof Error && error.cause instanceof ProviderAway) throw error.cause;
    if (error instanceof openid.AuthorizationResponseError) throw new SignInRefused(error.error === 'access_denied');
    if (
      error instanceof openid.ClientError ||
      error instanceof openid.ResponseBodyError ||
      error instanceof openid.WWWAuthenticateChallengeError
    )
      throw new SignInRefused(false);
    throw error;
  }
}

/** True for an ID token by its type, which the header may leave out: an access token or a notice is no sign-in. */
function isIdToken(token: string): boolean {
  const { typ } = decodeProtectedHeader(token);
  return typ === undefined || typ.toLowerCase() === 'jwt';
}

/** Neither an ID token nor an access token: it says so by its type and its event, and has no nonce. */
function isLogout({ events, nonce }: ProviderClaims, type: string | undefined): boolean {
  const isType = ['logout+jwt', 'application/logout+jwt'].includes(type?.toLowerCase() ?? '');
  return isType && nonce === undefined && typeof events === 'object' && events !== null && LOGOUT_EVENT in events;
}

function toLogout(issuer: string, { sub, sid, iat, exp, jti }: ProviderClaims): ProviderLogout | null {
  const [subject, sessionId, noticeId] = [sub, sid, jti].map((claim) =>
    typeof claim === 'string' && claim !== '' ? claim : null,
  );
  if (noticeId == null || (subject === null && sessionId === null)) return null;
  const endsInSeconds = Math.min(exp as number, (iat as number) + LOGOUT_TOKEN_SECONDS) + CLOCK_TOLERANCE_SECONDS;
  return {
    issuer,
    subject: subject!,
    sessionId: sessionId!,
    until: new Date(Math.floor(iat as number) * 1000),
    noticeId,
    endsAt: new Date((endsInSeconds + 1) * 1000),
  };
}

/** False where a time is required and the provider says none, or an earlier one. @param since in seconds since 1970 */
const isSince = ({ signedInAt }: ProviderIdentity, since: number | undefined): boolean =>
  since === undefined || (signedInAt !== null && signedInAt.getTime() >= (since - CLOCK_TOLERANCE_SECONDS) * 1000);
