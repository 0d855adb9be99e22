import { quoteForShell } from '../../domain/scanning/quote-for-shell.js';
import { CliError } from '../exit-code.js';
import { packageVersion } from '../package-root.js';
import { type Progress } from '../progress/progress.js';
import { DEFAULT_RETRY, RETRY_SHORTLY_SECONDS } from '../retry.js';
import { isFromFile, type ResolvedSettings } from '../settings/resolve-settings.js';
import { type ConnectionSettings } from '../settings/run-settings.js';
import { type Terminal } from '../terminal.js';
import { takeFirstSignIn } from './first-sign-in.js';
import { GRACE_MS, HttpClient } from './http.js';
import { exchangeIdentity, findPipelineIdentity } from './pipeline-identity.js';
import { findSignIn, isSignedInAt, saveSignIn, type SignIn } from './sign-ins.js';

/** Address of the service, and how long requests are retried. */
export type Service = Pick<ConnectionSettings, 'url' | 'retries' | 'retryForSeconds'>;
type ServiceOfOrganization = Service & Pick<ConnectionSettings, 'org'>;

/** A token that ends sooner than this is renewed first. */
const RENEW_BEFORE_MS = 60_000;

/**
 * Connects to the service: with the given token, else by the identity of the pipeline, else with the sign-in of this machine, else
 * with the one that the first start of a service on this machine left.
 *
 * @throws {CliError} of kind `credentials` without any; of kind `usage` where qgate.yml alone names the service
 */
export async function connect(
  { values: settings, origins }: Pick<ResolvedSettings<ConnectionSettings>, 'values' | 'origins'>,
  terminal: Terminal,
  progress: Progress,
): Promise<HttpClient> {
  await requireKnownService(settings, origins.url, terminal);
  const token =
    settings.token ??
    (await pipelineToken(settings, terminal, progress)) ??
    (await signedInToken(settings, terminal, progress)) ??
    (await takeFirstSignIn(settings.url, openClient(settings, null, terminal, progress), terminal));
  if (token === null) {
    throw new CliError(
      'credentials',
      'There is no token.',
      'Set QGATE_TOKEN to an API key of the service, or sign in: qgate login',
    );
  }
  return openClient(settings, token, terminal, progress);
}

type Credential = Pick<ConnectionSettings, 'url' | 'token'>;

/**
 * True where a credential may go to the service. An address in qgate.yml is the word of the checkout's author: it counts
 * where this machine is signed in there.
 *
 * @param origin source of the address
 */
export async function isKnownService({ url, token }: Credential, origin: string, { env }: Terminal): Promise<boolean> {
  const hasCredential = token !== null || findPipelineIdentity(env) !== null;
  return !isFromFile(origin) || !hasCredential || isSignedInAt(url, env);
}

/** @throws {CliError} of kind `usage` with the line that names the service */
async function requireKnownService(credential: Credential, origin: string, terminal: Terminal): Promise<void> {
  if (await isKnownService(credential, origin, terminal)) return;
  const { url } = credential;
  throw new CliError(
    'usage',
    `Only qgate.yml names the service ${url}, so your token is not sent there.`,
    `If the token belongs to that service: export QGATE_URL=${quoteForShell(url)}`,
  );
}

/** A client without credentials, or with the given token. */
export function openClient(
  { url, retries, retryForSeconds }: Service,
  token: string | (() => Promise<string>) | null,
  terminal: Terminal,
  progress: Progress,
): HttpClient {
  return new HttpClient({
    url,
    token,
    retry: { ...DEFAULT_RETRY, forMs: retryForSeconds * 1000, ...(retries !== null && { attempts: retries + 1 }) },
    userAgent: `qgate/${packageVersion()}`,
    signal: terminal.interrupted,
    env: terminal.env,
    onRetry: (message) => progress.note(message),
  });
}

async function pipelineToken(service: ServiceOfOrganization, terminal: Terminal, progress: Progress) {
  const identity = findPipelineIdentity(terminal.env);
  return identity && exchangeIdentity(identity, service, openClient(service, null, terminal, progress));
}

/** Words for the credentials that `connect` uses; null where there are none. */
export async function describeCredentials(
  { token, url, org }: ConnectionSettings,
  { env }: Terminal,
): Promise<string | null> {
  if (token !== null) return 'the given token';
  const identity = findPipelineIdentity(env);
  if (identity !== null) {
    const named = org === null ? 'name the organization with QGATE_ORG, which version 2.0 will require' : `for ${org}`;
    return `the identity of this pipeline (${identity.from}; ${named})`;
  }
  return (await findSignIn(url, env)) === null ? null : 'the sign-in of this machine';
}

async function signedInToken(service: Service, terminal: Terminal, progress: Progress): Promise<string | null> {
  const { url } = service;
  const signIn = await findSignIn(url, terminal.env);
  if (signIn === null) return null;
  const isFresh = signIn.expiresAt === null || signIn.expiresAt > Date.now() + RENEW_BEFORE_MS;
  if (isFresh || signIn.refreshToken === null) return signIn.accessToken;
  const body = JSON.stringify({ refresh_token: signIn.refreshToken });
  const renewed = toSignIn(
    await openClient(service, null, terminal, progress).send({
      method: 'POST',
      path: '/auth/refresh',
      what: 'renewing the sign-in',
      headers: { 'content-type': 'application/json' },
      body,
      // A refresh token is used once: the second use would end the sign-in.
      repeats: 'harmful',
      timeLimitMs: 30_000,
      graceMs: GRACE_MS,
    }),
  );
  await saveSignIn(url, renewed, terminal.env);
  return renewed.accessToken;
}

/**
 * Ends the stored session at the service; nothing to do for an API key, or for a session that is over.
 *
 * @returns why the session may not have ended; null where it has
 */
export async function endSession(service: Service, terminal: Terminal, progress: Progress): Promise<string | null> {
  try {
    const signIn = await findSignIn(service.url, terminal.env);
    if (signIn?.refreshToken == null) return null;
    const token = await signedInToken(service, terminal, progress);
    await openClient(service, token, terminal, progress).send({
      method: 'POST',
      path: '/auth/logout',
      what: 'signing out',
      timeLimitMs: 30_000,
      retry: { ...DEFAULT_RETRY, forMs: RETRY_SHORTLY_SECONDS * 1000, attempts: 2 },
    });
    return null;
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return error.kind === 'credentials' ? null : error.message;
  }
}

/** Converts the answer to a login or a renewal into a stored sign-in. */
export function toSignIn(answer: unknown): SignIn {
  const {
    access_token: accessToken,
    refresh_token: refreshToken,
    expires_in: expiresIn,
  } = answer as Record<string, unknown>;
  if (typeof accessToken !== 'string') {
    throw new CliError('infrastructure', 'signing in: the response does not come from a quality gate service.');
  }
  return {
    accessToken,
    refreshToken: typeof refreshToken === 'string' ? refreshToken : null,
    expiresAt: typeof expiresIn === 'number' ? Date.now() + expiresIn * 1000 : null,
  };
}
