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

interface FakeJob {
  readonly id: number;
  readonly sha: string;
  readonly ref: string;
  readonly name: string;
  readonly pipeline_id: number;
  status: string;
  description: string | null;
  target_url: string | null;
}

interface FakePipeline {
  readonly id: number;
  readonly sha: string;
  readonly ref: string;
  readonly source: 'push' | 'merge_request_event' | 'external';
}

/** Most jobs of a pipeline here, so that a test can reach them. */
const MOST_JOBS = 20;
const PROJECT = '/projects/{id}';
const NOTES = `${PROJECT}/merge_requests/{iid}/notes`;
const NOTE = object(['body'], { body: { ...string, minLength: 1, maxLength: 1_000_000 } });
const STATES = ['pending', 'running', 'success', 'failed', 'canceled', 'skipped'];
const SERVICE = 'app/services/ci/create_commit_status_service.rb';

const refusal = (status: number, message: string): FakeAnswer => ({ status, body: { message } });

const isUnfinished = ({ status }: FakeJob): boolean => status === 'pending' || status === 'running';

/** GitLab with one project: its pipelines, the jobs that states of commits are there, and notes. */
export class FakeGitlab implements FakeModel {
  readonly base = '/api/v4';
  readonly document = { file: 'gitlab.json', prefix: '/api/v4' };
  readonly refusal = refusal;

  readonly pipelines: FakePipeline[] = [];
  readonly jobs: FakeJob[] = [];
  readonly notes: FakeComment[] = [];
  /** Merge requests by number: commit of their head, and the pipeline that runs for them. */
  readonly mergeRequests = new Map<number, { sha: string; state: string; pipeline: FakePipeline | null }>();
  private readonly ids = new Ids();

  addPipeline(sha: string, ref: string, source: FakePipeline['source'] = 'push'): FakePipeline {
    const pipeline = { id: this.ids.next(), sha, ref, source };
    this.pipelines.push(pipeline);
    return pipeline;
  }

  addComment(number: number, body: string, author: number): void {
    this.notes.push({ id: this.ids.next(), number, author, body });
  }

  shows(commitSha: string, context: string) {
    const job = this.jobs.findLast((each) => each.sha === commitSha && each.name === context);
    return job === undefined ? null : { state: job.status, description: job.description, url: job.target_url };
  }

  comments(number: number): string[] {
    return this.notes.filter((note) => note.number === number).map(({ body }) => body);
  }

  readonly authenticate = ({ headers }: FakeRequest): FakeAnswer | null =>
    headers['private-token'] === TOKEN ? null : refusal(401, '401 Unauthorized');

  private readonly pipelineRule: ExtraRule = {
    source: `${SERVICE}: a pipeline that is named belongs to the commit`,
    refuse: ({ params, body }) =>
      body.pipeline_id === undefined ||
      this.pipelines.some(
        ({ id, sha, ref }) => id === body.pipeline_id && sha === params.sha && (body.ref ?? ref) === ref,
      )
        ? null
        : refusal(404, '404 Not Found'),
  };

  private readonly transitionRule: ExtraRule = {
    source: `${SERVICE}: an unfinished job is found again, and takes no state that it has (jenkinsci/gitlab-plugin#885)`,
    refuse: (request) => {
      const job = this.unfinishedOf(request);
      return job?.status === request.body.state
        ? refusal(400, `Cannot transition status via :enqueue from :${job!.status}`)
        : null;
    },
  };

  private readonly jobRule: ExtraRule = {
    source: `${SERVICE}: every final state adds a job, up to a limit`,
    refuse: ({ params, body }) =>
      this.jobs.filter(({ sha, name }) => sha === params.sha && name === body.name).length >= MOST_JOBS
        ? refusal(422, 'The number of jobs has exceeded the limit')
        : null,
  };

  readonly operations: readonly FakeOperation[] = [
    {
      method: 'POST',
      path: `${PROJECT}/statuses/{sha}`,
      body: object(['state'], {
        state: { enum: STATES },
        name: { ...string, maxLength: 255 },
        description: { ...string, maxLength: 255 },
        target_url: { ...string, maxLength: 255 },
        ref: { ...string, maxLength: 255 },
        pipeline_id: integer,
        coverage: { type: 'number' },
      }),
      rules: [this.pipelineRule, this.transitionRule, this.jobRule],
      answer: (request) => this.post(request),
    },
    {
      method: 'GET',
      path: `${PROJECT}/repository/commits/{sha}/statuses`,
      query: ['ref', 'stage', 'name', 'pipeline_id', 'all', 'order_by', 'sort', 'page', 'per_page'],
      answer: ({ params, query }) => {
        const found = this.jobs.filter(
          ({ sha, name, pipeline_id }) =>
            sha === params.sha &&
            name === (query.name ?? name) &&
            pipeline_id === Number(query.pipeline_id ?? pipeline_id),
        );
        const ordered = query.sort === 'desc' ? [...found].reverse() : found;
        return ok(pageOf(ordered, query.page, query.per_page ?? '20'));
      },
    },
    {
      method: 'GET',
      path: `${PROJECT}/merge_requests/{iid}`,
      answer: ({ params }) => {
        const merge = this.mergeRequests.get(Number(params.iid));
        if (merge === undefined) return refusal(404, '404 Not found');
        const { sha, state, pipeline } = merge;
        const ends = { source_branch: 'lookup', source_project_id: 12, target_project_id: 12 };
        return ok({ sha, state, ...ends, head_pipeline: pipeline });
      },
    },
    {
      method: 'GET',
      path: NOTES,
      query: ['order_by', 'sort', 'activity_filter', 'page', 'per_page'],
      answer: ({ params, query }) => {
        const own = this.notes.filter(({ number }) => number === Number(params.iid));
        return ok(pageOf(own, query.page, query.per_page ?? '20').map(showNote));
      },
    },
    {
      method: 'POST',
      path: NOTES,
      body: NOTE,
      answer: ({ params, body }) => {
        this.addComment(Number(params.iid), body.body, OWN_ACCOUNT);
        return created(showNote(this.notes.at(-1)!));
      },
    },
    {
      method: 'PUT',
      path: `${NOTES}/{note}`,
      body: NOTE,
      answer: ({ params, body }) => {
        const note = this.notes.find(({ id }) => id === Number(params.note));
        if (note === undefined) return refusal(404, '404 Not Found');
        if (note.author !== OWN_ACCOUNT) return refusal(403, '403 Forbidden');
        note.body = body.body;
        return ok(showNote(note));
      },
    },
    {
      method: 'GET',
      path: PROJECT,
      answer: () =>
        ok({
          ...{ id: 12, path_with_namespace: 'acme/web', archived: false },
          permissions: { project_access: { access_level: 30 }, group_access: null },
        }),
    },
    { method: 'GET', path: '/user', answer: () => ok({ id: OWN_ACCOUNT, username: 'project_12_bot' }) },
    {
      method: 'GET',
      path: '/personal_access_tokens/self',
      answer: () => ok({ id: 3, scopes: ['api'], active: true, expires_at: '2099-12-31' }),
    },
  ];

  /** The job that a state updates: unfinished, of this name, branch and pipeline. */
  private unfinishedOf({ params, body }: FakeRequest): FakeJob | undefined {
    return this.jobs.findLast(
      (job) =>
        job.sha === params.sha &&
        job.name === body.name &&
        job.pipeline_id === (body.pipeline_id ?? job.pipeline_id) &&
        job.ref === (body.ref ?? job.ref) &&
        isUnfinished(job),
    );
  }

  private post(request: FakeRequest): FakeAnswer {
    const { params, body } = request;
    const words = { status: body.state, description: body.description ?? null, target_url: body.target_url ?? null };
    const unfinished = this.unfinishedOf(request);
    if (unfinished !== undefined) return created(Object.assign(unfinished, words));
    const pipeline =
      this.pipelines.find(({ id }) => id === body.pipeline_id) ??
      this.pipelines.findLast(({ sha, ref }) => sha === params.sha && ref === (body.ref ?? ref)) ??
      this.addPipeline(params.sha!, body.ref ?? 'main', 'external');
    const place = { sha: params.sha!, ref: pipeline.ref, pipeline_id: pipeline.id };
    const job = { id: this.ids.next(), name: body.name ?? 'default', ...place, ...words };
    this.jobs.push(job);
    return created(job);
  }
}

const showNote = ({ id, author, body }: FakeComment) => ({ id, body, system: false, author: { id: author } });
