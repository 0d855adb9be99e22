import { DEFAULT_REPORT_OPTIONS, type StatusReport } from '../../src/domain/reporting/report-facts.js';
import type {
  CommitTarget,
  ForgeAccess,
  ForgeConnection,
  ForgeCredentials,
  ForgeRequest,
  ForgeTransport,
} from '../../src/modules/reach/forge/forges/forge.js';
import type { OutgoingFailure } from '../../src/platform/outgoing/answer-reader.js';

interface ScriptedAnswer {
  readonly status?: number;
  readonly body?: unknown;
}

/** A forge that answers each call with what its test says; a call without an answer fails the test. */
export class ScriptedForge {
  readonly apiUrl = 'https://forge.test';
  /** Calls that came: method and path, with the body where there is one. */
  readonly calls: [call: string, body?: unknown][] = [];
  readonly requests: ForgeRequest[] = [];
  private readonly answers = new Map<string, (ScriptedAnswer | OutgoingFailure)[]>();

  /** Answers a call by method and path with query; of several answers the last is repeated. */
  on(call: string, ...answers: (ScriptedAnswer | OutgoingFailure)[]): this {
    this.answers.set(call, answers);
    return this;
  }

  readonly transport: ForgeTransport = {
    now: () => new Date('2026-03-01T00:00:00Z'),
    send: (request) => Promise.resolve(this.take(request)),
  };

  readonly access: ForgeAccess = {
    ...{ apiUrl: this.apiUrl, headers: {}, author: '7', expiresAt: null, credentialsExpireAt: null },
    transport: this.transport,
  };

  /** Calls without their bodies. */
  get paths(): string[] {
    return this.calls.map(([call]) => call);
  }

  private take(request: ForgeRequest) {
    const { method, url, body } = request;
    const call = `${method} ${url.replace(this.apiUrl, '')}`;
    this.requests.push(request);
    this.calls.push(body === undefined ? [call] : [call, readBody(request)]);
    const answers = this.answers.get(call);
    if (answers === undefined) throw new Error(`There is no answer to ${call}.`);
    const answer = answers.length > 1 ? answers.shift()! : answers[0]!;
    if ('error' in answer) return answer;
    const { status = 200, body: answered = null } = answer;
    return { status, headers: {}, body: Buffer.from(toText(answered)), isCut: false };
  }
}

const toText = (body: unknown): string => (typeof body === 'string' ? body : body === null ? '' : JSON.stringify(body));

const readBody = ({ headers, body }: ForgeRequest): unknown =>
  headers['content-type'] === 'application/json' ? JSON.parse(String(body)) : String(body);

export const SHA = '3f1c9e2b'.repeat(5);

/** A state that a test reports. */
export const aStatusReport = (parts: Partial<StatusReport> = {}): StatusReport => ({
  state: 'failure',
  context: 'quality-gate',
  description: '2 new critical findings, none is allowed.',
  url: 'https://gate.test/scans/345',
  externalId: '1/345/2',
  ...parts,
});

export const aCommit = (project: string, parts: Partial<CommitTarget> = {}): CommitTarget => ({
  ...{ project, commitSha: SHA, branch: 'next', prNumber: null, remoteId: null, pipelineId: null },
  ...parts,
});

export const aConnection = (credentials: ForgeCredentials, baseUrl: string | null = null): ForgeConnection => ({
  baseUrl,
  credentials,
  report: DEFAULT_REPORT_OPTIONS,
});
