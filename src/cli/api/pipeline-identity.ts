import { audienceFor } from '../../domain/publishing/audience.js';
import { CliError } from '../exit-code.js';
import { ApiError } from './api-error.js';
import { type HttpClient } from './http.js';
import { openTransport } from './transport.js';

/** Identity of a pipeline, stated by its CI system: exchanged for access tokens where the service trusts it. */
export interface PipelineIdentity {
  /** Source of the token, for people. */
  readonly from: string;
  /** False where the token is given once. */
  readonly isRenewable: boolean;
  /** A token for the service at this address. @throws {CliError} */
  readonly issueToken: (audience: string) => Promise<string>;
}

type Environment = Readonly<NodeJS.ProcessEnv>;

const ISSUE_LIMIT_MS = 30_000;
/** A token that ends sooner than this is renewed first. */
const RENEW_BEFORE_MS = 120_000;
/** An identity token may have expired this long after it was issued, while the exchange was retried. */
const MAY_EXPIRE_MS = 60_000;

/** The identity of the pipeline that this runs in; null where it states none. */
export function findPipelineIdentity(env: Environment): PipelineIdentity | null {
  const given = env.QGATE_ID_TOKEN?.trim() ?? '';
  if (given !== '') return { from: 'QGATE_ID_TOKEN', isRenewable: false, issueToken: () => Promise.resolve(given) };
  const { ACTIONS_ID_TOKEN_REQUEST_URL: address = '', ACTIONS_ID_TOKEN_REQUEST_TOKEN: token = '' } = env;
  if (address === '' || token === '' || !URL.canParse(address)) return null;
  return {
    from: 'ACTIONS_ID_TOKEN_REQUEST_URL',
    isRenewable: true,
    issueToken: (audience) => issueByGitHub(new URL(address), token, audience, env),
  };
}

async function issueByGitHub(address: URL, token: string, audience: string, env: Environment): Promise<string> {
  address.searchParams.set('audience', audience);
  const transport = await openTransport(address.origin, env);
  try {
    const response = await transport.fetch(address.href, {
      headers: { accept: 'application/json', authorization: `Bearer ${token}` },
      redirect: 'manual',
      signal: AbortSignal.timeout(ISSUE_LIMIT_MS),
    });
    const body: unknown = response.ok ? await response.json() : null;
    if (typeof body === 'object' && body !== null && 'value' in body && typeof body.value === 'string')
      return body.value;
    throw new Error(`status ${response.status}`);
  } catch (error) {
    const message = `GitHub did not issue an identity token for this run (${(error as Error).message}).`;
    throw new CliError('credentials', message, 'The job needs `permissions: id-token: write`.');
  }
}

/** Where an identity is exchanged. */
export interface ExchangePlace {
  /** Address of the service. */
  readonly url: string;
  /** Slug of the organization; null where none is named, as until 2.0. */
  readonly org: string | null;
}

/**
 * Exchanges the identity of a pipeline for access tokens: a first one at once, later ones before the last ends.
 *
 * @param http a client without credentials
 * @returns the access token that is valid now
 */
export async function exchangeIdentity(
  identity: PipelineIdentity,
  { url, org }: ExchangePlace,
  http: HttpClient,
): Promise<() => Promise<string>> {
  const audience = org === null ? url : audienceFor(url, org);
  const exchangeOnce = async (idToken: string) =>
    http.send({
      method: 'POST',
      path: '/auth/publisher-token',
      what: 'exchanging the identity token',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: idToken, ...(org !== null && { org }) }),
      // An identity token is taken once.
      repeats: 'harmful',
      timeLimitMs: ISSUE_LIMIT_MS,
    });
  const exchange = async (): Promise<{ token: string; endsAt: number }> => {
    const idToken = await identity.issueToken(audience);
    const issuedAt = Date.now();
    try {
      return toAccess(await exchangeOnce(idToken));
    } catch (error) {
      const mayHaveExpired = isRefusedToken(error) && Date.now() - issuedAt >= MAY_EXPIRE_MS;
      if (identity.isRenewable && mayHaveExpired) return exchange();
      throw explainRefusal(error, identity, audience);
    }
  };
  let access = exchange();
  await access;
  return async () => {
    if (identity.isRenewable && (await access).endsAt < Date.now() + RENEW_BEFORE_MS) access = exchange();
    return (await access).token;
  };
}

const isRefusedToken = (error: unknown): error is ApiError => error instanceof ApiError && error.status === 401;

/** Replaces the hint of a refusal, which names no reason and points to `QGATE_TOKEN`, by what the reader can check. */
function explainRefusal(error: unknown, { from, isRenewable }: PipelineIdentity, audience: string): unknown {
  if (!isRefusedToken(error)) return error;
  const once = isRenewable
    ? ''
    : `${from} can be used only once: give each command of a job, including qgate doctor, its own identity token. `;
  const hint = `${once}Its audience must be ${audience}. See the organization's audit log for the reason (publisher.refused).`;
  return new ApiError(error.kind, error.message, error.status, error.code, hint);
}

function toAccess(answer: unknown): { token: string; endsAt: number } {
  const { access_token: token, expires_in: seconds } = answer as Record<string, unknown>;
  if (typeof token !== 'string' || typeof seconds !== 'number')
    throw new CliError(
      'infrastructure',
      'exchanging the identity token: the response does not come from a quality gate service.',
    );
  return { token, endsAt: Date.now() + seconds * 1000 };
}
