import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';

/** One request as the service saw it. */
export interface SeenRequest {
  readonly method: string;
  /** Below `/api`, without its query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** An answer; `body` is sent as JSON. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  /** In place of the body: what is no JSON. */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Changes of a test to the service's behaviour. */
export interface FakeBehaviour {
  readonly verdict?: Readonly<Record<string, unknown>>;
  readonly newFindings?: readonly Readonly<Record<string, unknown>>[];
  readonly defaultBranch?: string;
  readonly sourceExcerpts?: 'findings' | 'files';
  /** Scan of an equal tree. */
  readonly reusable?: number;
  /** Asked first for every request, with or without a token; null leaves it to the rest. */
  readonly anonymous?: (request: SeenRequest) => Answer | null;
  /** Asked first for every request with a valid token: an answer replaces the service's own, `drop` cuts the connection. */
  readonly intercept?: (request: SeenRequest, count: number) => Answer | 'drop' | 'hang' | null;
}

export const VALID_TOKEN = 'qg_0123456789abcdef';

const RULES = [
  { rule: 'new_critical_max', threshold: 0, actual: 0 },
  { rule: 'new_high_max', threshold: 2, actual: 0 },
  { rule: 'duplication_pct_max', threshold: 3, actual: 1.5 },
  { rule: 'complexity_new_max', threshold: 15, actual: 0 },
  { rule: 'rating_min', threshold: 'C', actual: 'A' },
  { rule: 'new_coverage_min', threshold: 80, actual: 91.25 },
];

/** An API key for all repositories. */
const ME = {
  user: { id: 1, email: 'ci@example.com', name: 'CI', is_super_admin: false },
  org: { id: 1, name: 'Acme', slug: 'acme', role: 'MEMBER' },
  role: 'MEMBER',
  scopes: ['read:scans', 'write:scans'],
  authenticated_by: 'api_key',
  api_key: { id: 1, name: 'ci', repo_ids: null, may_write_baseline: true },
};

const problem = (status: number, code: string, detail: string): Answer => ({
  status,
  body: { type: 'about:blank', title: code, status, detail, code },
});

/**
 * The routes of a scan as the API contract has them, in memory, on a port of the loopback interface. It keeps every request,
 * so that tests see what was sent and how often.
 */
export class FakeService {
  readonly requests: SeenRequest[] = [];
  private readonly scansByKey = new Map<string, { id: number; branch: string; isBaseline: boolean }>();
  private readonly server: Server;

  private constructor(private readonly behaviour: FakeBehaviour) {
    this.server = createServer((request, response) => void this.handle(request, response));
  }

  static async start(behaviour: FakeBehaviour = {}): Promise<FakeService> {
    const service = new FakeService(behaviour);
    await new Promise<void>((resolve) => service.server.listen(0, '127.0.0.1', resolve));
    return service;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get scanCount(): number {
    return this.scansByKey.size;
  }

  /** The requests to one route, e.g. `POST /scans`. */
  requestsTo(route: string): SeenRequest[] {
    return this.requests.filter(({ method, path }) => `${method} ${path}` === route);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const url = new URL(incoming.url ?? '/', 'http://fake');
    const request: SeenRequest = {
      method: incoming.method ?? '',
      path: url.pathname.replace(/^\/api/, ''),
      query: url.searchParams,
      headers: incoming.headers,
      body: Buffer.concat(chunks).toString('utf8'),
    };
    this.requests.push(request);
    const answer = this.answer(request);
    if (answer === 'hang') return;
    if (answer === 'drop') {
      incoming.socket.destroy();
      return;
    }
    const isProblem = answer.status >= 400;
    response.writeHead(answer.status, {
      'content-type': isProblem ? 'application/problem+json' : 'application/json',
      ...answer.headers,
    });
    response.end(answer.text ?? (answer.body === undefined ? '' : JSON.stringify(answer.body)));
  }

  private answer(request: SeenRequest): Answer | 'drop' | 'hang' {
    const open = this.behaviour.anonymous?.(request) ?? null;
    if (open !== null) return open;
    if (request.headers.authorization !== `Bearer ${VALID_TOKEN}`) {
      return problem(401, 'unauthenticated', 'The credentials are not valid.');
    }
    const count = this.requestsTo(`${request.method} ${request.path}`).length;
    const intercepted = this.behaviour.intercept?.(request, count) ?? null;
    if (intercepted !== null) return intercepted;
    if (request.method === 'GET' && request.path === '/auth/me') return { status: 200, body: ME };
    if (request.method === 'POST' && request.path === '/scans') return this.createScan(request);
    if (request.method === 'POST' && request.path === '/quality/coverage/upload') {
      return { status: 200, body: { scan_id: 1, records_persisted: 1 } };
    }
    const scan = /^\/(?:scans|quality\/gates\/status)\/(\d+)(?:\/(\w+))?$/.exec(request.path);
    const found = [...this.scansByKey.values()].find(({ id }) => String(id) === scan?.[1]);
    if (scan === null || found === undefined) return problem(404, 'not_found', 'There is no such thing.');
    return this.answerForScan(request, found, scan[2] ?? 'status');
  }

  private createScan(request: SeenRequest): Answer {
    const wanted = JSON.parse(request.body) as { idempotency_key: string; branch: string; pr_number?: number };
    const known = this.scansByKey.get(wanted.idempotency_key);
    const isBaseline = wanted.branch === (this.behaviour.defaultBranch ?? 'main') && wanted.pr_number === undefined;
    const scan = known ?? { id: this.scansByKey.size + 1, branch: wanted.branch, isBaseline };
    this.scansByKey.set(wanted.idempotency_key, scan);
    return { status: known ? 200 : 201, body: this.describeScan(scan, 'pending') };
  }

  private describeScan(scan: { id: number; branch: string; isBaseline: boolean }, status: string): object {
    return {
      id: scan.id,
      scan_id: scan.id,
      repo_id: 1,
      branch: scan.branch,
      default_branch: this.behaviour.defaultBranch ?? 'main',
      is_baseline_scan: scan.isBaseline,
      source_excerpts: this.behaviour.sourceExcerpts ?? 'none',
      reusable: this.behaviour.reusable === undefined ? null : { scan_id: this.behaviour.reusable },
      status,
    };
  }

  private answerForScan(
    request: SeenRequest,
    scan: { id: number; branch: string; isBaseline: boolean },
    part: string,
  ): Answer {
    const { newFindings = [] } = this.behaviour;
    if (request.method === 'GET' && part === 'findings') {
      return {
        status: 200,
        body: { scan_id: scan.id, findings: newFindings, next_cursor: null, total: newFindings.length },
      };
    }
    const answers: Readonly<Record<string, unknown>> = {
      files: { scan_id: scan.id, files: 1 },
      changes: { scan_id: scan.id, files: 1, added_lines: 1, renames: 0 },
      findings: { scan_id: scan.id, tool: 'a tool', format: 'sarif', records_persisted: 1, rejected: [] },
      source: { files: 1, bytes: 1, blanked: 0, refused: [] },
      fail: { scan_id: scan.id, status: 'failed', reason: 'scan_error', detail: null },
      complete: this.verdict(scan),
      status: this.verdict(scan),
    };
    const body = answers[part];
    return body === undefined ? problem(404, 'not_found', 'There is no such thing.') : { status: 200, body };
  }

  private verdict(scan: { id: number; branch: string; isBaseline: boolean }): object {
    const violations = (this.behaviour.verdict?.violations ?? []) as { rule: string }[];
    return {
      scan_id: scan.id,
      status: 'passed',
      reason: null,
      violations: [],
      waived_violations: [],
      skipped_rules: [],
      passed_rules: RULES.filter(({ rule }) => violations.every((each) => each.rule !== rule)),
      scanned_branch: scan.branch,
      is_baseline_scan: scan.isBaseline,
      new_in_pr: { critical: 0, high: 0, medium: 0, low: 0, total: 0 },
      policy_version: 'v1',
      ...this.behaviour.verdict,
    };
  }
}
