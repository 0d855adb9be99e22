import { type KeyObject } from 'node:crypto';
import { decodeJwt, jwtVerify } from 'jose';
import { type ExtraRule, type FakeAnswer, type FakeModel, type FakeOperation, type FakeRequest } from './fake-forge.js';
import { object, string } from './fake-parts.js';

interface FakeRepo {
  readonly id: number;
  fullName: string;
  isArchived: boolean;
  /** Former names, which redirect. */
  readonly formerNames: string[];
  installationId: number | null;
  mayPush: boolean;
}

interface FakePull {
  state: 'open' | 'closed';
  merged: boolean;
  headSha: string;
  isFork: boolean;
  locked: boolean;
}

interface FakeStatus {
  readonly id: number;
  readonly sha: string;
  readonly state: string;
  readonly context: string;
  readonly description: string | null;
  readonly target_url: string | null;
}

interface FakeRun {
  readonly id: number;
  readonly appId: number;
  readonly head_sha: string;
  name: string;
  status: string;
  conclusion: string | null;
  external_id: string;
  details_url: string | null;
  output: { title: string | null; summary: string | null; text: string | null };
  readonly annotations: object[];
}

interface FakeComment {
  readonly id: number;
  readonly number: number;
  readonly userId: number;
  readonly appId: number | null;
  body: string;
}

interface Grant {
  /** Null: a token of a user. */
  readonly appId: number | null;
  readonly userId: number;
  /** Names without owners; null: all. */
  readonly repositories: readonly string[] | null;
  /** Null: all. */
  readonly permissions: Readonly<Record<string, string>> | null;
  readonly expiresAt: number;
}

/** An App that is known to the fake. */
export interface FakeApp {
  readonly id: number;
  readonly clientId: string;
  readonly publicKey: KeyObject;
  /** Permissions of its installations. */
  permissions: Record<string, string>;
}

const COLLABORATOR = { id: 501, login: 'ada' };
const BOT_USER_ID = 900;
const MAX_STATUSES = 1_000;
const MAX_TOKEN_S = 600;

const OUTPUT = {
  type: 'object',
  required: ['title', 'summary'],
  additionalProperties: false,
  properties: {
    title: string,
    summary: { type: 'string', maxLength: 65_535 },
    text: { type: 'string', maxLength: 65_535 },
    annotations: {
      type: 'array',
      maxItems: 50,
      items: {
        type: 'object',
        required: ['path', 'start_line', 'end_line', 'annotation_level', 'message'],
        additionalProperties: false,
        properties: {
          path: { type: 'string', minLength: 1 },
          start_line: { type: 'integer', minimum: 1 },
          end_line: { type: 'integer', minimum: 1 },
          annotation_level: { enum: ['notice', 'warning', 'failure'] },
          message: { type: 'string', minLength: 1, maxLength: 65_536 },
          title: { type: 'string', maxLength: 255 },
        },
      },
    },
  },
} as const;
const RUN = {
  details_url: string,
  external_id: string,
  status: { enum: ['queued', 'in_progress', 'completed'] },
  conclusion: { enum: ['action_required', 'cancelled', 'failure', 'neutral', 'success', 'skipped', 'timed_out'] },
  output: OUTPUT,
  actions: {
    type: 'array',
    maxItems: 3,
    items: {
      type: 'object',
      required: ['label', 'description', 'identifier'],
      additionalProperties: false,
      properties: {
        label: { type: 'string', maxLength: 20 },
        description: { type: 'string', maxLength: 40 },
        identifier: { type: 'string', maxLength: 20 },
      },
    },
  },
} as const;
const COMMENT = object(['body'], { body: { type: 'string', minLength: 1 } });

const refusal = (status: number, message: string): FakeAnswer => ({
  status,
  body: { message, documentation_url: 'https://docs.github.com/rest' },
});

const USER_AGENT: ExtraRule = {
  source: 'docs.github.com/rest: all requests must include a valid User-Agent header',
  refuse: ({ headers }) =>
    headers['user-agent'] === undefined ? refusal(403, 'Request forbidden by administrative rules.') : null,
};
const DESCRIPTION: ExtraRule = {
  source: 'a description of more than 140 characters is refused (zappr#378, palantir/policy-bot#73)',
  refuse: ({ body }) =>
    [...(body.description ?? '')].length > 140
      ? refusal(422, 'description is too long (maximum is 140 characters)')
      : null,
};
const COMMENT_LENGTH: ExtraRule = {
  source: 'a comment of more than 65,536 characters is refused (danger#424)',
  refuse: ({ body }) =>
    body.body.length > 65_536 ? refusal(422, 'body is too long (maximum is 65536 characters)') : null,
};
const CONCLUSION: ExtraRule = {
  source: 'docs.github.com/rest/checks/runs: conclusion is required if you provide a status of completed',
  refuse: ({ body }) =>
    body.status === 'completed' && body.conclusion === undefined ? refusal(422, 'conclusion is required') : null,
};
const LINES: ExtraRule = {
  source: 'docs.github.com/rest/checks/runs: an annotation ends where it begins, or later',
  refuse: ({ body }) =>
    (body.output?.annotations ?? []).some((each: any) => each.end_line < each.start_line)
      ? refusal(422, 'end_line must not be before start_line')
      : null,
};

/** GitHub as far as verdicts are reported to it: one server with repositories, pull requests, tokens and Apps. */
export class FakeGithub implements FakeModel {
  readonly base = '/api/v3';
  readonly document = { file: 'github.json' };
  readonly refusal = refusal;

  readonly repos: FakeRepo[] = [];
  readonly pulls = new Map<number, FakePull>();
  readonly statuses: FakeStatus[] = [];
  readonly runs: FakeRun[] = [];
  readonly posted: FakeComment[] = [];
  /** Commits that the forge does not have. */
  readonly unknownCommits = new Set<string>();
  readonly apps: FakeApp[] = [];
  /** Headers of every answer of GET /user, as the end of a token. */
  userHeaders: Record<string, string> = {};
  /** Tokens of Apps whose signatures are right. */
  private readonly verified = new Map<string, FakeApp>();
  private readonly grants = new Map<string, Grant>();
  private lastId = 1_000;

  constructor(private readonly now: () => number = Date.now) {}

  addRepo(fullName: string, installationId: number | null = 77): FakeRepo {
    const repo = { id: this.nextId(), fullName, isArchived: false, formerNames: [], installationId, mayPush: true };
    this.repos.push(repo);
    return repo;
  }

  addPull(number: number, headSha: string, more: Partial<FakePull> = {}): FakePull {
    const pull: FakePull = { state: 'open', merged: false, headSha, isFork: false, locked: false, ...more };
    this.pulls.set(number, pull);
    return pull;
  }

  /** Makes a token of a user valid. */
  addToken(token: string, userId = COLLABORATOR.id): void {
    this.grants.set(token, { appId: null, userId, repositories: null, permissions: null, expiresAt: Infinity });
  }

  /** Adds a comment of somebody else. */
  addComment(number: number, body: string, userId = 777): FakeComment {
    const comment = { id: this.nextId(), number, userId, appId: null, body };
    this.posted.push(comment);
    return comment;
  }

  revokeAll(): void {
    this.grants.clear();
  }

  /** Of a check run the newest of the name counts, of a status the newest of the context. */
  shows(commitSha: string, context: string) {
    const run = this.runs.findLast((each) => each.head_sha === commitSha && each.name === context);
    if (run !== undefined)
      return { state: run.conclusion ?? run.status, description: run.output.title, url: run.details_url };
    const status = this.statuses.findLast((each) => each.sha === commitSha && each.context === context);
    return status === undefined
      ? null
      : { state: status.state, description: status.description, url: status.target_url };
  }

  comments(number: number): string[] {
    return this.posted.filter((each) => each.number === number).map(({ body }) => body);
  }

  /** Verifies the token of an App, which jose does by promises only. */
  readonly prepare = async ({ headers, path }: FakeRequest): Promise<void> => {
    const token = bearerOf(headers);
    if (!isAppPath(path) || this.verified.has(token)) return;
    const app = await this.verify(token).catch(() => null);
    if (app !== null) this.verified.set(token, app);
  };

  private async verify(token: string): Promise<FakeApp | null> {
    const { iss } = decodeJwt(token);
    const app = this.apps.find(({ id, clientId }) => iss === String(id) || iss === clientId);
    if (app === undefined) return null;
    const { payload } = await jwtVerify(token, app.publicKey, { currentDate: new Date(this.now()) });
    return payload.exp! - this.now() / 1_000 <= MAX_TOKEN_S ? app : null;
  }

  readonly authenticate = ({ path, headers }: FakeRequest): FakeAnswer | null => {
    const token = bearerOf(headers);
    if (isAppPath(path))
      return this.appOf(token) === null ? refusal(401, 'A JSON web token could not be decoded') : null;
    const grant = this.grants.get(token);
    return grant === undefined || grant.expiresAt <= this.now() ? refusal(401, 'Bad credentials') : null;
  };

  readonly operations: readonly FakeOperation[] = [
    {
      method: 'POST',
      path: '/repos/{owner}/{repo}/check-runs',
      body: object(['name', 'head_sha'], { name: string, head_sha: string, ...RUN }),
      rules: [USER_AGENT, this.needs('checks'), APPS_ONLY(this), this.commitRule('head_sha'), CONCLUSION, LINES],
      answer: (request) => this.createRun(request),
    },
    {
      method: 'PATCH',
      path: '/repos/{owner}/{repo}/check-runs/{id}',
      body: object([], { name: string, ...RUN }),
      rules: [USER_AGENT, this.needs('checks'), APPS_ONLY(this), CONCLUSION, LINES],
      answer: (request) => this.updateRun(request),
    },
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}/commits/{ref}/check-runs',
      query: ['check_name', 'status', 'filter', 'per_page', 'page', 'app_id'],
      rules: [USER_AGENT, this.needs('checks')],
      answer: ({ params, query }) => {
        const runs = this.runs.filter(
          (run) => run.head_sha === params.ref && (query.check_name === undefined || run.name === query.check_name),
        );
        const page = pageOf([...runs].reverse(), query);
        return { status: 200, body: { total_count: runs.length, check_runs: page.map((run) => this.showRun(run)) } };
      },
    },
    {
      method: 'POST',
      path: '/repos/{owner}/{repo}/statuses/{sha}',
      body: object(['state'], {
        state: { enum: ['error', 'failure', 'pending', 'success'] },
        target_url: { type: ['string', 'null'] },
        description: { type: ['string', 'null'] },
        context: string,
      }),
      rules: [USER_AGENT, this.needs('statuses'), this.commitRule('sha'), DESCRIPTION, this.statusLimit()],
      answer: ({ params, body }) => {
        const { state, context = 'default', description = null, target_url = null } = body;
        const status = { id: this.nextId(), sha: params.sha!, state, context, description, target_url };
        this.statuses.push(status);
        return { status: 201, body: status };
      },
    },
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}/commits/{ref}/statuses',
      query: ['per_page', 'page'],
      rules: [USER_AGENT, this.needs('statuses')],
      answer: ({ params, query }) => ({
        status: 200,
        body: pageOf(this.statuses.filter(({ sha }) => sha === params.ref).reverse(), query),
      }),
    },
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}/issues/{number}/comments',
      query: ['since', 'per_page', 'page'],
      rules: [USER_AGENT, this.needs('pull_requests')],
      answer: ({ params, query }) => {
        const own = this.posted.filter(({ number }) => number === Number(params.number));
        return { status: 200, body: pageOf(own, query).map((comment) => this.showComment(comment)) };
      },
    },
    {
      method: 'POST',
      path: '/repos/{owner}/{repo}/issues/{number}/comments',
      body: COMMENT,
      rules: [USER_AGENT, this.needs('pull_requests'), this.lockRule(), COMMENT_LENGTH],
      answer: (request) => {
        const { userId, appId } = this.grantOf(request)!;
        const number = Number(request.params.number);
        const comment = { id: this.nextId(), number, userId, appId, body: request.body.body };
        this.posted.push(comment);
        return { status: 201, body: this.showComment(comment) };
      },
    },
    {
      method: 'PATCH',
      path: '/repos/{owner}/{repo}/issues/comments/{id}',
      body: COMMENT,
      rules: [USER_AGENT, this.needs('pull_requests'), COMMENT_LENGTH],
      answer: (request) => {
        const comment = this.posted.find(({ id }) => id === Number(request.params.id));
        if (comment === undefined) return refusal(404, 'Not Found');
        if (comment.userId !== this.grantOf(request)!.userId)
          return refusal(403, 'Must have admin rights to Repository.');
        comment.body = request.body.body;
        return { status: 200, body: this.showComment(comment) };
      },
    },
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}/pulls/{number}',
      rules: [USER_AGENT, this.needs('pull_requests')],
      answer: ({ params }) => {
        const pull = this.pulls.get(Number(params.number));
        if (pull === undefined) return refusal(404, 'Not Found');
        const { state, merged, locked, headSha, isFork } = pull;
        const head = { sha: headSha, repo: { id: isFork ? 2 : 1 } };
        return {
          status: 200,
          body: { number: Number(params.number), state, merged, locked, head, base: { repo: { id: 1 } } },
        };
      },
    },
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}',
      rules: [USER_AGENT, this.needs('metadata')],
      answer: (request) => ({ status: 200, body: showRepo(this.repoOf(request)!) }),
    },
    {
      method: 'GET',
      path: '/repositories/{id}',
      undocumented: 'target of the redirects of renamed repositories: docs.github.com/rest, Follow redirects',
      rules: [USER_AGENT],
      answer: ({ params }) => {
        const repo = this.repos.find(({ id }) => id === Number(params.id));
        return repo === undefined ? refusal(404, 'Not Found') : { status: 200, body: showRepo(repo) };
      },
    },
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}/installation',
      rules: [USER_AGENT],
      answer: (request) => {
        const id = this.repoOf(request)?.installationId ?? null;
        return id === null ? refusal(404, 'Not Found') : { status: 200, body: { id } };
      },
    },
    {
      method: 'POST',
      path: '/app/installations/{id}/access_tokens',
      body: object([], {
        repositories: { type: 'array', items: string, maxItems: 500 },
        permissions: { type: 'object', additionalProperties: { enum: ['read', 'write'] } },
      }),
      rules: [USER_AGENT],
      answer: (request) => this.issueToken(request),
    },
    {
      method: 'GET',
      path: '/app',
      rules: [USER_AGENT],
      answer: ({ headers }) => {
        const app = this.appOf(bearerOf(headers))!;
        return { status: 200, body: { id: app.id, client_id: app.clientId, slug: 'quality-gate' } };
      },
    },
    {
      method: 'GET',
      path: '/user',
      rules: [
        USER_AGENT,
        {
          source: 'docs.github.com/rest/users: not for tokens of installations',
          refuse: (request) =>
            this.grantOf(request)!.appId === null ? null : refusal(403, 'Resource not accessible by integration'),
        },
      ],
      answer: (request) => ({
        status: 200,
        headers: this.userHeaders,
        body: { id: this.grantOf(request)!.userId, login: COLLABORATOR.login },
      }),
    },
  ];

  private createRun(request: FakeRequest): FakeAnswer {
    const { name, head_sha } = request.body;
    const run: FakeRun = {
      id: this.nextId(),
      appId: this.grantOf(request)!.appId!,
      head_sha,
      name,
      status: 'queued',
      conclusion: null,
      external_id: '',
      details_url: null,
      output: { title: null, summary: null, text: null },
      annotations: [],
    };
    this.runs.push(run);
    this.change(run, request.body);
    return { status: 201, body: this.showRun(run) };
  }

  private updateRun(request: FakeRequest): FakeAnswer {
    const run = this.runs.find(({ id }) => id === Number(request.params.id));
    if (run?.appId !== this.grantOf(request)!.appId) return refusal(404, 'Not Found');
    this.change(run, request.body);
    return { status: 200, body: this.showRun(run) };
  }

  /** Annotations are appended, everything else is replaced. */
  private change(run: FakeRun, { output, ...fields }: any): void {
    for (const name of ['name', 'status', 'conclusion', 'external_id', 'details_url'] as const)
      if (fields[name] !== undefined) run[name] = fields[name] as never;
    if (output === undefined) return;
    const { annotations = [], title, summary, text = null } = output;
    run.output = { title, summary, text };
    run.annotations.push(...annotations);
  }

  private showRun({ appId, annotations, output, ...run }: FakeRun) {
    const app = this.apps.find(({ id }) => id === appId)!;
    return {
      ...run,
      html_url: `https://github.test/runs/${run.id}`,
      app: { id: app.id, client_id: app.clientId },
      output: { ...output, annotations_count: annotations.length },
    };
  }

  private showComment({ id, body, userId, appId }: FakeComment) {
    const app = this.apps.find((each) => each.id === appId);
    return {
      id,
      body,
      user: { id: userId },
      html_url: `https://github.test/comments/${id}`,
      performed_via_github_app: app === undefined ? null : { id: app.id, client_id: app.clientId },
    };
  }

  private issueToken({ params, headers, body = {} }: FakeRequest): FakeAnswer {
    const repos = this.repos.filter(({ installationId }) => installationId === Number(params.id));
    if (repos.length === 0) return refusal(404, 'Not Found');
    const app = this.appOf(bearerOf(headers))!;
    const asked = Object.entries((body.permissions ?? {}) as Record<string, string>);
    const isGranted = asked.every(([name, level]) => [level, 'write'].includes(app.permissions[name] ?? ''));
    const names = (body.repositories ?? null) as readonly string[] | null;
    const isKnown = names?.every((name) => repos.some(({ fullName }) => fullName.endsWith(`/${name}`))) ?? true;
    if (!isGranted || !isKnown) return refusal(422, 'The permissions requested are not granted to this installation.');
    // since 2026-04: long, and of a new form
    const token = `ghs_${app.id}_${'x'.repeat(400)}${this.nextId()}`;
    const expiresAt = this.now() + 3_600_000;
    const permissions = body.permissions ?? app.permissions;
    this.grants.set(token, { appId: app.id, userId: BOT_USER_ID, repositories: names, permissions, expiresAt });
    return { status: 201, body: { token, expires_at: new Date(expiresAt).toISOString(), permissions } };
  }

  /** The App that a token of its own is valid for; null: none. */
  private appOf(token: string): FakeApp | null {
    return this.verified.get(token) ?? null;
  }

  private grantOf({ headers }: FakeRequest): Grant | undefined {
    return this.grants.get(bearerOf(headers));
  }

  private repoOf({ params }: FakeRequest): FakeRepo | undefined {
    return this.repos.find(({ fullName }) => fullName === `${params.owner}/${params.repo}`);
  }

  /** The repository is there, and the token may do this in it. */
  private needs(permission: string): ExtraRule {
    return {
      source: 'docs.github.com/rest: permissions required for GitHub Apps',
      refuse: (request) => {
        const { repo } = request.params;
        const former = this.repos.find(({ formerNames }) => formerNames.includes(`${request.params.owner}/${repo}`));
        if (former !== undefined)
          return {
            status: 301,
            headers: { location: `/repositories/${former.id}` },
            body: { message: 'Moved Permanently' },
          };
        const { repositories, permissions } = this.grantOf(request)!;
        if (this.repoOf(request) === undefined || repositories?.includes(repo!) === false)
          return refusal(404, 'Not Found');
        const has = permissions === null ? 'write' : permissions[permission];
        const isEnough = has === 'write' || (has === 'read' && request.method === 'GET');
        return isEnough ? null : refusal(403, 'Resource not accessible by integration');
      },
    };
  }

  private commitRule(name: string): ExtraRule {
    return {
      source: 'a commit that is not there: 422 No commit found for SHA',
      refuse: ({ params, body }) => {
        const sha: string = body?.[name] ?? params[name];
        const isKnown = /^[0-9a-f]{40}$/.test(sha) && !this.unknownCommits.has(sha);
        return isKnown ? null : refusal(422, `No commit found for SHA: ${sha}`);
      },
    };
  }

  private lockRule(): ExtraRule {
    return {
      source: 'docs.github.com/communities: locked conversations',
      refuse: ({ params }) =>
        this.pulls.get(Number(params.number))?.locked === true
          ? refusal(403, 'Unable to create comment because issue is locked.')
          : null,
    };
  }

  private statusLimit(): ExtraRule {
    return {
      source: 'docs.github.com/rest/commits/statuses: 1000 statuses per sha and context',
      refuse: ({ params, body }) => {
        const count = this.statuses.filter(({ sha, context }) => sha === params.sha && context === body.context).length;
        return count < MAX_STATUSES
          ? null
          : refusal(422, 'This SHA and context has reached the maximum number of statuses.');
      },
    };
  }

  /** True for a token of an App's installation. */
  isApp(request: FakeRequest): boolean {
    return this.grantOf(request)?.appId != null;
  }

  private nextId(): number {
    this.lastId += 1;
    return this.lastId;
  }
}

function APPS_ONLY(forge: FakeGithub): ExtraRule {
  return {
    source: 'docs.github.com/rest/checks: write permission for the Checks API is only available to GitHub Apps',
    refuse: (request) => (forge.isApp(request) ? null : refusal(403, 'You must authenticate via a GitHub App.')),
  };
}

const bearerOf = (headers: FakeRequest['headers']): string =>
  (headers.authorization ?? '').replace(/^(bearer|token) /i, '');

const isAppPath = (path: string): boolean => path.startsWith('/app') || path.endsWith('/installation');

function pageOf<Item>(items: readonly Item[], { page = '1', per_page: size = '30' }: FakeRequest['query']): Item[] {
  const from = (Number(page) - 1) * Number(size);
  return items.slice(from, from + Math.min(Number(size), 100));
}

const showRepo = ({ id, fullName, isArchived, mayPush }: FakeRepo) => ({
  id,
  full_name: fullName,
  archived: isArchived,
  permissions: { admin: false, push: mayPush, pull: true },
});
