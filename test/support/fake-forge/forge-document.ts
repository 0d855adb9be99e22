import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';

type Node = Readonly<Record<string, any>>;

/** A request as far as a document judges it. */
interface JudgedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Folder of the forges' own descriptions, which are no part of this repository. */
const FOLDER = process.env.FORGE_DOCUMENTS ?? path.resolve(import.meta.dirname, '../../../../shared/forges');

const opened = new Map<string, ForgeDocument>();

/** A forge's own OpenAPI document, as a second judge of what is sent to its fake. */
export class ForgeDocument {
  private readonly ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false, logger: false });

  private constructor(
    private readonly document: Node,
    private readonly prefix: string,
  ) {
    this.ajv.addSchema(withoutNullable(document) as Node, 'document');
  }

  /** Null where the document is not at hand. */
  static open(file: string, prefix: string): ForgeDocument | null {
    const place = path.join(FOLDER, file);
    if (!existsSync(place)) return null;
    const document = opened.get(place) ?? new ForgeDocument(JSON.parse(readFileSync(place, 'utf8')) as Node, prefix);
    opened.set(place, document);
    return document;
  }

  /** Deviations of a request from the document; empty when it conforms. */
  faultsOf({ method, path: requested, query, body }: JudgedRequest): string[] {
    const template = this.templateOf(method.toLowerCase(), this.prefix + requested);
    if (template === null) return [`not in the document: ${method} ${requested}`];
    const item = this.document.paths[template] as Node;
    const operation = item[method.toLowerCase()] as Node;
    const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map((each) => this.resolve(each));
    return [
      ...faultsOfQuery(parameters, query),
      ...this.faultsOfBody(template, method.toLowerCase(), parameters, body),
    ];
  }

  private templateOf(method: string, requested: string): string | null {
    const templates = Object.keys(this.document.paths as Node).filter(
      (template) => method in this.document.paths[template] && toPattern(template).test(requested),
    );
    return templates.sort((one, other) => one.split('{').length - other.split('{').length)[0] ?? null;
  }

  private faultsOfBody(template: string, method: string, parameters: readonly Node[], body: unknown): string[] {
    if (body === undefined) return [];
    const operation = this.document.paths[template][method] as Node;
    const pointer = this.pointerOfBody(template, method, operation, parameters);
    if (pointer === null) return ['the document knows no body of this call'];
    const validate = this.ajv.compile({ $ref: `document#${pointer}` });
    if (validate(body)) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message} (document)`);
  }

  private pointerOfBody(template: string, method: string, operation: Node, parameters: readonly Node[]): string | null {
    const place = `/paths/${escapePointer(template)}/${method}`;
    const { requestBody } = operation;
    if (requestBody !== undefined) {
      const own = `${place}/requestBody`;
      const pointer = '$ref' in requestBody ? String(requestBody.$ref).slice(1) : own;
      const [type] = Object.keys((this.resolve(requestBody) as { content: Node }).content);
      return `${pointer}/content/${escapePointer(type!)}/schema`;
    }
    // of Swagger 2
    const own = ((operation.parameters ?? []) as Node[]).findIndex((each) => this.resolve(each).in === 'body');
    return own < 0 || parameters.length === 0 ? null : `${place}/parameters/${own}/schema`;
  }

  private resolve(node: Node): Node {
    if (typeof node.$ref !== 'string') return node;
    const keys = node.$ref.slice(2).split('/');
    return this.resolve(keys.reduce<Node>((value, key) => value[key] as Node, this.document));
  }
}

function faultsOfQuery(parameters: readonly Node[], query: JudgedRequest['query']): string[] {
  const known = parameters.filter((each) => each.in === 'query');
  const names = known.map(({ name }) => String(name));
  return [
    ...Object.keys(query)
      .filter((key) => !names.includes(key))
      .map((key) => `the document knows no query key ${key}`),
    ...known
      .filter(({ name, required }) => required === true && !(name in query))
      .map(({ name }) => `the document demands the query key ${name}`),
  ];
}

const toPattern = (template: string): RegExp =>
  new RegExp(`^${template.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{[^}]+\}/g, '[^/]+')}$`);

const escapePointer = (key: string): string => encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'));

/** `nullable` of OpenAPI 3.0 as JSON Schema says it. */
function withoutNullable(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutNullable);
  if (typeof node !== 'object' || node === null) return node;
  const { nullable, ...rest } = node as Record<string, unknown>;
  const copy = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, withoutNullable(value)]));
  if (nullable !== true) return copy;
  return typeof copy.type === 'string' ? { ...copy, type: [copy.type, 'null'] } : { anyOf: [copy, { type: 'null' }] };
}
