import { Agent, request as httpRequest } from 'node:http';
import type { Exchange } from '../../support/api-document.js';
import { type ObjectRef, resolveRefs } from './object-ref.js';
import type { Damage, DraftBody, DraftRequest } from './request-arbitraries.js';

/** A request as it goes over the wire. */
export interface WireRequest {
  readonly method: string;
  /** After `/api`, with the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
  /** The JSON value that the body is, where it is one. */
  readonly sent?: unknown;
}

const agent = new Agent({ keepAlive: true, maxSockets: 16 });
/** No answer within this time is a request that hangs. */
const ANSWER_MS = 30_000;

export function toWireRequest(
  draft: DraftRequest,
  idOf: (ref: ObjectRef) => number | string,
  credentials: Readonly<Record<string, string>>,
): WireRequest {
  const { body, contentType, sent } = writeBody(resolveRefs(draft.body, idOf) as DraftBody, draft.body);
  const written = Object.entries(draft.headers).flatMap(([name, value]) => {
    const text = value === null || value === undefined ? '' : textOf(resolveRefs(value, idOf));
    return text === '' ? [] : [[name.toLowerCase(), text] as const];
  });
  return {
    method: draft.operation.method,
    path: writePath(draft, idOf),
    headers: {
      ...Object.fromEntries(written),
      ...(contentType && { 'content-type': contentType }),
      ...credentials,
    },
    body,
    ...(sent !== undefined && { sent }),
  };
}

/** Sends it and reads the answer; rejects when none comes. */
export function send(url: string, { method, path, headers, body, sent }: WireRequest): Promise<Exchange> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      // Passed as an object, since a URL would normalize the path.
      {
        host: hostname,
        port,
        path: `/api${path}`,
        method,
        agent,
        headers: { ...headers, ...(body && { 'content-length': String(body.length) }) },
        timeout: ANSWER_MS,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          const headersRead = new Headers();
          for (const [name, values] of Object.entries(response.headersDistinct))
            for (const value of values ?? []) headersRead.append(name, value);
          const isJson = (headersRead.get('content-type') ?? '').includes('json');
          resolve({
            method,
            path,
            sent,
            status: response.statusCode!,
            headers: headersRead,
            body: isJson && text ? (JSON.parse(text) as unknown) : text,
          });
        });
      },
    );
    request.on('timeout', () => request.destroy(new Error(`No answer within ${ANSWER_MS} ms.`)));
    request.on('error', reject);
    request.end(body);
  });
}

function writePath({ operation, pathValues, query }: DraftRequest, idOf: (ref: ObjectRef) => number | string): string {
  let index = 0;
  const path = operation.path
    .replace(/^\/api/, '')
    .replaceAll(/\{\w+\}/g, () => textOf(resolveRefs(pathValues[index++], idOf)));
  const pairs = query.flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one) => `${encode(name)}=${encode(textOf(resolveRefs(one, idOf)))}`),
  );
  return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
/** Half of a surrogate pair cannot be percent-encoded. */
const encode = (text: string): string => encodeURIComponent(text.toWellFormed());

interface WrittenBody {
  readonly body: Buffer | undefined;
  readonly contentType?: string;
  readonly sent?: unknown;
}

function writeBody(draft: DraftBody, original: DraftBody): WrittenBody {
  switch (draft.as) {
    case 'none':
      return { body: undefined };
    case 'json':
      return {
        body: damageJson(JSON.stringify(draft.value), draft.damage),
        contentType: draft.contentType,
        // Plain text is no JSON value, whatever it looks like.
        ...(draft.damage === 'none' && draft.contentType !== 'text/plain' && { sent: draft.value }),
      };
    case 'document':
      return { body: Buffer.from((original as typeof draft).bytes), contentType: draft.contentType };
    case 'form':
      return writeForm(draft, original as typeof draft);
  }
}

const DAMAGING: Readonly<Record<Damage, (text: string) => Buffer | string>> = {
  none: (text) => text,
  cut: (text) => text.slice(0, Math.floor(text.length / 2)),
  'trailing garbage': (text) => `${text}}`,
  'duplicate key': (text) => text.replace(/^\{("(?:[^"\\]|\\.)*":)/, '{$1null,$1'),
  'huge number': (text) => text.replace(/:\d+/, ':1e999'),
  'deep nesting': () => `{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`,
  'byte order mark': (text) => `\ufeff${text}`,
  'not UTF-8': (text) => Buffer.concat([Buffer.from(text.slice(0, -1)), Buffer.from([0xc3, 0x28, 0xff])]),
  scalar: () => '42',
};

const damageJson = (text: string, how: Damage): Buffer => Buffer.from(DAMAGING[how](text) as string);

type Form = Extract<DraftBody, { as: 'form' }>;

/** Bytes pass through as they were generated: only texts may hold references. */
function writeForm({ parts, boundary, isCut }: Form, original: Form): WrittenBody {
  const chunks = parts.map(({ name, fileName, content }, index) => {
    const raw = original.parts[index]!.content;
    const bytes = raw instanceof Uint8Array ? raw : Buffer.from(textOf(content));
    const disposition = `form-data; name="${name}"${fileName === null ? '' : `; filename="${fileName}"`}`;
    return Buffer.concat([
      Buffer.from(`--${boundary}\r\nContent-Disposition: ${disposition}\r\n\r\n`),
      bytes,
      Buffer.from('\r\n'),
    ]);
  });
  const whole = Buffer.concat([...chunks, Buffer.from(`--${boundary}--\r\n`)]);
  return {
    body: isCut ? whole.subarray(0, Math.floor(whole.length * 0.7)) : whole,
    contentType: `multipart/form-data${boundary === '' ? '' : `; boundary=${boundary}`}`,
  };
}
