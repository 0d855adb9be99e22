import type { ExtraRule, FakeAnswer, FakeModel, FakeOperation, FakeRequest } from './fake-forge.js';
import { type FakeComment, Ids, integer, object, ok, OWN_ACCOUNT, string, TOKEN } from './fake-parts.js';

interface FakeStatus {
  readonly id: number;
  /** Null: of a pull request. */
  readonly sha: string | null;
  readonly iterationId: number | null;
  readonly state: string;
  readonly description: string | null;
  readonly targetUrl: string | null;
  readonly context: { readonly name: string; readonly genre?: string };
}

interface FakeThread {
  readonly comment: FakeComment;
  status: string;
}

const REPO = '/{project}/_apis/git/repositories/{repo}';
const STATUS = {
  state: { enum: ['notSet', 'pending', 'succeeded', 'failed', 'error', 'notApplicable'] },
  context: object(['name'], { name: { ...string, minLength: 1 }, genre: string }),
  ...{ description: string, targetUrl: string },
};
const THREAD_STATUS = { enum: ['unknown', 'active', 'fixed', 'wontFix', 'closed', 'byDesign', 'pending'] };
const VERSION = ['api-version'];
const NO_PART = 'learn.microsoft.com/rest/api/azure/devops, which the copied part of the document lacks';

const refusal = (status: number, message: string): FakeAnswer => ({ status, body: { message } });

const VERSION_REQUIRED: ExtraRule = {
  source: 'learn.microsoft.com/azure/devops: requests that write name their version',
  refuse: ({ query }) =>
    query['api-version'] === '7.1' ? null : refusal(400, 'No api-version was supplied for the request.'),
};

/** Azure DevOps with one repository. */
export class FakeAzure implements FakeModel {
  readonly base = '/acme';
  readonly document = { file: 'azure.json', prefix: '/acme' };
  readonly refusal = refusal;

  readonly statuses: FakeStatus[] = [];
  readonly threads: FakeThread[] = [];
  /** Pull requests by number, each with the commits of its iterations. */
  readonly pulls = new Map<number, { iterations: string[]; status: string }>();
  private readonly ids = new Ids();

  addComment(number: number, body: string, author: number): void {
    this.threads.push({ comment: { id: this.ids.next(), number, author, body }, status: 'active' });
  }

  /** On a commit, or on the iteration of any pull request that ends in it: the newest counts. */
  shows(commitSha: string, context: string) {
    const shown = this.statuses.findLast((each) => this.isAt(each, commitSha) && each.context.name === context);
    return shown === undefined ? null : { state: shown.state, description: shown.description, url: shown.targetUrl };
  }

  private isAt({ sha, iterationId }: FakeStatus, commitSha: string): boolean {
    if (sha !== null) return sha === commitSha;
    return [...this.pulls.values()].some(({ iterations }) => iterations[iterationId! - 1] === commitSha);
  }

  comments(number: number): string[] {
    return this.threads.filter(({ comment }) => comment.number === number).map(({ comment }) => comment.body);
  }

  readonly authenticate = ({ headers }: FakeRequest): FakeAnswer | null =>
    headers.authorization === `Basic ${Buffer.from(`:${TOKEN}`).toString('base64')}`
      ? null
      : { status: 203, body: 'Azure DevOps Services | Sign In' };

  private readonly iterationRule: ExtraRule = {
    source: 'learn.microsoft.com/azure/devops: an iteration is one of its pull request, from 1',
    refuse: ({ params, body }) => {
      const { iterations = [] } = this.pulls.get(Number(params.number)) ?? {};
      return body.iterationId >= 1 && body.iterationId <= iterations.length ? null : refusal(400, 'invalid iteration');
    },
  };

  readonly operations: readonly FakeOperation[] = [
    {
      method: 'POST',
      path: `${REPO}/pullRequests/{number}/statuses`,
      query: VERSION,
      body: object(['context'], { ...STATUS, iterationId: integer }),
      rules: [VERSION_REQUIRED, this.iterationRule],
      answer: ({ body }) => this.post(body, null),
    },
    {
      method: 'GET',
      path: `${REPO}/pullRequests/{number}/statuses`,
      query: VERSION,
      answer: () => ok({ value: this.statuses.filter(({ sha }) => sha === null) }),
    },
    {
      method: 'POST',
      path: `${REPO}/commits/{sha}/statuses`,
      query: VERSION,
      body: object(['context'], STATUS),
      rules: [VERSION_REQUIRED],
      answer: ({ params, body }) => this.post(body, params.sha!),
    },
    {
      method: 'GET',
      path: `${REPO}/commits/{sha}/statuses`,
      query: [...VERSION, 'top', 'skip', 'latestOnly'],
      undocumented: NO_PART,
      answer: ({ params }) => ok({ value: this.statuses.filter(({ sha }) => sha === params.sha) }),
    },
    {
      method: 'GET',
      path: `${REPO}/pullRequests/{number}/iterations`,
      query: VERSION,
      undocumented: NO_PART,
      answer: ({ params }) => {
        const { iterations = [] } = this.pulls.get(Number(params.number)) ?? {};
        return ok({ value: iterations.map((commitId, at) => ({ id: at + 1, sourceRefCommit: { commitId } })) });
      },
    },
    {
      method: 'GET',
      path: `${REPO}/pullRequests/{number}/threads`,
      query: [...VERSION, '$iteration', '$baseIteration'],
      answer: ({ params }) =>
        ok({ value: this.threads.filter(({ comment }) => comment.number === Number(params.number)).map(showThread) }),
    },
    {
      method: 'POST',
      path: `${REPO}/pullRequests/{number}/threads`,
      query: VERSION,
      body: object(['comments'], {
        comments: {
          type: 'array',
          minItems: 1,
          items: object(['content'], {
            parentCommentId: integer,
            content: { ...string, minLength: 1, maxLength: 150_000 },
            commentType: { enum: ['unknown', 'text', 'codeChange', 'system'] },
          }),
        },
        status: THREAD_STATUS,
      }),
      rules: [VERSION_REQUIRED],
      answer: ({ params, body }) => {
        this.addComment(Number(params.number), body.comments[0].content, OWN_ACCOUNT);
        const thread = this.threads.at(-1)!;
        thread.status = body.status ?? 'active';
        return ok(showThread(thread));
      },
    },
    {
      method: 'PATCH',
      path: `${REPO}/pullRequests/{number}/threads/{thread}/comments/{comment}`,
      query: VERSION,
      body: object([], { content: { ...string, minLength: 1, maxLength: 150_000 } }),
      rules: [VERSION_REQUIRED],
      answer: ({ params, body }) => {
        const thread = this.threadOf(params.thread);
        if (thread === undefined) return refusal(404, 'The requested thread was not found.');
        if (thread.comment.author !== OWN_ACCOUNT) return refusal(403, 'Only the author edits a comment.');
        thread.comment.body = body.content;
        return ok(showThread(thread).comments[0]);
      },
    },
    {
      method: 'PATCH',
      path: `${REPO}/pullRequests/{number}/threads/{thread}`,
      query: VERSION,
      body: object([], { status: THREAD_STATUS }),
      rules: [VERSION_REQUIRED],
      answer: ({ params, body }) => {
        const thread = this.threadOf(params.thread);
        if (thread === undefined) return refusal(404, 'The requested thread was not found.');
        thread.status = body.status;
        return ok(showThread(thread));
      },
    },
    {
      method: 'GET',
      path: `${REPO}/pullrequests/{number}`,
      query: VERSION,
      answer: ({ params }) => {
        const pull = this.pulls.get(Number(params.number));
        if (pull === undefined) return refusal(404, 'TF401180: The requested pull request was not found.');
        return ok({ status: pull.status, lastMergeSourceCommit: { commitId: pull.iterations.at(-1) } });
      },
    },
    {
      method: 'GET',
      path: REPO,
      query: VERSION,
      answer: () => ok({ id: 'r1', name: 'web', isDisabled: false, project: { id: 'p1', name: 'acme' } }),
    },
    {
      method: 'GET',
      path: '/_apis/connectionData',
      query: VERSION,
      undocumented: NO_PART,
      answer: () => ok({ authenticatedUser: { id: String(OWN_ACCOUNT) } }),
    },
  ];

  private post({ state, description, targetUrl, context, iterationId }: any, sha: string | null): FakeAnswer {
    const words = { state: state ?? 'notSet', description: description ?? null, targetUrl: targetUrl ?? null, context };
    const status: FakeStatus = { id: this.ids.next(), sha, iterationId: iterationId ?? null, ...words };
    this.statuses.push(status);
    return ok(status);
  }

  private threadOf(id: string | undefined): FakeThread | undefined {
    return this.threads.find(({ comment }) => String(comment.id) === id);
  }
}

const showThread = ({ comment, status }: FakeThread) => ({
  ...{ id: comment.id, status, isDeleted: false },
  comments: [{ id: 1, content: comment.body, isDeleted: false, author: { id: String(comment.author) } }],
});
