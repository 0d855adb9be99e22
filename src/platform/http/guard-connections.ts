import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http';
import type { Duplex } from 'node:stream';
import { AppError } from '../errors/app-error.js';
import type { RawResponse } from '../request/raw-response.js';
import { BODY_MS, expectBody } from './body-deadline.js';
import { OneAtATime } from './one-at-a-time.js';

/** Bounds of a connection, in milliseconds; a timeout is late by `connectionsCheckingInterval` at most. */
const CONNECTION_OPTIONS: ServerOptions = {
  headersTimeout: 20_000,
  // of bodies: `expectBody`
  requestTimeout: 0,
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 5_000,
  // Node would answer without a body; `refusingAmbiguous` does it in our words.
  requireHostHeader: false,
};
/** Life of a connection on which nothing moves, such as that of a client that does not read its answer. */
const SILENCE_MS = 180_000;

/** A server with a time for the body of each request, in milliseconds. */
export type GuardedServer = Server & { bodyTimeout: number };

/**
 * A server of one request at a time on each connection, which answers what is no request that anyone could route: what Node cannot parse or finds ambiguous (two lengths, a length
 * beside chunks), too large headers, too slow ones, tunnels, expectations. Such a connection is closed: a client that
 * disagrees with us about where a request ends must not send another one.
 */
export function createGuardedServer(listener: RequestListener, raw: RawResponse): GuardedServer {
  const turns = new OneAtATime(refusingAmbiguous(listener, raw));
  const server: GuardedServer = Object.assign(
    createServer(CONNECTION_OPTIONS, (request, response) => {
      expectBody(request, server.bodyTimeout, () => refuse(request.socket, LATE));
      turns.take(request, response);
    }),
    { bodyTimeout: BODY_MS },
  );
  const refuse = (socket: Duplex, detail: string): void => {
    if (!socket.writable || turns.isAnswering(socket)) socket.destroy();
    else raw.writeRefusal(socket, refusal(detail));
  };
  server.timeout = SILENCE_MS;
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (error.code === 'ECONNRESET') socket.destroy();
    else refuse(socket, DETAILS[error.code ?? ''] ?? NOT_HTTP);
  });
  server.on('connect', (_request: IncomingMessage, socket: Duplex) => {
    raw.writeRefusal(socket, refusal('The service is not a proxy.'));
  });
  server.on('checkExpectation', (_request: IncomingMessage, response: ServerResponse) => {
    raw.writeRefusal(response, refusal('The Expect header of the request is not supported.'));
  });
  return server;
}

/**
 * Refuses what a proxy in front of us may read otherwise than we do: no host in HTTP/1.1, one that is none, or several
 * (RFC 9112, section 3.2). Several credentials in one header count as none: Node would go by the first.
 */
function refusingAmbiguous(listener: RequestListener, raw: RawResponse): RequestListener {
  return (request, response) => {
    if (!namesOneHost(request)) {
      raw.writeRefusal(response, refusal('The request must name exactly one host.'));
      return;
    }
    if (timesSent('authorization', request) > 1) request.headers.authorization = '';
    listener(request, response);
  };
}

function namesOneHost(request: IncomingMessage): boolean {
  const { host } = request.headers;
  if (host === undefined) return request.httpVersion === '1.0';
  return HOST.test(host) && timesSent('host', request) === 1;
}

/** A name, an address or an address in brackets, and a port (RFC 9110, section 7.2). */
const HOST = /^(?:\[[\da-f:.]+\]|[\w.~!$&'()*+,;=%-]*)(?::\d*)?$/i;

function timesSent(name: string, { rawHeaders }: IncomingMessage): number {
  let times = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const sent = rawHeaders[at]!;
    if (sent.length === name.length && sent.toLowerCase() === name) times += 1;
  }
  return times;
}

const NOT_HTTP = 'The request is not valid HTTP.';
const LATE = 'The request did not arrive in time.';
const DETAILS: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: 'The headers of the request are too large.',
  ERR_HTTP_REQUEST_TIMEOUT: LATE,
};

const refusal = (detail: string): AppError => new AppError('bad_request', detail);
