import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Ajv, type SchemaObject } from 'ajv';
import { ForgeDocument } from './forge-document.js';

/** A request that came to a fake forge. */
export interface FakeRequest {
  readonly method: string;
  /** Below the root of the API. */
  readonly path: string;
  /** Variables of the operation's path, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON, or the fields of a form; undefined: none was sent. */
  readonly body: any;
}

export interface FakeAnswer {
  readonly status: number;
  /** Sent as JSON; undefined: nothing. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A rule of a forge that its document does not state, with the place where it is. */
export interface ExtraRule {
  readonly source: string;
  /** The refusal of a request that breaks the rule; null: it does not. */
  readonly refuse: (request: FakeRequest) => FakeAnswer | null;
}

/** A call that a fake forge takes; all others, and all keys that it does not name, are refused. */
export interface FakeOperation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the root of the API, with variables as `{owner}`; `{+project}` takes slashes, too. */
  readonly path: string;
  /** Keys that the query may have. */
  readonly query?: readonly string[];
  /** JSON Schema of the body, with required and allowed keys; left out: the operation takes none. */
  readonly body?: SchemaObject;
  readonly rules?: readonly ExtraRule[];
  /** False for a call of which the shared document has nothing; the string says where it is described. */
  readonly undocumented?: string;
  readonly answer: (request: FakeRequest) => FakeAnswer;
}

/** State that a commit shows under a context. */
export interface ShownState {
  readonly state: string;
  readonly description: string | null;
  readonly url: string | null;
}

/** One forge: its calls, its memory, and what people would see there. */
export interface FakeModel {
  /** Path of the API's root, as `/api/v3`. */
  readonly base: string;
  readonly operations: readonly FakeOperation[];
  /** Name of the document in ../shared/forges, and the part of its paths before those of the operations. */
  readonly document: { readonly file: string; readonly prefix?: string };
  /** Work to await before a request is answered, as the check of a signature. */
  readonly prepare?: (request: FakeRequest) => Promise<void>;
  /** The refusal of a request without valid credentials; null where they are valid. */
  readonly authenticate: (request: FakeRequest) => FakeAnswer | null;
  /** A refusal in the forge's own form. */
  readonly refusal: (status: number, message: string) => FakeAnswer;
  /** State that a commit shows now; null: nothing under this context. */
  readonly shows: (commitSha: string, context: string) => ShownState | null;
  /** Bodies of the comments on a pull request, in their order. */
  readonly comments: (number: number) => string[];
}

/** A disturbance of one request. */
export interface Fault {
  /** True: the request takes effect first, so that only its answer is lost. */
  readonly hasEffect: boolean;
  /** An answer in place of the right one; left out: the connection is reset. */
  readonly answer?: FakeAnswer;
  readonly delayMs?: number;
}

/** Faults of the failures that forges show. */
export const FAULTS = {
  status: (status: number, headers: Readonly<Record<string, string>> = {}): Fault => ({
    hasEffect: false,
    answer: { status, headers },
  }),
  resetBefore: { hasEffect: false },
  resetAfter: { hasEffect: true },
  /** A server error although the request took effect. */
  lost: { hasEffect: true, answer: { status: 502 } },
} as const;

export interface LoggedRequest extends FakeRequest {
  readonly status: number | 'reset';
}

const AJV = new Ajv({ strict: false, allErrors: true });

/** A forge on loopback that answers only what its tables allow. */
export class FakeForge<Model extends FakeModel = FakeModel> {
  readonly requests: LoggedRequest[] = [];
  /** Reasons for which requests were refused by the tables: a client that does nothing wrong has none. */
  readonly refused: string[] = [];
  /** Disturbs requests; null: this one is not. */
  fault: (request: FakeRequest) => Fault | null = () => null;

  private readonly document: ForgeDocument | null;
  private readonly server = createServer((request, response) => void this.receive(request, response));

  constructor(readonly model: Model) {
    this.document = ForgeDocument.open(model.document.file, model.document.prefix ?? '');
  }

  static async start<Model extends FakeModel>(model: Model): Promise<FakeForge<Model>> {
    const forge = new FakeForge(model);
    await new Promise<void>((resolve) => forge.server.listen(0, '127.0.0.1', resolve));
    return forge;
  }

  /** Address of the site. */
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Disturbs the next requests that `matches` takes, one by each fault, and no others. */
  failNext(faults: readonly Fault[], matches: (request: FakeRequest) => boolean = () => true): void {
    const left = [...faults];
    this.fault = (request) => (left.length > 0 && matches(request) ? left.shift()! : null);
  }

  /** Forgets requests and faults, not what is shown. */
  forgetRequests(): void {
    this.requests.length = 0;
    this.refused.length = 0;
    this.fault = () => null;
  }

  /** Requests as lines: `POST /repos/acme/web/statuses/...`. */
  get lines(): string[] {
    return this.requests.map(({ method, path }) => `${method} ${path}`);
  }

  private async receive(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await this.read(incoming);
    await this.model.prepare?.(request);
    const fault = this.fault(request);
    if (fault?.delayMs !== undefined) await sleep(fault.delayMs);
    const right = fault === null || fault.hasEffect ? this.perform(request) : null;
    if (fault !== null && fault.answer === undefined) {
      this.requests.push({ ...request, status: 'reset' });
      incoming.socket.destroy();
      return;
    }
    const answer = fault?.answer ?? right!;
    this.requests.push({ ...request, status: answer.status });
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
    response.end(answer.body === undefined ? '' : JSON.stringify(answer.body));
  }

  private async read(incoming: IncomingMessage): Promise<FakeRequest> {
    const pieces: Buffer[] = [];
    for await (const piece of incoming) pieces.push(piece as Buffer);
    const url = new URL(incoming.url ?? '/', this.url);
    const { base } = this.model;
    return {
      method: incoming.method ?? '',
      path: url.pathname.startsWith(base) ? url.pathname.slice(base.length) : `outside of the API: ${url.pathname}`,
      params: {},
      query: Object.fromEntries(url.searchParams),
      headers: incoming.headers as Record<string, string>,
      body: parseBody(Buffer.concat(pieces).toString(), incoming.headers['content-type'] ?? ''),
    };
  }

  private perform(given: FakeRequest): FakeAnswer {
    for (const operation of this.model.operations) {
      const params = operation.method === given.method ? matchPath(operation.path, given.path) : null;
      if (params === null) continue;
      const request = { ...given, params };
      return this.refusalOf(operation, request) ?? operation.answer(request);
    }
    return this.refuse(404, `no such call: ${given.method} ${given.path}`);
  }

  private refusalOf(operation: FakeOperation, request: FakeRequest): FakeAnswer | null {
    const faults = [
      ...unknownKeys(request.query, operation.query ?? []).map((key) => `unknown key of the query: ${key}`),
      ...this.faultsOfBody(operation, request.body),
      ...(operation.undocumented === undefined ? (this.document?.faultsOf(request) ?? []) : []),
    ];
    if (faults.length > 0) return this.refuse(422, faults.join('; '));
    const unauthorized = this.model.authenticate(request);
    if (unauthorized !== null) return unauthorized;
    for (const { refuse, source } of operation.rules ?? []) {
      const refusal = refuse(request);
      if (refusal === null) continue;
      this.refused.push(`${request.method} ${request.path}: ${source}`);
      return refusal;
    }
    return null;
  }

  private faultsOfBody({ body: schema }: FakeOperation, body: unknown): string[] {
    if (schema === undefined) return body === undefined ? [] : ['the call takes no body'];
    if (AJV.validate(schema, body ?? {})) return [];
    return (AJV.errors ?? []).map(
      ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
    );
  }

  private refuse(status: number, message: string): FakeAnswer {
    this.refused.push(message);
    return this.model.refusal(status, message);
  }
}

function parseBody(text: string, contentType: string): unknown {
  if (text === '') return undefined;
  if (contentType.includes('x-www-form-urlencoded')) return Object.fromEntries(new URLSearchParams(text));
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

const unknownKeys = (query: object, known: readonly string[]): string[] =>
  Object.keys(query).filter((key) => !known.includes(key));

/** Variables of a path by its template; null for another path. */
function matchPath(template: string, path: string): Record<string, string> | null {
  const source = template.replace(/\{(\+?)(\w+)\}/g, (_, isReserved: string, name: string) =>
    isReserved === '' ? `(?<${name}>[^/]+)` : `(?<${name}>.+)`,
  );
  const match = new RegExp(`^${source}$`).exec(path);
  if (match === null) return null;
  return Object.fromEntries(
    Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]),
  );
}
