import { FORGE_STATES } from '../../../../domain/reporting/forge-states.js';
import type { CommentReport, StatusReport } from '../../../../domain/reporting/report-facts.js';
import { apiBelow } from './api-address.js';
import { REFUSED_CREDENTIALS } from './credentials.js';
import type {
  Authorization,
  Called,
  CommitTarget,
  ForgeAccess,
  ForgeClient,
  ForgeConnection,
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
import { callForge, findOnPages, pathOf, readReply, readWritten } from './forge-call.js';
import { JsonValue } from './json-value.js';
import { isProjectPath } from './project-names.js';
import { ownComment } from './standing-comment.js';
import { areSameWords, statusWords } from './status-words.js';
import { surfacesOf } from './surfaces-of.js';
import { tryConnection, type WriteChecks } from './try-connection.js';
import { verifyHmac } from './verify-hook.js';

const PUBLIC_SITE = 'https://gitea.com';
const API = '/api/v1';
/** Most entries of a page, unless an instance sets fewer. */
const PAGE = 50;

const repoPath = (project: string, ...rest: (string | number)[]): string =>
  pathOf('repos', ...project.split('/'), ...rest);

async function authorize(
  { baseUrl, credentials }: ForgeConnection,
  _project: string | null,
  transport: ForgeTransport,
): Promise<Called<Authorization>> {
  if (credentials.type !== 'token') return REFUSED_CREDENTIALS;
  const right = { apiUrl: GITEA.apiUrl(baseUrl), headers: { authorization: `token ${credentials.token}` } };
  const access = { ...right, author: null, expiresAt: null, credentialsExpireAt: null };
  const user = await callForge({ ...access, transport }, { method: 'GET', path: '/user' });
  return readReply(user, (body) => ({ ...access, author: body.at('id').text }));
}

/** By the id of a repository that is known, under any name that it has meanwhile. */
async function readProject(
  access: ForgeAccess,
  project: string,
  projectId: string | null,
): Promise<Called<ForgeProject>> {
  const path = projectId === null ? repoPath(project) : pathOf('repositories', projectId);
  return readReply(await callForge(access, { method: 'GET', path }), (body) => {
    const [id, name] = [body.at('id').text, body.at('full_name').text];
    if (id === null || name === null) return null;
    return { id, name, isArchived: body.at('archived').isTrue, mayWrite: body.at('permissions', 'push').isTrue };
  });
}

async function readPull(access: ForgeAccess, { project, number }: PullTarget): Promise<Called<PullState>> {
  const path = repoPath(project, 'pulls', number);
  return readReply(await callForge(access, { method: 'GET', path }), (body) => {
    const headSha = body.at('head', 'sha').text;
    if (headSha === null) return null;
    const isFork = body.at('head', 'repo_id').text !== body.at('base', 'repo_id').text;
    return { state: stateOf(body), headSha, isFork, isLocked: body.at('is_locked').isTrue };
  });
}

function stateOf(pull: JsonValue): PullState['state'] {
  if (pull.at('merged').isTrue) return 'merged';
  return pull.at('state').text === 'open' ? 'open' : 'closed';
}

/** Statuses are appended, and the newest of a context counts. */
async function readStatus(
  access: ForgeAccess,
  { project, commitSha }: CommitTarget,
  wanted: StatusReport,
): Promise<Called<StandingState>> {
  const path = repoPath(project, 'statuses', commitSha);
  const readPage = async (page: number) => {
    const query = { sort: 'highestindex', page, limit: PAGE };
    return readReply(await callForge(access, { method: 'GET', path, query }), (body) => body.items);
  };
  const newest = await findOnPages(readPage, PAGE, (item) =>
    item.at('context').text === wanted.context ? item : null,
  );
  if (!newest.ok) return newest;
  const remoteId = newest.value?.at('id').text ?? null;
  return { ok: true, value: { isWanted: saysSame(newest.value, wanted), remoteId, pipelineId: null } };
}

function saysSame(shown: JsonValue | null, wanted: StatusReport): boolean {
  if (shown === null) return false;
  const [state, description, url] = ['status', 'description', 'target_url'].map((key) => shown.at(key).text);
  return areSameWords({ state: state!, description: description!, url: url! }, statusWords(GITEA, wanted));
}

async function putStatus(
  access: ForgeAccess,
  { project, commitSha }: CommitTarget,
  report: StatusReport,
): Promise<Written> {
  const { state, description, url } = statusWords(GITEA, report);
  const body = { context: report.context, state, description, ...(url !== null && { target_url: url }) };
  const path = repoPath(project, 'statuses', commitSha);
  return readWritten(await callForge(access, { method: 'POST', path, body }), toRemoteId);
}

const toRemoteId = (body: JsonValue): { remoteId: string } | null => {
  const remoteId = body.at('id').text;
  return remoteId === null ? null : { remoteId };
};

/** One answer has all comments of a pull request. */
async function findComment(
  access: ForgeAccess,
  { project, number }: PullTarget,
  marker: string,
): Promise<Called<StandingComment | null>> {
  const listed = await callForge(access, { method: 'GET', path: repoPath(project, 'issues', number, 'comments') });
  if (!listed.ok) return listed;
  const own = listed.value.body.items.map((item) =>
    ownComment(access, marker, {
      remoteId: item.at('id').text,
      author: item.at('user', 'id').text,
      body: item.at('body').text,
    }),
  );
  return { ok: true, value: own.find((comment) => comment !== null) ?? null };
}

async function createComment(
  access: ForgeAccess,
  { project, number }: PullTarget,
  { body }: CommentReport,
): Promise<Written> {
  const path = repoPath(project, 'issues', number, 'comments');
  return readWritten(await callForge(access, { method: 'POST', path, body: { body } }), toComment);
}

async function editComment(
  access: ForgeAccess,
  { project }: PullTarget,
  remoteId: string,
  { body }: CommentReport,
): Promise<Written> {
  const path = repoPath(project, 'issues', 'comments', remoteId);
  return readWritten(await callForge(access, { method: 'PATCH', path, body: { body } }), toComment);
}

function toComment(body: JsonValue): { remoteId: string; url: string | null } | null {
  const remoteId = body.at('id').text;
  return remoteId === null ? null : { remoteId, url: body.at('html_url').text };
}

/** A token's scopes are not readable, its account's rights are. */
const writeChecks: WriteChecks = async (access, project) =>
  readReply(await callForge(access, { method: 'GET', path: repoPath(project) }), (body) => {
    const mayPush = body.at('permissions', 'push').isTrue;
    const mayRead = body.at('permissions', 'pull').isTrue;
    return [
      {
        name: 'write_status',
        ok: mayPush,
        detail: mayPush
          ? 'The account has write access to the repository.'
          : 'The account has no write access to the code.',
      },
      {
        name: 'write_comment',
        ok: mayRead,
        detail: mayRead ? 'The account can comment.' : 'The account has no read access to the repository.',
      },
    ];
  });

const PULL_NEWS: ReadonlyMap<string | null, PullNewsType> = new Map([
  ['closed', 'pull_closed'],
  ['reopened', 'pull_reopened'],
  ['synchronized', 'pull_pushed'],
  ['edited', 'pull_edited'],
]);

function readHook(headers: Readonly<Record<string, string>>, bytes: Buffer): HookDelivery {
  const body = JsonValue.parse(bytes) ?? new JsonValue(null);
  const [project, projectId] = [body.at('repository', 'full_name').text, body.at('repository', 'id').text];
  const news = newsOf(headers['x-gitea-event'], body);
  const event = project === null || news === null ? null : { project, projectId, ...news };
  return { id: headers['x-gitea-delivery'] ?? null, event };
}

function newsOf(event: string | undefined, body: JsonValue): ForgeNews | null {
  if (event === 'pull_request') return pullNews(body);
  const branch = body.at('ref').text;
  // the header is not signed: the event of a new branch has its commit
  const isDeletion = event === 'delete' && body.at('sha').text === null;
  return isDeletion && body.at('ref_type').text === 'branch' && branch !== null
    ? { type: 'branch_deleted', branch }
    : null;
}

function pullNews(body: JsonValue): ForgeNews | null {
  const pull = body.at('pull_request');
  const [number, headSha] = [pull.at('number').number, pull.at('head', 'sha').text];
  const type = PULL_NEWS.get(body.at('action').text);
  if (type === 'pull_edited' && body.at('changes', 'ref', 'from').text === null) return null;
  if (type === undefined || number === null || headSha === null) return null;
  const baseBranch = pull.at('base', 'ref').text;
  return { type: stateOf(pull) === 'merged' ? 'pull_merged' : type, number, headSha, baseBranch };
}

/** Gitea and Forgejo, which take the same calls. */
export const GITEA: ForgeClient = {
  kind: 'gitea',
  credentialsTypes: ['token'],
  limits: {
    requestsPerHour: null,
    writesPerMinute: null,
    writesPerHour: null,
    requestMs: 45_000,
    descriptionLength: 255,
  },
  states: FORGE_STATES.gitea,
  markdown: 'html',
  apiUrl: (baseUrl) => apiBelow(baseUrl ?? PUBLIC_SITE, API),
  isProject: (name) => isProjectPath(name),
  surfaces: ({ report }) => surfacesOf(report, ['status', 'comment']),
  authorize,
  readProject,
  readPull,
  statuses: { read: readStatus, put: putStatus },
  checks: null,
  comments: { find: findComment, create: createComment, edit: editComment },
  test: (connection, project, transport) => tryConnection(GITEA, connection, project, transport, writeChecks),
  hooks: {
    verify: (headers, secret) => verifyHmac(headers['x-hub-signature-256'] ?? headers['x-gitea-signature'], secret),
    read: readHook,
  },
};
