import { FORGE_STATES } from '../../../../domain/reporting/forge-states.js';
import type { CommentReport, StatusReport } from '../../../../domain/reporting/report-facts.js';
import { apiBelow, siteAbove } from './api-address.js';
import { keyOf, repoPath } from './bitbucket-paths.js';
import { putReport, readReport } from './bitbucket-report.js';
import { basicAuthorization, REFUSED_CREDENTIALS } from './credentials.js';
import { deletionOf } from './deletion-of.js';
import type {
  Authorization,
  Called,
  CommitTarget,
  ForgeAccess,
  ForgeClient,
  ForgeConnection,
  ForgeCredentials,
  ForgeNews,
  ForgeProject,
  ForgeTransport,
  HookDelivery,
  PullNewsType,
  PullState,
  PullTarget,
  StandingComment,
  StandingState,
  Written,
} from './forge.js';
import { type AnswerException, callForge, findOnPages, readReply, readWritten } from './forge-call.js';
import { JsonValue } from './json-value.js';
import { isProjectPath } from './project-names.js';
import { ownComment } from './standing-comment.js';
import { areSameWords, statusWords } from './status-words.js';
import { surfacesOf } from './surfaces-of.js';
import { tryConnection, unreadableRights } from './try-connection.js';
import { verifyHmac } from './verify-hook.js';

const SITE = 'https://bitbucket.org';
const PUBLIC_API = 'https://api.bitbucket.org/2.0';
const API = '/2.0';
const PAGE = 100;
const UUID = /^\{[0-9a-f-]{36}\}$/i;
const SECOND_MS = 1_000;
/** Author of an access token's comments: Bitbucket does not say which account it has, only that it is no person's. */
const APP_USER = 'app_user';

const siteOf = (apiUrl: string): string => (apiUrl === PUBLIC_API ? SITE : siteAbove(apiUrl, API));

const isRefused: AnswerException = (status) =>
  status === 400 || status === 401 ? { kind: 'give_up', error: 'credentials' } : null;

/** A value of the header `authorization`, and its end. */
interface Right {
  readonly header: string;
  readonly expiresAt: Date | null;
}

async function obtainRight(
  apiUrl: string,
  credentials: ForgeCredentials,
  transport: ForgeTransport,
): Promise<Called<Right>> {
  if (credentials.type === 'oauth_client') return exchange(siteOf(apiUrl), credentials, transport);
  if (credentials.type === 'app') return REFUSED_CREDENTIALS;
  const { token } = credentials;
  const header = credentials.type === 'basic' ? basicAuthorization(credentials.email, token) : `Bearer ${token}`;
  return { ok: true, value: { header, expiresAt: null } };
}

/** Exchanges the id and secret of an OAuth client for a token of two hours. */
async function exchange(
  site: string,
  { id, secret }: Extract<ForgeCredentials, { type: 'oauth_client' }>,
  transport: ForgeTransport,
): Promise<Called<Right>> {
  const access = { ...toAuthorization(site, basicAuthorization(id, secret), null), transport };
  const form = { grant_type: 'client_credentials' };
  const call = { method: 'POST', path: '/site/oauth2/access_token', form, isWrite: false } as const;
  return readReply(await callForge(access, call, isRefused), (body) => {
    const [token, seconds] = [body.at('access_token').text, body.at('expires_in').number];
    if (token === null || seconds === null) return null;
    return { header: `Bearer ${token}`, expiresAt: new Date(transport.now().getTime() + seconds * SECOND_MS) };
  });
}

const toAuthorization = (apiUrl: string, header: string, expiresAt: Date | null): Authorization => ({
  apiUrl,
  headers: { authorization: header },
  author: null,
  expiresAt,
  credentialsExpireAt: null,
});

async function authorize(
  { baseUrl, credentials }: ForgeConnection,
  _project: string | null,
  transport: ForgeTransport,
): Promise<Called<Authorization>> {
  const apiUrl = BITBUCKET.apiUrl(baseUrl);
  const right = await obtainRight(apiUrl, credentials, transport);
  if (!right.ok) return right;
  const authorization = toAuthorization(apiUrl, right.value.header, right.value.expiresAt);
  const user = await callForge({ ...authorization, transport }, { method: 'GET', path: '/user' });
  if (user.ok) return { ok: true, value: { ...authorization, author: user.value.body.at('uuid').text } };
  const isAccessToken = credentials.type === 'token' && user.outcome.error === 'permission';
  return isAccessToken ? { ok: true, value: { ...authorization, author: APP_USER } } : user;
}

/** By the UUID of a repository that is known, under any name that it has meanwhile. */
async function readProject(
  access: ForgeAccess,
  project: string,
  projectId: string | null,
): Promise<Called<ForgeProject>> {
  return readReply(await callForge(access, { method: 'GET', path: repoPath(projectId ?? project) }), (body) => {
    const [id, name] = [body.at('uuid').text, body.at('full_name').text];
    return id === null || name === null ? null : { id, name, isArchived: false };
  });
}

const PULL_STATES: ReadonlyMap<string | null, PullState['state']> = new Map([
  ['OPEN', 'open'],
  ['MERGED', 'merged'],
]);

async function readPull(access: ForgeAccess, { project, number }: PullTarget): Promise<Called<PullState>> {
  const path = repoPath(project, 'pullrequests', number);
  return readReply(await callForge(access, { method: 'GET', path }), (body) => {
    const headSha = body.at('source', 'commit', 'hash').text;
    if (headSha === null) return null;
    const [source, destination] = ['source', 'destination'].map((end) => body.at(end, 'repository', 'uuid').text);
    const state = PULL_STATES.get(body.at('state').text) ?? 'closed';
    return { state, headSha, isFork: source !== destination, isLocked: false };
  });
}

const statusPath = ({ project, commitSha }: CommitTarget, ...rest: string[]): string =>
  repoPath(project, 'commit', commitSha, 'statuses', 'build', ...rest);

/** A status has an address always: without a page of the gate it is the commit's own. */
const toStatus = ({ apiUrl }: ForgeAccess, { project, commitSha }: CommitTarget, report: StatusReport) => {
  const { state, description, url } = statusWords(BITBUCKET, report);
  return { state, description, url: url ?? `${siteOf(apiUrl)}/${project}/commits/${commitSha}` };
};

const missingIsEmpty: AnswerException = (status) => (status === 404 ? { kind: 'done' } : null);

async function readStatus(
  access: ForgeAccess,
  target: CommitTarget,
  wanted: StatusReport,
): Promise<Called<StandingState>> {
  const path = statusPath(target, keyOf(wanted.context));
  const called = await callForge(access, { method: 'GET', path }, missingIsEmpty);
  if (!called.ok) return called;
  const { body } = called.value;
  const shown = {
    state: body.at('state').text,
    description: body.at('description').text,
    url: body.at('url').text,
  };
  const isWanted = areSameWords(shown, toStatus(access, target, wanted));
  return { ok: true, value: { isWanted, remoteId: body.at('key').text, pipelineId: null } };
}

/** A status of the same key is overwritten. */
async function putStatus(access: ForgeAccess, target: CommitTarget, report: StatusReport): Promise<Written> {
  const key = keyOf(report.context);
  const body = { key, name: report.context, ...toStatus(access, target, report) };
  const called = await callForge(access, { method: 'POST', path: statusPath(target), body });
  return readWritten(called, () => ({ remoteId: key }));
}

const commentsPath = ({ project, number }: PullTarget, ...rest: string[]): string =>
  repoPath(project, 'pullrequests', number, 'comments', ...rest);

async function findComment(
  access: ForgeAccess,
  pull: PullTarget,
  marker: string,
): Promise<Called<StandingComment | null>> {
  const readPage = async (page: number) => {
    const call = { method: 'GET', path: commentsPath(pull), query: { page, pagelen: PAGE } } as const;
    return readReply(await callForge(access, call), (body) => body.at('values').items);
  };
  return findOnPages(readPage, PAGE, (item) =>
    ownComment(access, marker, {
      remoteId: item.at('id').text,
      author: item.at('user', access.author === APP_USER ? 'type' : 'uuid').text,
      body: item.at('content', 'raw').text,
    }),
  );
}

async function createComment(access: ForgeAccess, pull: PullTarget, { body }: CommentReport): Promise<Written> {
  const call = { method: 'POST', path: commentsPath(pull), body: { content: { raw: body } } } as const;
  return readWritten(await callForge(access, call), toWrittenComment);
}

async function editComment(
  access: ForgeAccess,
  pull: PullTarget,
  remoteId: string,
  { body }: CommentReport,
): Promise<Written> {
  const call = { method: 'PUT', path: commentsPath(pull, remoteId), body: { content: { raw: body } } } as const;
  return readWritten(await callForge(access, call), toWrittenComment);
}

function toWrittenComment(body: JsonValue): { remoteId: string; url: string | null } | null {
  const remoteId = body.at('id').text;
  return remoteId === null ? null : { remoteId, url: body.at('links', 'html', 'href').text };
}

const RIGHTS = unreadableRights('Bitbucket', 'write_status', 'write_check', 'write_comment');

const PULL_NEWS: ReadonlyMap<string | undefined, PullNewsType> = new Map([
  ['pullrequest:fulfilled', 'pull_merged'],
  ['pullrequest:rejected', 'pull_closed'],
  ['pullrequest:updated', 'pull_pushed'],
]);

function readHook(headers: Readonly<Record<string, string>>, bytes: Buffer): HookDelivery {
  const body = JsonValue.parse(bytes) ?? new JsonValue(null);
  const [project, projectId] = [body.at('repository', 'full_name').text, body.at('repository', 'uuid').text];
  const news = newsOf(headers['x-event-key'], body);
  const event = project === null || news === null ? null : { project, projectId, ...news };
  return { id: headers['x-request-uuid'] ?? null, event };
}

function newsOf(key: string | undefined, body: JsonValue): ForgeNews | null {
  if (key === 'repo:push') return pushNews(body.at('push', 'changes').items);
  if (key === 'repo:updated')
    return body.at('changes', 'full_name', 'new').text === null ? null : { type: 'repo_renamed' };
  const type = PULL_NEWS.get(key);
  const pull = body.at('pullrequest');
  const [number, headSha] = [pull.at('id').number, pull.at('source', 'commit', 'hash').text];
  if (type === undefined || number === null || headSha === null) return null;
  return { type, number, headSha, baseBranch: pull.at('destination', 'branch', 'name').text };
}

function pushNews(changes: readonly JsonValue[]): ForgeNews | null {
  const deleted = changes.filter((change) => change.at('closed').isTrue && change.at('old', 'type').text === 'branch');
  return deletionOf(deleted.map((change) => change.at('old', 'name').text));
}

/** Bitbucket Cloud: build statuses that are overwritten by key, Code Insights reports, comments. */
export const BITBUCKET: ForgeClient = {
  kind: 'bitbucket',
  credentialsTypes: ['token', 'basic', 'oauth_client'],
  limits: {
    requestsPerHour: 1_000,
    writesPerMinute: null,
    writesPerHour: null,
    requestMs: 45_000,
    descriptionLength: 255,
  },
  states: FORGE_STATES.bitbucket,
  markdown: 'plain',
  apiUrl: (baseUrl) => (baseUrl === null || baseUrl.replace(/\/+$/, '') === SITE ? PUBLIC_API : apiBelow(baseUrl, API)),
  isProject: (name) => UUID.test(name) || isProjectPath(name),
  surfaces: ({ report }) => surfacesOf(report, ['status', 'check', 'comment']),
  authorize,
  readProject,
  readPull,
  statuses: { read: readStatus, put: putStatus },
  checks: { read: readReport, put: putReport },
  comments: { find: findComment, create: createComment, edit: editComment },
  test: (connection, project, transport) => tryConnection(BITBUCKET, connection, project, transport, RIGHTS),
  hooks: { verify: (headers, secret) => verifyHmac(headers['x-hub-signature'], secret), read: readHook },
};
