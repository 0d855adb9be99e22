import { FORGE_STATES } from '../../../../domain/reporting/forge-states.js';
import type { CommentReport, StatusReport } from '../../../../domain/reporting/report-facts.js';
import { readHook } from './azure-hooks.js';
import { basicAuthorization, REFUSED_CREDENTIALS } from './credentials.js';
import type {
  Authorization,
  Called,
  CommitTarget,
  ForgeAccess,
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
import {
  type AnswerException,
  callForge,
  type ForgeCall,
  type ForgeReply,
  pathOf,
  readReply,
  readWritten,
} from './forge-call.js';
import type { JsonValue } from './json-value.js';
import { isProjectPath } from './project-names.js';
import { ownComment } from './standing-comment.js';
import { areSameWords, statusWords } from './status-words.js';
import { surfacesOf } from './surfaces-of.js';
import { tryConnection, unreadableRights } from './try-connection.js';
import { verifySecret } from './verify-hook.js';

const SITE = 'https://dev.azure.com';
const VERSION = '7.1';
/** Versions of calls that Azure DevOps still calls a preview. */
const PREVIEW = '7.1-preview';
/** Account of requests without credentials, which public projects answer, too. */
const ANONYMOUS = /^a{8}-/;
/** Name of a state's place that is no iteration of a pull request. */
const ON_COMMIT = 'commit';

/** The page for signing in, in place of an answer. */
const signInPage: AnswerException = (status) => (status === 203 ? { kind: 'give_up', error: 'credentials' } : null);

const callAzure = (access: ForgeAccess, call: ForgeCall, version = VERSION): Promise<Called<ForgeReply>> =>
  callForge(access, { ...call, query: { ...call.query, 'api-version': version } }, signInPage);

/** Path of a repository, named with its project. */
function repoPath(project: string, ...rest: readonly (string | number)[]): string {
  const [name = '', repository = ''] = project.split('/');
  return pathOf(name, '_apis', 'git', 'repositories', repository, ...rest);
}

async function authorize(
  { baseUrl, credentials }: ForgeConnection,
  _project: string | null,
  transport: ForgeTransport,
): Promise<Called<Authorization>> {
  if (credentials.type !== 'token') return REFUSED_CREDENTIALS;
  const headers = { authorization: basicAuthorization('', credentials.token), 'x-tfs-fedauthredirect': 'Suppress' };
  const access = { apiUrl: AZURE.apiUrl(baseUrl), headers, author: null, expiresAt: null, credentialsExpireAt: null };
  const data = await callAzure({ ...access, transport }, { method: 'GET', path: '/_apis/connectionData' }, PREVIEW);
  if (!data.ok) return data;
  const author = data.value.body.at('authenticatedUser', 'id').text;
  return author === null || ANONYMOUS.test(author) ? REFUSED_CREDENTIALS : { ok: true, value: { ...access, author } };
}

/** The id of a repository names its project, too: both may be renamed. */
async function readProject(
  access: ForgeAccess,
  project: string,
  projectId: string | null,
): Promise<Called<ForgeProject>> {
  const called = await callAzure(access, { method: 'GET', path: repoPath(projectId ?? project) });
  return readReply(called, (body) => {
    const ids = [body.at('project', 'id').text, body.at('id').text];
    const names = [body.at('project', 'name').text, body.at('name').text];
    if ([...ids, ...names].includes(null)) return null;
    return { id: ids.join('/'), name: names.join('/'), isArchived: body.at('isDisabled').isTrue };
  });
}

const PULL_STATES: ReadonlyMap<string | null, PullState['state']> = new Map([
  ['completed', 'merged'],
  ['abandoned', 'closed'],
]);

async function readPull(access: ForgeAccess, { project, number }: PullTarget): Promise<Called<PullState>> {
  const called = await callAzure(access, { method: 'GET', path: repoPath(project, 'pullrequests', number) });
  return readReply(called, (body) => {
    const headSha = body.at('lastMergeSourceCommit', 'commitId').text;
    if (headSha === null) return null;
    const state = PULL_STATES.get(body.at('status').text) ?? 'open';
    return { state, headSha, isFork: body.at('forkSource', 'repository', 'id').text !== null, isLocked: false };
  });
}

/** Place of a state: an iteration of a pull request, which ends with the next push; null: the commit. */
type Iteration = number | null;

async function findIteration(
  access: ForgeAccess,
  { project, prNumber, commitSha, remoteId }: CommitTarget,
): Promise<Called<Iteration>> {
  if (prNumber === null || remoteId === ON_COMMIT) return { ok: true, value: null };
  if (remoteId !== null) return { ok: true, value: Number(remoteId) };
  const path = repoPath(project, 'pullRequests', prNumber, 'iterations');
  const called = await callAzure(access, { method: 'GET', path });
  if (!called.ok) return called;
  const own = called.value.body
    .at('value')
    .items.filter((item) => item.at('sourceRefCommit', 'commitId').text === commitSha);
  return { ok: true, value: own.at(-1)?.at('id').number ?? null };
}

const statusesPath = ({ project, prNumber, commitSha }: CommitTarget, iteration: Iteration): string =>
  iteration === null
    ? repoPath(project, 'commits', commitSha, 'statuses')
    : repoPath(project, 'pullRequests', prNumber!, 'statuses');

const toRemoteId = (iteration: Iteration): string => (iteration === null ? ON_COMMIT : String(iteration));

/** Statuses are appended, and the newest of a context counts. */
async function readStatus(
  access: ForgeAccess,
  target: CommitTarget,
  wanted: StatusReport,
): Promise<Called<StandingState>> {
  const iteration = await findIteration(access, target);
  if (!iteration.ok) return iteration;
  const path = statusesPath(target, iteration.value);
  const called = await callAzure(access, { method: 'GET', path });
  if (!called.ok) return called;
  const own = called.value.body.at('value').items.filter((item) => isOwn(item, wanted.context, iteration.value));
  const newest = own.sort((one, other) => one.at('id').number! - other.at('id').number!).at(-1);
  const isWanted = newest !== undefined && areSameWords(toWords(newest), statusWords(AZURE, wanted));
  return { ok: true, value: { isWanted, remoteId: toRemoteId(iteration.value), pipelineId: null } };
}

const isOwn = (item: JsonValue, context: string, iteration: Iteration): boolean =>
  item.at('context', 'name').text === context &&
  (item.at('context', 'genre').text ?? '') === '' &&
  item.at('id').number !== null &&
  (iteration === null || item.at('iterationId').number === iteration);

const toWords = (item: JsonValue) => ({
  state: item.at('state').text,
  description: item.at('description').text,
  url: item.at('targetUrl').text,
});

/** A pull request takes the state for the iteration of its commit: without one an old success would cover the next push. */
async function putStatus(access: ForgeAccess, target: CommitTarget, report: StatusReport): Promise<Written> {
  const iteration = await findIteration(access, target);
  if (!iteration.ok) return iteration;
  const { state, description, url } = statusWords(AZURE, report);
  const body = {
    ...{ state, description, context: { name: report.context } },
    ...(url !== null && { targetUrl: url }),
    ...(iteration.value !== null && { iterationId: iteration.value }),
  };
  const path = statusesPath(target, iteration.value);
  const called = await callAzure(access, { method: 'POST', path, body });
  return readWritten(called, () => ({ remoteId: toRemoteId(iteration.value) }));
}

const threadsPath = ({ project, number }: PullTarget, ...rest: string[]): string =>
  repoPath(project, 'pullRequests', number, 'threads', ...rest);

async function findComment(
  access: ForgeAccess,
  pull: PullTarget,
  marker: string,
): Promise<Called<StandingComment | null>> {
  const called = await callAzure(access, { method: 'GET', path: threadsPath(pull) });
  if (!called.ok) return called;
  const own = called.value.body.at('value').items.map((thread) => ownThread(access, marker, thread));
  return { ok: true, value: own.find((comment) => comment !== null) ?? null };
}

/** The first comment of a thread, as `thread/comment`. */
function ownThread(access: ForgeAccess, marker: string, thread: JsonValue): StandingComment | null {
  const [first] = thread.at('comments').items;
  const [threadId, commentId] = [thread.at('id').text, first?.at('id').text ?? null];
  if (first === undefined || threadId === null || commentId === null || first.at('isDeleted').isTrue) return null;
  return ownComment(access, marker, {
    remoteId: `${threadId}/${commentId}`,
    author: first.at('author', 'id').text,
    body: first.at('content').text,
  });
}

/** A thread that is active waits for an answer, and may keep the pull request from being completed. */
const threadStatus = ({ isResolved }: CommentReport): string => (isResolved ? 'closed' : 'active');

async function createComment(access: ForgeAccess, pull: PullTarget, comment: CommentReport): Promise<Written> {
  const body = {
    comments: [{ parentCommentId: 0, content: comment.body, commentType: 'text' }],
    status: threadStatus(comment),
  };
  const called = await callAzure(access, { method: 'POST', path: threadsPath(pull), body });
  return readWritten(called, (thread) => {
    const [threadId, commentId] = [thread.at('id').text, thread.at('comments').items[0]?.at('id').text ?? null];
    if (threadId === null || commentId === null) return null;
    return { remoteId: `${threadId}/${commentId}`, url: pageOf(access, pull, threadId) };
  });
}

async function editComment(
  access: ForgeAccess,
  pull: PullTarget,
  remoteId: string,
  comment: CommentReport,
): Promise<Written> {
  const [threadId = '', commentId = ''] = remoteId.split('/');
  const path = threadsPath(pull, threadId, 'comments', commentId);
  const edited = await callAzure(access, { method: 'PATCH', path, body: { content: comment.body } });
  if (!edited.ok) return edited;
  const body = { status: threadStatus(comment) };
  const moved = await callAzure(access, { method: 'PATCH', path: threadsPath(pull, threadId), body });
  return readWritten(moved, () => ({ remoteId, url: pageOf(access, pull, threadId) }));
}

function pageOf({ apiUrl }: ForgeAccess, { project, number }: PullTarget, threadId: string): string {
  const [name = '', repository = ''] = project.split('/');
  return `${apiUrl}${pathOf(name, '_git', repository, 'pullrequest', number)}?discussionId=${threadId}`;
}

/** Azure DevOps: states of iterations and of commits, and comments as threads that are closed once nothing is to be fixed. */
export const AZURE: ForgeClient = {
  kind: 'azure',
  credentialsTypes: ['token'],
  limits: {
    requestsPerHour: null,
    writesPerMinute: null,
    writesPerHour: null,
    // It delays requests by up to 30 s before it refuses them.
    requestMs: 45_000,
    descriptionLength: 255,
  },
  states: FORGE_STATES.azure,
  markdown: 'html',
  apiUrl: (baseUrl) => (baseUrl ?? SITE).replace(/\/+$/, ''),
  isProject: (name) => isProjectPath(name, 2, /^\P{Cc}+$/u),
  surfaces: ({ report }) => surfacesOf(report, ['status', 'comment']),
  authorize,
  readProject,
  readPull,
  statuses: { read: readStatus, put: putStatus },
  checks: null,
  comments: { find: findComment, create: createComment, edit: editComment },
  test: (connection, project, transport) =>
    tryConnection(
      AZURE,
      connection,
      project,
      transport,
      unreadableRights('Azure DevOps', 'write_status', 'write_comment'),
    ),
  hooks: {
    verify: ({ authorization }, secret) => verifySecret(authorization, basicAuthorization('qgate', secret)),
    read: readHook,
  },
};
