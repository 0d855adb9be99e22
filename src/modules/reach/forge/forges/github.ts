import { FORGE_STATES } from '../../../../domain/reporting/forge-states.js';
import type { StatusReport } from '../../../../domain/reporting/report-facts.js';
import { apiBelow } from './api-address.js';
import type {
  Authorization,
  Called,
  CommitTarget,
  ForgeAccess,
  ForgeCheck,
  ForgeClient,
  ForgeConnection,
  ForgeProject,
  ForgeTransport,
  PullState,
  PullTarget,
  StandingComment,
  StandingState,
  Written,
} from './forge.js';
import { callForge, findOnPages, pathOf, readReply, readWritten } from './forge-call.js';
import { githubException, isOwn, PAGE_SIZE } from './github-answers.js';
import { APP_AUTHOR, authorizeApp } from './github-app.js';
import { putCheckRun, readCheckRun } from './github-checks.js';
import { readGithubHook } from './github-hooks.js';
import { repoPath } from './github-paths.js';
import type { JsonValue } from './json-value.js';
import { isProjectPath } from './project-names.js';
import { ownComment } from './standing-comment.js';
import { areSameWords, statusWords } from './status-words.js';
import { surfacesOf } from './surfaces-of.js';
import { tryConnection } from './try-connection.js';
import { verifyHmac } from './verify-hook.js';

const PUBLIC_API = 'https://api.github.com';
const ENTERPRISE_PATH = '/api/v3';
const HEADERS = { accept: 'application/vnd.github+json', 'x-github-api-version': '2022-11-28' };

/** GitHub and GitHub Enterprise: check runs for Apps, commit statuses for tokens. */
export const GITHUB: ForgeClient = {
  kind: 'github',
  credentialsTypes: ['app', 'token'],
  limits: {
    requestsPerHour: 5_000,
    writesPerMinute: 80,
    writesPerHour: 500,
    requestMs: 45_000,
    descriptionLength: 140,
  },
  states: FORGE_STATES.github,
  markdown: 'html',

  apiUrl,
  // servers of an organization's own have no limits by default
  burst: (baseUrl) => (apiUrl(baseUrl) === apiBelow(baseUrl, ENTERPRISE_PATH) ? null : 20),
  isProject: (name) => isProjectPath(name),
  surfaces: ({ credentialsType, report }) => {
    const hasCheck = credentialsType === 'app' && report.check;
    return surfacesOf(report, [hasCheck ? 'check' : 'status', 'comment']);
  },

  authorize,
  readProject,
  readPull,
  statuses: { read: readStatus, put: putStatus },
  checks: { read: readCheckRun, put: putCheckRun },
  comments: {
    find: findComment,
    create: async (access, { project, number }, { body }) => {
      const path = `${repoPath(project)}${pathOf('issues', number, 'comments')}`;
      return readWritten(await callForge(access, { method: 'POST', path, body: { body } }, githubException), toWritten);
    },
    edit: async (access, { project }, remoteId, { body }) => {
      const path = `${repoPath(project)}${pathOf('issues', 'comments', remoteId)}`;
      return readWritten(
        await callForge(access, { method: 'PATCH', path, body: { body } }, githubException),
        toWritten,
      );
    },
  },
  test: (connection, project, transport) =>
    tryConnection(GITHUB, connection, project, transport, (access, name) => writeChecks(connection, access, name)),
  hooks: { verify: (headers, secret) => verifyHmac(headers['x-hub-signature-256'], secret), read: readGithubHook },
};

/** GitHub's own API, that of a tenant of ghe.com, or the one below an Enterprise server. */
function apiUrl(baseUrl: string | null): string {
  if (baseUrl === null) return PUBLIC_API;
  const { host } = new URL(baseUrl);
  if (host === 'github.com' || host === 'www.github.com' || host === 'api.github.com') return PUBLIC_API;
  if (host.endsWith('.ghe.com')) return host.startsWith('api.') ? `https://${host}` : `https://api.${host}`;
  return apiBelow(baseUrl, ENTERPRISE_PATH);
}

async function authorize(
  { baseUrl, credentials, report }: ForgeConnection,
  project: string | null,
  transport: ForgeTransport,
): Promise<Called<Authorization>> {
  const base = { apiUrl: apiUrl(baseUrl), headers: HEADERS };
  if (credentials.type === 'app') return authorizeApp(base, { credentials, report }, project, transport);
  if (credentials.type !== 'token') return { ok: false, outcome: { kind: 'give_up', error: 'credentials' } };
  return authorizeToken(
    {
      ...base,
      headers: { ...HEADERS, authorization: `Bearer ${credentials.token}` },
      author: null,
      expiresAt: null,
      credentialsExpireAt: null,
    },
    transport,
  );
}

/** A token's right, with the account that it belongs to. Tokens of pipelines may not ask for it, and write statuses all the same. */
async function authorizeToken(right: Authorization, transport: ForgeTransport): Promise<Called<Authorization>> {
  const called = await callForge({ ...right, transport }, { method: 'GET', path: '/user' }, githubException);
  if (!called.ok && called.outcome.kind === 'give_up' && called.outcome.error === 'permission')
    return { ok: true, value: right };
  return readReply(called, (user, headers) => ({
    ...right,
    author: user.at('id').text,
    credentialsExpireAt: readEnd(headers['github-authentication-token-expiration']),
  }));
}

/** The end of a token, as GitHub writes it: `2026-12-01 08:00:00 UTC`, or with an offset in place of the name. */
function readEnd(text: string | undefined): Date | null {
  const [day = '', time = '', zone = ''] = text?.split(' ') ?? [];
  const end = Date.parse(`${day}T${time}${zone === 'UTC' ? 'Z' : zone.replace(/(\d{2})(\d{2})$/, '$1:$2')}`);
  return Number.isNaN(end) ? null : new Date(end);
}

async function readProject(
  access: ForgeAccess,
  project: string,
  projectId: string | null,
): Promise<Called<ForgeProject>> {
  const path = projectId === null ? repoPath(project) : pathOf('repositories', projectId);
  return readReply(await callForge(access, { method: 'GET', path }, githubException), (repo) => {
    const [id, name] = [repo.at('id').text, repo.at('full_name').text];
    if (id === null || name === null) return null;
    return { id, name, isArchived: repo.at('archived').isTrue, mayWrite: repo.at('permissions', 'push').isTrue };
  });
}

async function readPull(access: ForgeAccess, { project, number }: PullTarget): Promise<Called<PullState>> {
  const path = `${repoPath(project)}${pathOf('pulls', number)}`;
  return readReply(await callForge(access, { method: 'GET', path }, githubException), (pull) => {
    const headSha = pull.at('head', 'sha').text;
    if (headSha === null) return null;
    const isOpen = pull.at('state').text === 'open';
    return {
      state: isOpen ? 'open' : pull.at('merged').isTrue ? 'merged' : 'closed',
      headSha,
      isFork: pull.at('head', 'repo', 'id').text !== pull.at('base', 'repo', 'id').text,
      isLocked: pull.at('locked').isTrue,
    };
  });
}

/** The newest status of a context is the one that counts; the list begins with it. */
async function readStatus(
  access: ForgeAccess,
  { project, commitSha }: CommitTarget,
  wanted: StatusReport,
): Promise<Called<StandingState>> {
  const path = `${repoPath(project)}${pathOf('commits', commitSha, 'statuses')}`;
  const newest = await findOnPages(
    async (page) => {
      const call = { method: 'GET', path, query: { per_page: PAGE_SIZE, page } } as const;
      const called = await callForge(access, call, githubException);
      return called.ok ? { ok: true, value: called.value.body.items } : called;
    },
    PAGE_SIZE,
    (status) => (status.at('context').text === wanted.context ? status : null),
  );
  if (!newest.ok) return newest;
  const status = newest.value;
  const isWanted = status !== null && areSameWords(wordsOf(status), statusWords(GITHUB, wanted));
  return { ok: true, value: { isWanted, remoteId: status?.at('id').text ?? null, pipelineId: null } };
}

const wordsOf = (status: JsonValue) => ({
  state: status.at('state').text,
  description: status.at('description').text,
  url: status.at('target_url').text,
});

async function putStatus(
  access: ForgeAccess,
  { project, commitSha }: CommitTarget,
  report: StatusReport,
): Promise<Written> {
  const { state, description, url } = statusWords(GITHUB, report);
  const path = `${repoPath(project)}${pathOf('statuses', commitSha)}`;
  const body = { state, context: report.context, description, ...(url !== null && { target_url: url }) };
  return readWritten(await callForge(access, { method: 'POST', path, body }, githubException), (status) => {
    const remoteId = status.at('id').text;
    return remoteId === null ? null : { remoteId };
  });
}

async function findComment(
  access: ForgeAccess,
  { project, number }: PullTarget,
  marker: string,
): Promise<Called<StandingComment | null>> {
  const path = `${repoPath(project)}${pathOf('issues', number, 'comments')}`;
  return findOnPages(
    async (page) => {
      const call = { method: 'GET', path, query: { per_page: PAGE_SIZE, page } } as const;
      const called = await callForge(access, call, githubException);
      return called.ok ? { ok: true, value: called.value.body.items } : called;
    },
    PAGE_SIZE,
    (comment) => toOwnComment(comment, marker, access.author),
  );
}

/** A comment counts as ours by its marker and its author: markers can be copied. */
function toOwnComment(comment: JsonValue, marker: string, author: string | null): StandingComment | null {
  const writer = comment.at(author?.startsWith(APP_AUTHOR) === true ? 'performed_via_github_app' : 'user');
  const listed = { remoteId: comment.at('id').text, body: comment.at('body').text };
  return ownComment({ author }, marker, { ...listed, author: isOwn(writer, author) ? author : null });
}

const toWritten = (comment: JsonValue): Omit<Written, 'outcome'> | null => {
  const remoteId = comment.at('id').text;
  return remoteId === null ? null : { remoteId, url: comment.at('html_url').text };
};

/** An App's token was narrowed to these permissions, so that it has them; a token writes where its account may push. */
async function writeChecks(
  connection: ForgeConnection,
  access: ForgeAccess,
  project: string,
): Promise<Called<readonly ForgeCheck[]>> {
  const surfaces = GITHUB.surfaces({ report: connection.report, credentialsType: connection.credentials.type });
  const names = surfaces.map((surface) => `write_${surface}` as const);
  if (connection.credentials.type === 'app')
    return { ok: true, value: names.map((name) => ({ name, ok: true, detail: 'The installation has write access.' })) };
  const called = await callForge(access, { method: 'GET', path: repoPath(project) }, githubException);
  return readReply(called, (repo) => {
    const mayPush = repo.at('permissions', 'push').isTrue;
    const detail = mayPush
      ? 'The account has write access to the repository.'
      : 'The account has no write access to the repository.';
    return names.map((name) => ({ name, ok: name === 'write_comment' || mayPush, detail }));
  });
}
