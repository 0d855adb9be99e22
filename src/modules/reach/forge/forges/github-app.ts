import { createPrivateKey, type KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';
import type { Authorization, Called, ForgeAccess, ForgeConnection, ForgeCredentials, ForgeTransport } from './forge.js';
import { callForge, pathOf, readReply } from './forge-call.js';
import { repoPath } from './github-paths.js';

type AppCredentials = Extract<ForgeCredentials, { readonly type: 'app' }>;

const MINUTE_S = 60;
/** GitHub takes tokens of at most 10 minutes, and clocks differ. */
const TOKEN_LIFE_S = 9 * MINUTE_S;

/** Prefix of an author that is an App: its ids and those of users are numbers alike. */
export const APP_AUTHOR = 'app:';

const REFUSED = { ok: false, outcome: { kind: 'give_up', error: 'credentials' } } as const;

/**
 * Right of an App: a token of its installation, narrowed to one repository and to what is written there. Without repository
 * and installation it is the App's own, which can do little more than say that the key is right.
 */
export async function authorizeApp(
  base: Pick<Authorization, 'apiUrl' | 'headers'>,
  { credentials, report }: Pick<ForgeConnection, 'report'> & { readonly credentials: AppCredentials },
  project: string | null,
  transport: ForgeTransport,
): Promise<Called<Authorization>> {
  const key = readKey(credentials.privateKey);
  if (key === null) return REFUSED;
  const app = bearer(base, await signToken(credentials.appId, key, transport.now()), credentials.appId, null);
  const access = { ...app, transport };
  const found = await findInstallation(access, credentials.installationId, project);
  if (!found.ok) return found;
  if (found.value === null) return { ok: true, value: app };
  const token = await obtainToken(access, found.value, { project, report });
  if (!token.ok) return token;
  return { ok: true, value: bearer(base, token.value.token, credentials.appId, token.value.expiresAt) };
}

const bearer = (
  base: Pick<Authorization, 'apiUrl' | 'headers'>,
  token: string,
  appId: string,
  expiresAt: Date | null,
): Authorization => ({
  apiUrl: base.apiUrl,
  headers: { ...base.headers, authorization: `Bearer ${token}` },
  author: APP_AUTHOR + appId,
  expiresAt,
  credentialsExpireAt: null,
});

/** The key of an App, PKCS#1 as GitHub hands it out or PKCS#8; null for anything but a private RSA key. */
function readKey(pem: string): KeyObject | null {
  try {
    const key = createPrivateKey(pem);
    return key.asymmetricKeyType === 'rsa' ? key : null;
  } catch {
    return null;
  }
}

function signToken(appId: string, key: KeyObject, now: Date): Promise<string> {
  const seconds = Math.floor(now.getTime() / 1_000);
  return new SignJWT()
    .setProtectedHeader({ alg: 'RS256' })
    .setIssuer(appId)
    .setIssuedAt(seconds - MINUTE_S)
    .setExpirationTime(seconds + TOKEN_LIFE_S)
    .sign(key);
}

/** Null where neither the installation nor a repository of it is known; then only the App itself answers. */
async function findInstallation(
  access: ForgeAccess,
  installationId: string | null,
  project: string | null,
): Promise<Called<string | null>> {
  if (installationId !== null) return { ok: true, value: installationId };
  if (project !== null) {
    const called = await callForge(access, { method: 'GET', path: `${repoPath(project)}/installation` });
    return readReply(called, (body) => body.at('id').text);
  }
  const called = await callForge(access, { method: 'GET', path: '/app' });
  return called.ok ? { ok: true, value: null } : called;
}

interface Token {
  readonly token: string;
  readonly expiresAt: Date;
}

async function obtainToken(
  access: ForgeAccess,
  installationId: string,
  { project, report }: Pick<ForgeConnection, 'report'> & { readonly project: string | null },
): Promise<Called<Token>> {
  const body = project === null ? {} : { repositories: [project.split('/')[1]], permissions: permissionsFor(report) };
  const call = { method: 'POST', path: pathOf('app', 'installations', installationId, 'access_tokens') } as const;
  const called = await callForge(access, { ...call, body, isWrite: false }, (status) => {
    // an installation that was deleted or suspended
    if (status === 404 || status === 403) return REFUSED.outcome;
    // a permission that the installation does not have, or a repository beyond it
    return status === 422 ? { kind: 'give_up', error: 'permission' } : null;
  });
  return readReply(called, (answer) => {
    const [token, end] = [answer.at('token').text, Date.parse(answer.at('expires_at').text ?? '')];
    return token === null || Number.isNaN(end) ? null : { token, expiresAt: new Date(end) };
  });
}

const permissionsFor = ({ check, status, comment }: ForgeConnection['report']): Record<string, string> => ({
  metadata: 'read',
  ...(check ? { checks: 'write' } : status ? { statuses: 'write' } : {}),
  ...(comment === 'never' ? {} : { pull_requests: 'write' }),
});
