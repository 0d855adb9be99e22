import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

/** A request and what came back, as a client sees both. */
export interface Exchange {
  readonly method: string;
  /** After `/api`, with the query. */
  readonly path: string;
  /** The JSON value that was sent, where one was. */
  readonly sent?: unknown;
  readonly status: number;
  readonly headers: Headers;
  /** Parsed where it is JSON, else text. */
  readonly body: unknown;
}

/** Swagger UI and the document itself are no part of the API. */
const PAGES = /^\/(docs|openapi\.json|openapi\.yaml)(?=[/?]|$)/;

type Node = Readonly<Record<string, any>>;

/** The committed OpenAPI document, as the measure of what the service answers. */
export class ApiDocument {
  private readonly routes: readonly { readonly pattern: RegExp; readonly path: string }[];
  private readonly ofAnswers: Ajv2020;
  private readonly ofRequests: Ajv2020;
  private readonly validators = new Map<string, ValidateFunction>();

  constructor(private readonly document: Node) {
    this.routes = Object.keys(document.paths as Node)
      .sort((a, b) => a.split('{').length - b.split('{').length)
      .map((template) => ({ path: template, pattern: toPattern(template) }));
    this.ofAnswers = newAjv(closed(document) as Node);
    this.ofRequests = newAjv(document);
  }

  /** Deviations of an exchange from the document; empty when it conforms. */
  findDeviations(exchange: Exchange): string[] {
    if (PAGES.test(exchange.path)) return [];
    const route = this.findRoute(exchange);
    if (!route) return isUnknownRoute(exchange) ? [] : ['the document has no such route'];
    const operation = this.document.paths[route.path][route.method] as Node;
    const pointer = toPointer('paths', route.path, route.method);
    return [
      ...this.findInAnswer(operation, pointer, exchange),
      ...(exchange.status < 300 ? this.findInRequest(operation, pointer, exchange) : []),
    ];
  }

  private findRoute(exchange: Exchange): { path: string; method: string } | undefined {
    const asked = `/api${exchange.path.split('?', 1)[0]!}`.replace(/\/$/, '');
    const method = exchange.method.toLowerCase();
    const found = this.routes.find(
      (route) => route.pattern.test(asked) && (this.document.paths[route.path] as Node)[method] !== undefined,
    );
    return found && { path: found.path, method };
  }

  private findInAnswer(operation: Node, pointer: string, exchange: Exchange): string[] {
    const { status, headers, body } = exchange;
    const referred = operation.responses[status] as Node | undefined;
    if (!referred) return [`status ${status} is not documented`];
    const at = (referred.$ref as string | undefined) ?? `${pointer}/responses/${status}`;
    const answer = this.at(at);
    return [...this.findInHeaders(operation, answer, exchange), ...this.findInBody(at, answer, status, headers, body)];
  }

  private findInBody(at: string, answer: Node, status: number, headers: Headers, body: unknown): string[] {
    const content = (answer.content ?? {}) as Node;
    if (Object.keys(content).length === 0) return body === '' ? [] : [`status ${status} is documented without a body`];
    const type = mediaType(headers.get('content-type'));
    if (!content[type]) return [`${type || 'no content type'} is not documented for status ${status}`];
    return this.validate(this.ofAnswers, `${at}/content/${escape(type)}/schema`, body);
  }

  /**
   * Every documented header is there; those of the rate limit where the request got as far as that guard, and Retry-After
   * with errors.
   */
  private findInHeaders(operation: Node, answer: Node, { status, headers, body }: Exchange): string[] {
    const success = Object.entries(operation.responses as Node).find(([status]) => /^[23]/.test(status))![1] as Node;
    const isLimited = 'RateLimit' in (success.headers as Node) && codeOf(body) !== 'bad_request';
    return Object.keys((answer.headers ?? {}) as Node)
      .filter((name) => isLimited || !name.startsWith('RateLimit'))
      .filter((name) => status >= 400 || name !== 'Retry-After')
      .filter((name) => !headers.has(name))
      .map((name) => `the header ${name} is missing`);
  }

  private findInRequest(operation: Node, pointer: string, { sent }: Exchange): string[] {
    if (sent === undefined) return [];
    const content = (operation.requestBody as Node | undefined)?.content as Node | undefined;
    if (!content?.['application/json']) return [];
    const schema = `${pointer}/requestBody/content/application~1json/schema`;
    return this.validate(this.ofRequests, schema, sent).map((fault) => `was accepted, yet its body: ${fault}`);
  }

  private validate(ajv: Ajv2020, pointer: string, value: unknown): string[] {
    const key = `${ajv === this.ofAnswers ? 'answer' : 'request'} ${pointer}`;
    let validator = this.validators.get(key);
    if (!validator) this.validators.set(key, (validator = ajv.compile({ $ref: `openapi${encodeURI(pointer)}` })));
    if (validator(value)) return [];
    return (validator.errors ?? []).map(
      ({ instancePath, message, params }) => `${instancePath || '/'} ${message ?? ''} ${JSON.stringify(params)}`,
    );
  }

  private at(pointer: string): Node {
    return pointer
      .slice(2)
      .split('/')
      .reduce<Node>((holder, key) => holder[key.replaceAll('~1', '/').replaceAll('~0', '~')] as Node, this.document);
  }
}

let committed: ApiDocument | undefined;

/** The document at the root of the repository; in a test file that of its worker, whose validators are compiled once. */
export function committedApiDocument(): ApiDocument {
  const ofWorker = (globalThis as { documentOfWorker?: () => ApiDocument }).documentOfWorker;
  return (committed ??= ofWorker?.() ?? new ApiDocument(readApiDocument()));
}

export function readApiDocument(): Record<string, any> {
  return JSON.parse(readFileSync(path.join(__dirname, '../../openapi.json'), 'utf8')) as Record<string, any>;
}

/** Fails the test that saw an exchange of which the document does not speak. */
export function holdToDocument(exchange: Exchange): void {
  const deviations = committedApiDocument().findDeviations(exchange);
  if (deviations.length === 0) return;
  const { method, path: asked, status, body } = exchange;
  throw new Error(
    `${method} ${asked} answered ${status}, of which openapi.json says otherwise (after a change: npm run openapi).
- ${deviations.join('\n- ')}
${JSON.stringify(body).slice(0, SHOWN_CHARACTERS)}`,
  );
}

const SHOWN_CHARACTERS = 2_000;

export function newAjv(document: Node): Ajv2020 {
  // Each validator runs a few times: what it takes to compile counts.
  const toCompileFast = { code: { optimize: false }, inlineRefs: false } as const;
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false, ...toCompileFast });
  addFormats.default(ajv, { mode: 'full' });
  ajv.addFormat('int64', true);
  ajv.addSchema(document, 'openapi');
  return ajv;
}

/** An unknown route that both sides reject is no deviation. */
const isUnknownRoute = ({ status, body }: Exchange): boolean => status === 404 && codeOf(body) === 'route_not_found';
const codeOf = (body: unknown): unknown => (body as { code?: unknown } | null)?.code;

const escape = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');
const toPointer = (...keys: string[]): string => `#/${keys.map(escape).join('/')}`;
const mediaType = (contentType: string | null): string => (contentType ?? '').split(';', 1)[0]!.trim().toLowerCase();

const toPattern = (template: string): RegExp =>
  new RegExp(`^${template.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&').replaceAll(/\{\w+\}/g, '[^/]+')}$`);

/**
 * The document with every object closed: clients must bear fields that are added, but this service adds none that it
 * does not document. Parts of an `allOf` stay open, for each sees the fields of the others.
 */
function closed(node: unknown, isPart = false): unknown {
  if (Array.isArray(node)) return node.map((entry) => closed(entry));
  if (typeof node !== 'object' || node === null) return node;
  const copy: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(node))
    copy[key] = key === 'allOf' ? (value as unknown[]).map((part) => closed(part, true)) : closed(value);
  const isObject = typeof copy.properties === 'object' && [copy.type].flat().includes('object');
  if (isObject && !isPart && !('additionalProperties' in copy)) copy.additionalProperties = false;
  return copy;
}
