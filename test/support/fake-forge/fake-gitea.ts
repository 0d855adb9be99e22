import type { FakeAnswer, FakeModel, FakeOperation, FakeRequest } from './fake-forge.js';
import { created, type FakeComment, Ids, object, ok, OWN_ACCOUNT, pageOf, string, TOKEN } from './fake-parts.js';

interface FakeStatus {
  readonly id: number;
  readonly sha: string;
  readonly status: string;
  readonly context: string;
  readonly description: string;
  readonly target_url: string;
}

const REPO = '/repos/{owner}/{repo}';
const COMMENT = object(['body'], { body: { ...string, minLength: 1 } });
const SHOWN_REPO = {
  ...{ id: 12, full_name: 'acme/web', archived: false },
  permissions: { admin: false, push: true, pull: true },
};

const refusal = (status: number, message: string): FakeAnswer => ({ status, body: { message } });

/** Gitea with one repository. */
export class FakeGitea implements FakeModel {
  readonly base = '/api/v1';
  readonly document = { file: 'gitea.json' };
  readonly refusal = refusal;

  readonly statuses: FakeStatus[] = [];
  readonly posted: FakeComment[] = [];
  readonly pulls = new Map<number, { sha: string; state: string; merged: boolean }>();
  private readonly ids = new Ids();

  addComment(number: number, body: string, author: number): void {
    this.posted.push({ id: this.ids.next(), number, author, body });
  }

  /** Statuses are appended: the newest counts. */
  shows(commitSha: string, context: string) {
    const shown = this.statuses.findLast((each) => each.sha === commitSha && each.context === context);
    return shown === undefined ? null : { state: shown.status, description: shown.description, url: shown.target_url };
  }

  comments(number: number): string[] {
    return this.posted.filter((comment) => comment.number === number).map(({ body }) => body);
  }

  readonly authenticate = ({ headers }: FakeRequest): FakeAnswer | null =>
    headers.authorization === `token ${TOKEN}` ? null : refusal(401, 'token is required');

  readonly operations: readonly FakeOperation[] = [
    {
      method: 'POST',
      path: `${REPO}/statuses/{sha}`,
      body: object([], {
        state: { enum: ['pending', 'success', 'error', 'failure', 'warning'] },
        context: string,
        description: string,
        target_url: string,
      }),
      answer: ({ params, body: { state, context = 'default', description = '', target_url = '' } }) => {
        const status = { id: this.ids.next(), sha: params.sha!, status: state, context, description, target_url };
        this.statuses.push(status);
        return created(status);
      },
    },
    {
      method: 'GET',
      path: `${REPO}/statuses/{sha}`,
      query: ['sort', 'state', 'page', 'limit'],
      answer: ({ params, query }) => {
        const own = this.statuses.filter(({ sha }) => sha === params.sha);
        return ok(pageOf(query.sort === 'highestindex' ? [...own].reverse() : own, query.page, query.limit));
      },
    },
    {
      method: 'GET',
      path: `${REPO}/issues/{index}/comments`,
      query: ['since', 'before'],
      answer: ({ params }) => ok(this.posted.filter(({ number }) => number === Number(params.index)).map(showComment)),
    },
    {
      method: 'POST',
      path: `${REPO}/issues/{index}/comments`,
      body: COMMENT,
      answer: ({ params, body }) => {
        this.addComment(Number(params.index), body.body, OWN_ACCOUNT);
        return created(showComment(this.posted.at(-1)!));
      },
    },
    {
      method: 'PATCH',
      path: `${REPO}/issues/comments/{id}`,
      body: COMMENT,
      answer: ({ params, body }) => {
        const comment = this.posted.find(({ id }) => id === Number(params.id));
        if (comment === undefined) return refusal(404, 'Not Found');
        if (comment.author !== OWN_ACCOUNT) return refusal(403, 'Forbidden');
        comment.body = body.body;
        return ok(showComment(comment));
      },
    },
    {
      method: 'GET',
      path: `${REPO}/pulls/{index}`,
      answer: ({ params }) => {
        const pull = this.pulls.get(Number(params.index));
        if (pull === undefined) return refusal(404, 'Not Found');
        const { sha, state, merged } = pull;
        return ok({ state, merged, is_locked: false, head: { sha, repo_id: 12 }, base: { repo_id: 12 } });
      },
    },
    { method: 'GET', path: REPO, answer: () => ok(SHOWN_REPO) },
    {
      method: 'GET',
      path: '/repositories/{id}',
      undocumented: 'docs.gitea.com/api: repoGetByID, which the copied part of the document lacks',
      answer: () => ok(SHOWN_REPO),
    },
    { method: 'GET', path: '/user', answer: () => ok({ id: OWN_ACCOUNT, login: 'quality-gate' }) },
  ];
}

const showComment = ({ id, author, body }: FakeComment) => ({
  ...{ id, body, user: { id: author } },
  html_url: `https://gitea.test/comments/${id}`,
});
