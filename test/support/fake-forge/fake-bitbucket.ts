import type { ExtraRule, FakeAnswer, FakeModel, FakeOperation, FakeRequest } from './fake-forge.js';
import {
  created,
  type FakeComment,
  Ids,
  integer,
  object,
  ok,
  OWN_ACCOUNT,
  pageOf,
  string,
  TOKEN,
} from './fake-parts.js';

interface FakeBuild {
  readonly key: string;
  readonly state: string;
  readonly name: string;
  readonly url: string;
  readonly description: string | null;
}

interface FakeReport {
  readonly result: string;
  readonly annotations: Map<string, object>;
}

const REPO = '/repositories/{workspace}/{repo}';
const COMMIT = `${REPO}/commit/{sha}`;
const REPORT = `${COMMIT}/reports/{report}`;
const COMMENTS = `${REPO}/pullrequests/{number}/comments`;
const COMMENT = object(['content'], { content: object(['raw'], { raw: { ...string, minLength: 1 } }) });
const PAGES = 'developer.atlassian.com/cloud/bitbucket/rest/intro: page and pagelen, which the document leaves out';
const MOST_ANNOTATIONS = 1_000;

const refusal = (status: number, message: string): FakeAnswer => ({
  status,
  body: { type: 'error', error: { message } },
});

const URL_REQUIRED: ExtraRule = {
  source: 'developer.atlassian.com/cloud/bitbucket/rest: url is required for a build status',
  refuse: ({ body }) => (body.url === undefined ? refusal(400, 'url: required key not provided') : null),
};
const KEY_LENGTH: ExtraRule = {
  source: 'a key of more than 40 characters is refused (buildbot#7049, woodpecker#5176)',
  refuse: ({ body }) =>
    body.key.length > 40 ? refusal(400, 'key: Ensure this value has at most 40 characters') : null,
};
const SUMMARY_LENGTH: ExtraRule = {
  source: 'a summary of more than 450 characters is refused (reviewdog#1285)',
  refuse: ({ body }) =>
    body.some(({ summary }: { summary: string }) => summary.length > 450)
      ? refusal(400, 'summary: size must be between 0 and 450')
      : null,
};

/** Bitbucket Cloud with one repository. Bodies lack the `type` that its document demands, as every client leaves it out. */
export class FakeBitbucket implements FakeModel {
  readonly base = '/2.0';
  readonly document = { file: 'bitbucket.json' };
  readonly refusal = refusal;

  readonly builds = new Map<string, FakeBuild>();
  readonly reports = new Map<string, FakeReport>();
  readonly posted: FakeComment[] = [];
  readonly pulls = new Map<number, { sha: string; state: string }>();
  private readonly ids = new Ids();

  addComment(number: number, body: string, author: number): void {
    this.posted.push({ id: this.ids.next(), number, author, body });
  }

  shows(commitSha: string, context: string) {
    const build = [...this.builds].find(([place, { name }]) => place.startsWith(commitSha) && name === context)?.[1];
    return build === undefined ? null : { state: build.state, description: build.description, url: build.url };
  }

  comments(number: number): string[] {
    return this.posted.filter((comment) => comment.number === number).map(({ body }) => body);
  }

  readonly authenticate = ({ headers }: FakeRequest): FakeAnswer | null =>
    headers.authorization === `Bearer ${TOKEN}` ? null : refusal(401, 'Token is invalid or not supported.');

  private readonly reportRule: ExtraRule = {
    source: 'developer.atlassian.com/cloud/bitbucket/rest: annotations belong to a report, 1,000 at most',
    refuse: (request) => {
      const report = this.reports.get(placeOf(request));
      if (report === undefined) return refusal(404, 'Report not found');
      return report.annotations.size + (request.body as object[]).length > MOST_ANNOTATIONS
        ? refusal(400, 'too many annotations')
        : null;
    },
  };

  readonly operations: readonly FakeOperation[] = [
    {
      method: 'POST',
      path: `${COMMIT}/statuses/build`,
      body: object(['key', 'state'], {
        state: { enum: ['INPROGRESS', 'SUCCESSFUL', 'FAILED', 'STOPPED'] },
        ...{ key: string, name: string, url: string, description: string, refname: string },
      }),
      undocumented: 'its document demands `type`',
      rules: [URL_REQUIRED, KEY_LENGTH],
      answer: ({ params, body }) => {
        const build = { description: null, name: body.key, ...body } as FakeBuild;
        this.builds.set(`${params.sha} ${build.key}`, build);
        return created(build);
      },
    },
    {
      method: 'GET',
      path: `${COMMIT}/statuses/build/{key}`,
      answer: ({ params }) => {
        const build = this.builds.get(`${params.sha} ${params.key}`);
        return build === undefined ? refusal(404, 'Not found') : ok(build);
      },
    },
    {
      method: 'PUT',
      path: REPORT,
      body: object(['title', 'details', 'report_type'], {
        report_type: { enum: ['SECURITY', 'COVERAGE', 'TEST', 'BUG'] },
        result: { enum: ['PASSED', 'FAILED', 'PENDING'] },
        title: { ...string, maxLength: 450 },
        details: { ...string, maxLength: 2_000 },
        ...{ reporter: string, link: string, external_id: string },
      }),
      undocumented: 'its document demands `type`',
      answer: (request) => {
        const { annotations = new Map() } = this.reports.get(placeOf(request)) ?? {};
        this.reports.set(placeOf(request), { result: request.body.result, annotations });
        return ok(request.body);
      },
    },
    {
      method: 'DELETE',
      path: REPORT,
      answer: (request) => {
        this.reports.delete(placeOf(request));
        return { status: 204 };
      },
    },
    {
      method: 'POST',
      path: `${REPORT}/annotations`,
      body: {
        type: 'array',
        minItems: 1,
        maxItems: 100,
        items: object(['external_id', 'annotation_type', 'summary'], {
          annotation_type: { enum: ['VULNERABILITY', 'CODE_SMELL', 'BUG'] },
          severity: { enum: ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'] },
          line: { ...integer, minimum: 1 },
          ...{ external_id: string, path: string, summary: string, details: string },
        }),
      },
      undocumented: 'its document demands `type`',
      rules: [this.reportRule, SUMMARY_LENGTH],
      answer: (request) => {
        const { annotations } = this.reports.get(placeOf(request))!;
        for (const each of request.body) annotations.set(each.external_id, each);
        return ok(request.body);
      },
    },
    {
      method: 'GET',
      path: COMMENTS,
      query: ['page', 'pagelen'],
      undocumented: PAGES,
      answer: ({ params, query }) => {
        const own = this.posted.filter(({ number }) => number === Number(params.number));
        return ok({ values: pageOf(own, query.page, query.pagelen ?? '10').map(showComment) });
      },
    },
    {
      method: 'POST',
      path: COMMENTS,
      body: COMMENT,
      undocumented: 'its document demands `type`',
      answer: ({ params, body }) => {
        this.addComment(Number(params.number), body.content.raw, OWN_ACCOUNT);
        return created(showComment(this.posted.at(-1)!));
      },
    },
    {
      method: 'PUT',
      path: `${COMMENTS}/{id}`,
      body: COMMENT,
      undocumented: 'its document demands `type`',
      answer: ({ params, body }) => {
        const comment = this.posted.find(({ id }) => id === Number(params.id));
        if (comment === undefined) return refusal(404, 'Not found');
        if (comment.author !== OWN_ACCOUNT) return refusal(403, 'Forbidden');
        comment.body = body.content.raw;
        return ok(showComment(comment));
      },
    },
    {
      method: 'GET',
      path: `${REPO}/pullrequests/{number}`,
      answer: ({ params }) => {
        const pull = this.pulls.get(Number(params.number));
        if (pull === undefined) return refusal(404, 'Not found');
        const repository = { uuid: '{repo}' };
        const source = { repository, commit: { hash: pull.sha.slice(0, 12) } };
        return ok({ state: pull.state, source, destination: { repository } });
      },
    },
    { method: 'GET', path: REPO, answer: () => ok({ uuid: '{repo}', full_name: 'acme/web' }) },
    { method: 'GET', path: '/user', answer: () => ok({ uuid: uuidOf(OWN_ACCOUNT), type: 'user' }) },
  ];
}

const placeOf = ({ params }: FakeRequest): string => `${params.sha} ${params.report}`;

const uuidOf = (account: number): string => `{${account}}`;

const showComment = ({ id, author, body }: FakeComment) => ({
  ...{ id, content: { raw: body }, user: { type: 'user', uuid: uuidOf(author) } },
  links: { html: { href: `https://bitbucket.test/comments/${id}` } },
});
