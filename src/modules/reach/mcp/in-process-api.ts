import { createServer, type IncomingHttpHeaders, type IncomingMessage, request as send, type Server } from 'node:http';
import { type Duplex, duplexPair } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Request } from 'express';
import { requestIdOf } from '../../../platform/request/request-context.js';

/** A JSON object, as the API answers. */
export type Fields = Readonly<Record<string, unknown>>;
export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | null | undefined>>;

/** The API as the caller of a request may use it. Paths begin after `/api`. */
export interface Api {
  /** @throws ApiRefusal */
  get(path: string, query?: Query): Promise<Fields>;
  /** @throws ApiRefusal */
  post(path: string, body: object): Promise<Fields>;
}

/** A refusal of the API. */
export class ApiRefusal extends Error {
  constructor(
    readonly code: string,
    detail: string,
  ) {
    super(detail);
  }
}

/** Bytes of a request line and its headers: a query can have all that the body of a message says, encoded. */
const MAX_HEADER_BYTES = 1_048_576;

/** Headers by which a request is judged: its credential, its organization, and where it came from. */
const PASSED_ON = [
  'authorization',
  'x-api-key',
  'x-org-id',
  'x-request-id',
  'host',
  'user-agent',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
] as const satisfies readonly (keyof IncomingHttpHeaders)[];

/**
 * Sends requests to the service's own routes within the process, by connections in memory: guards, limits, shares, validation and audit
 * judge them as if the caller had sent them. They are behind the admission queue, where the caller's request has its turn already.
 */
@Injectable()
export class InProcessApi {
  private readonly requests = new WeakMap<Duplex, Request>();
  private server: Server | undefined;

  constructor(private readonly host: HttpAdapterHost) {}

  /** The API for the caller of this request. @param gone nobody waits for the answers once it is aborted */
  of(request: Request, gone: AbortSignal): Api {
    return {
      get: (path, query = {}) => this.exchange({ request, gone }, 'GET', `${path}${toSearch(query)}`),
      post: (path, body) => this.exchange({ request, gone }, 'POST', path, body),
    };
  }

  private async exchange(
    { request: from, gone: signal }: { readonly request: Request; readonly gone: AbortSignal },
    method: string,
    path: string,
    body?: object,
  ): Promise<Fields> {
    const passed = PASSED_ON.flatMap((name) => (from.headers[name] === undefined ? [] : [[name, from.headers[name]]]));
    const headers = Object.fromEntries(passed) as IncomingHttpHeaders;
    const sent = send({
      method,
      signal,
      path: `/api${path}`,
      headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
      createConnection: () => this.connect(from),
    });
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      sent.once('response', resolve).once('error', reject);
      sent.end(body && JSON.stringify(body));
    });
    const answer = JSON.parse(await text(response)) as Fields;
    if (response.statusCode! < 400) return answer;
    const retryAfter = response.headers['retry-after'];
    const wait = retryAfter === undefined ? '' : ` Try again in ${retryAfter} s.`;
    throw new ApiRefusal(String(answer.code), `${describeProblem(answer)}${wait}`);
  }

  /** One end of a connection whose other end the routes answer, as if it were the caller's. */
  private connect(from: Request): Duplex {
    const [client, service] = duplexPair();
    this.requests.set(service, from);
    Object.defineProperty(service, 'remoteAddress', { value: from.socket.remoteAddress });
    this.server ??= this.makeServer();
    this.server.emit('connection', service);
    return client;
  }

  private makeServer(): Server {
    const answer = this.host.httpAdapter.getInstance<(request: IncomingMessage, response: unknown) => void>();
    return createServer(
      { maxHeaderSize: MAX_HEADER_BYTES },
      (request: IncomingMessage & { requestId?: string }, response) => {
        const from = this.requests.get(request.socket);
        if (from) request.requestId = requestIdOf(from);
        answer(request, response);
      },
    );
  }
}

/** The detail of a problem; of one about fields, what each of them must be. */
function describeProblem({ detail, errors }: Fields): string {
  const fields = (errors ?? []) as readonly { readonly field: string; readonly message: string }[];
  return fields.length === 0
    ? String(detail)
    : `${fields.map(({ field, message }) => `${field} ${message}`).join('; ')}.`;
}

function toSearch(query: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    for (const each of Array.isArray(value) ? (value as readonly string[]) : [value])
      if (each !== undefined && each !== null) search.append(name, String(each));
  return search.size === 0 ? '' : `?${search.toString()}`;
}
