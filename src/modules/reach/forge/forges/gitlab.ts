import { FORGE_STATES } from '../../../../domain/reporting/forge-states.js';
import type { CommentReport, StatusReport } from '../../../../domain/reporting/report-facts.js';
import { apiBelow, siteAbove } from './api-address.js';
import { REFUSED_CREDENTIALS } from './credentials.js';
import { branchOf } from './deletion-of.js';
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
import { type AnswerException, callForge, findOnPages, pathOf, readReply, readWritten } from './forge-call.js';
import { JsonValue } from './json-value.js';
import { isProjectPath } from './project-names.js';
import { ownComment } from './standing-comment.js';
import { areSameWords, statusWords } from './status-words.js';
import { surfacesOf } from './surfaces-of.js';
import { tryConnection, type WriteChecks } from './try-connection.js';
import { verifySecret } from './verify-hook.js';

const PUBLIC_SITE = 'https://gitlab.com';
const API = '/api/v4';
const PAGE = 100;
/** Access level of a Developer, who may post states and notes. */
const DEVELOPER = 30;
const NO_COMMIT = /^0+$/;

async function authorize(
  { baseUrl, credentials }: ForgeConnection,
  _project: string | null,
  transport: ForgeTransport,
): Promise<Called<Authorization>> {
  if (credentials.type !== 'token') return REFUSED_CREDENTIALS;
  const right = { apiUrl: GITLAB.apiUrl(baseUrl), headers: { 'private-token': credentials.token } };
  const access = { ...right, author: null, expiresAt: null, credentialsExpireAt: null };
  const user = await callForge({ ...access, transport }, { method: 'GET', path: '/user' });
  if (!user.ok) return user;
  const token = await readToken({ ...access, transport });
  return { ok: true, value: { ...access, author: user.value.body.at('id').text, credentialsExpireAt: endOf(token) } };
}

/** The token as it describes itself; empty where the instance does not say. */
async function readToken(access: ForgeAccess): Promise<JsonValue> {
  const called = await callForge(access, { method: 'GET', path: '/personal_access_tokens/self' });
  return called.ok ? called.value.body : new JsonValue(null);
}

/** Tokens end at midnight UTC of their day. */
function endOf(token: JsonValue): Date | null {
  const day = token.at('expires_at').text ?? '';
  return /^\d{4}-\d{2}-\d{2}/.test(day) ? new Date(`${day.slice(0, 10)}T00:00:00Z`) : null;
}

/** By the id of a project that is known, under any name that it has meanwhile. */
async function readProject(
  access: ForgeAccess,
  project: string,
  projectId: string | null,
): Promise<Called<ForgeProject>> {
  const called = await callForge(access, { method: 'GET', path: pathOf('projects', projectId ?? project) });
  return readReply(called, (body) => {
    const [id, name] = [body.at('id').text, body.at('path_with_namespace').text];
    if (id === null || name === null) return null;
    return { id, name, isArchived: body.at('archived').isTrue, mayWrite: levelOf(body) >= DEVELOPER };
  });
}

/** Path below a project: by its id where that is known, as its name may pass to another one. */
const projectPath = (
  { project, projectId }: Pick<PullTarget, 'project' | 'projectId'>,
  ...rest: (string | number)[]
): string => pathOf('projects', projectId ?? project, ...rest);

const readMergeRequest = (access: ForgeAccess, pull: PullTarget) =>
  callForge(access, { method: 'GET', path: projectPath(pull, 'merge_requests', pull.number) });

async function readPull(access: ForgeAccess, pull: PullTarget): Promise<Called<PullState>> {
  return readReply(await readMergeRequest(access, pull), (body) => {
    const [state, headSha] = [body.at('state').text, body.at('sha').text];
    if (headSha === null) return null;
    const isFork = body.at('source_project_id').text !== body.at('target_project_id').text;
    const known = state === 'merged' || state === 'closed' ? state : 'open';
    // A locked discussion is open to members of the project, of which the token is one.
    return { state: known, headSha, branch: body.at('source_branch').text, isFork, isLocked: false };
  });
}

/** The status of a commit that was written last under a name, in the pipeline that is known. */
async function readLast(access: ForgeAccess, target: CommitTarget, context: string): Promise<Called<JsonValue | null>> {
  const { commitSha, pipelineId } = target;
  const called = await callForge(access, {
    method: 'GET',
    path: projectPath(target, 'repository', 'commits', commitSha, 'statuses'),
    query: {
      ...{ name: context, order_by: 'id', sort: 'desc', per_page: PAGE },
      ...(pipelineId !== null && { pipeline_id: pipelineId }),
    },
  });
  if (!called.ok) return called;
  return { ok: true, value: called.value.body.items.find((item) => item.at('name').text === context) ?? null };
}

async function readStatus(
  access: ForgeAccess,
  target: CommitTarget,
  wanted: StatusReport,
): Promise<Called<StandingState>> {
  const last = await readLast(access, target, wanted.context);
  return last.ok ? { ok: true, value: toStanding(last.value, wanted) } : last;
}

function toStanding(last: JsonValue | null, wanted: StatusReport): StandingState {
  if (last === null) return { isWanted: false, remoteId: null, pipelineId: null };
  const shown = {
    state: last.at('status').text,
    description: last.at('description').text,
    url: last.at('target_url').text,
  };
  return {
    isWanted: areSameWords(shown, statusWords(GITLAB, wanted)),
    remoteId: last.at('id').text,
    pipelineId: last.at('pipeline_id').text,
  };
}

/** A state that is there already is not posted: a final one would add a job, a pending one be refused. */
async function putStatus(access: ForgeAccess, target: CommitTarget, report: StatusReport): Promise<Written> {
  const last = await readLast(access, target, report.context);
  if (!last.ok) return last;
  const { isWanted, remoteId, pipelineId: shownIn } = toStanding(last.value, report);
  if (isWanted) return { outcome: { kind: 'done' }, remoteId, pipelineId: shownIn ?? target.pipelineId };
  const known = target.pipelineId ?? shownIn;
  const pipeline = known === null ? await findPipeline(access, target) : { ok: true as const, value: known };
  return pipeline.ok ? postStatus(access, target, report, pipeline.value) : pipeline;
}

/** The merge request's own pipeline, where it runs for the commit: without it a state begins another one. */
async function findPipeline(
  access: ForgeAccess,
  { project, projectId, prNumber, commitSha }: CommitTarget,
): Promise<Called<string | null>> {
  if (prNumber === null) return { ok: true, value: null };
  const called = await readMergeRequest(access, { project, projectId, number: prNumber });
  if (!called.ok) return called;
  const head = called.value.body.at('head_pipeline');
  return { ok: true, value: head.at('sha').text === commitSha ? head.at('id').text : null };
}

/** @param pipelineId null: GitLab looks for a pipeline of the branch, or begins one */
async function postStatus(
  access: ForgeAccess,
  target: CommitTarget,
  report: StatusReport,
  pipelineId: string | null,
): Promise<Written> {
  const { state, description, url } = statusWords(GITLAB, report);
  const place = pipelineId === null ? { ref: target.branch } : { pipeline_id: Number(pipelineId) };
  const body = { name: report.context, state, description, ...place, ...(url !== null && { target_url: url }) };
  const path = projectPath(target, 'statuses', target.commitSha);
  const called = await callForge(access, { method: 'POST', path, body }, isRefusedTransition);
  if (called.ok) return readWritten(called, toWrittenStatus);
  if (called.outcome === REFUSED_TRANSITION) return judgeTransition(access, { ...target, pipelineId }, report);
  // The pipeline is gone, or none of this commit any more.
  const isPipelineGone = called.outcome.error === 'not_found' && pipelineId !== null;
  return isPipelineGone ? postStatus(access, target, report, null) : called;
}

const REFUSED_TRANSITION = { kind: 'again', error: 'server', afterMs: null } as const;

const isRefusedTransition: AnswerException = (status, body) =>
  status === 400 && body.at('message').text?.startsWith('Cannot transition') === true ? REFUSED_TRANSITION : null;

/** A refused transition is none where the state is there already: another call has brought it. */
async function judgeTransition(access: ForgeAccess, target: CommitTarget, report: StatusReport): Promise<Written> {
  const last = await readLast(access, target, report.context);
  if (!last.ok) return last;
  const isThere = last.value?.at('status').text === GITLAB.states[report.state];
  return isThere ? { outcome: { kind: 'done' }, ...toWrittenStatus(last.value) } : { outcome: REFUSED_TRANSITION };
}

function toWrittenStatus(body: JsonValue): Pick<Written, 'remoteId' | 'pipelineId'> | null {
  const remoteId = body.at('id').text;
  const pipelineId = body.at('pipeline_id').text;
  return remoteId === null ? null : { remoteId, ...(pipelineId !== null && { pipelineId }) };
}

const notesPath = (pull: PullTarget, ...rest: string[]): string =>
  projectPath(pull, 'merge_requests', pull.number, 'notes', ...rest);

async function findComment(
  access: ForgeAccess,
  pull: PullTarget,
  marker: string,
): Promise<Called<StandingComment | null>> {
  const readPage = async (page: number) => {
    const query = { order_by: 'created_at', sort: 'asc', page, per_page: PAGE };
    return readReply(await callForge(access, { method: 'GET', path: notesPath(pull), query }), ({ items }) => items);
  };
  return findOnPages(readPage, PAGE, (item) =>
    ownComment(access, marker, {
      remoteId: item.at('id').text,
      author: item.at('author', 'id').text,
      body: item.at('body').text,
    }),
  );
}

async function createComment(access: ForgeAccess, pull: PullTarget, { body }: CommentReport): Promise<Written> {
  const called = await callForge(access, { method: 'POST', path: notesPath(pull), body: { body } });
  return readWritten(called, toWrittenNote(access, pull));
}

async function editComment(
  access: ForgeAccess,
  pull: PullTarget,
  remoteId: string,
  { body }: CommentReport,
): Promise<Written> {
  const called = await callForge(access, { method: 'PUT', path: notesPath(pull, remoteId), body: { body } });
  return readWritten(called, toWrittenNote(access, pull));
}

/** Notes come without the address that people open. */
const toWrittenNote =
  ({ apiUrl }: ForgeAccess, { project, number }: PullTarget) =>
  (body: JsonValue) => {
    const remoteId = body.at('id').text;
    const page = `${siteAbove(apiUrl, API)}/${project}/-/merge_requests/${number}`;
    return remoteId === null ? null : { remoteId, url: `${page}#note_${remoteId}` };
  };

const writeChecks: WriteChecks = async (access, project) => {
  const scopes = (await readToken(access)).at('scopes').items.map(({ text }) => text);
  const called = await callForge(access, { method: 'GET', path: pathOf('projects', project) });
  return readReply(called, (body) => {
    const answer = judgeRights(scopes, levelOf(body));
    return [
      { name: 'write_status', ...answer },
      { name: 'write_comment', ...answer },
    ];
  });
};

/** Level of the token's account in a project, by itself or by its group. */
function levelOf(project: JsonValue): number {
  const levels = ['project_access', 'group_access'].map((by) => project.at('permissions', by, 'access_level').number);
  return Math.max(...levels.map((level) => level ?? 0));
}

/** @param scopes of the token; none where the instance does not say */
function judgeRights(scopes: readonly (string | null)[], level: number): { ok: boolean; detail: string } {
  if (scopes.length > 0 && !scopes.includes('api')) return { ok: false, detail: 'The token lacks the scope "api".' };
  return level < DEVELOPER
    ? { ok: false, detail: 'The account does not have the role Developer in the project.' }
    : { ok: true, detail: 'The account has write access; statuses of protected branches need the role Maintainer.' };
}

const PULL_NEWS: ReadonlyMap<string | null, PullNewsType> = new Map([
  ['close', 'pull_closed'],
  ['merge', 'pull_merged'],
  ['reopen', 'pull_reopened'],
  ['update', 'pull_pushed'],
]);
const RENAMES: readonly (string | null)[] = ['project_rename', 'project_transfer'];

function readHook(headers: Readonly<Record<string, string>>, bytes: Buffer): HookDelivery {
  const body = JsonValue.parse(bytes) ?? new JsonValue(null);
  // Hooks of a whole instance name the project at the top.
  const project = body.at('project', 'path_with_namespace').text ?? body.at('path_with_namespace').text;
  const projectId = body.at('project', 'id').text ?? body.at('project_id').text;
  const news = newsOf(body);
  const event = project === null || news === null ? null : { project, projectId, ...news };
  return { id: headers['idempotency-key'] ?? headers['x-gitlab-event-uuid'] ?? null, event };
}

function newsOf(body: JsonValue): ForgeNews | null {
  if (body.at('object_kind').text === 'merge_request') return pullNews(body);
  if (RENAMES.includes(body.at('event_name').text)) return { type: 'repo_renamed' };
  const branch = branchOf(body.at('ref').text);
  const isDeleted = body.at('object_kind').text === 'push' && NO_COMMIT.test(body.at('after').text ?? '');
  return isDeleted && branch !== null ? { type: 'branch_deleted', branch } : null;
}

/** An update without `oldrev` changed no commit; it may have changed the target. */
function pullNews(body: JsonValue): ForgeNews | null {
  const attributes = body.at('object_attributes');
  const type = PULL_NEWS.get(attributes.at('action').text);
  const [number, headSha] = [attributes.at('iid').number, attributes.at('last_commit', 'id').text];
  if (type === undefined || number === null || headSha === null) return null;
  const baseBranch = attributes.at('target_branch').text;
  if (type !== 'pull_pushed' || attributes.at('oldrev').text !== null) return { type, number, headSha, baseBranch };
  const isRetargeted = body.at('changes', 'target_branch', 'current').text !== null;
  return isRetargeted ? { type: 'pull_edited', number, headSha, baseBranch } : null;
}

export const GITLAB: ForgeClient = {
  kind: 'gitlab',
  credentialsTypes: ['token'],
  limits: {
    requestsPerHour: null,
    writesPerMinute: 300,
    writesPerHour: null,
    requestMs: 45_000,
    descriptionLength: 255,
  },
  states: FORGE_STATES.gitlab,
  markdown: 'html',
  apiUrl: (baseUrl) => apiBelow(baseUrl ?? PUBLIC_SITE, API),
  isProject: (name) => isProjectPath(name, Infinity),
  surfaces: ({ report }) => surfacesOf(report, ['status', 'comment']),
  authorize,
  readProject,
  readPull,
  statuses: { read: readStatus, put: putStatus },
  checks: null,
  comments: { find: findComment, create: createComment, edit: editComment },
  test: (connection, project, transport) => tryConnection(GITLAB, connection, project, transport, writeChecks),
  hooks: { verify: (headers, secret) => verifySecret(headers['x-gitlab-token'], secret), read: readHook },
};
