import type { IncomingMessage, RequestListener, Server, ServerOptions, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { AppError } from '../errors/app-error.js';
import type { RawResponse } from './raw-response.js';

/** Bounds of a connection, in milliseconds; a timeout is late by `connectionsCheckingInterval` at most. */
export const CONNECTION_OPTIONS: ServerOptions = {
  headersTimeout: 20_000,
  requestTimeout: 120_000,
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 5_000,
  // Node would answer without a body; `refusingAmbiguous` does it in our words.
  requireHostHeader: false,
};
/** Life of a connection on which nothing moves, such as that of a client that does not read its answer. */
const SILENCE_MS = 180_000;

/**
 * Answers what is no request that anyone could route: what Node cannot parse or finds ambiguous (two lengths, a length
 * beside chunks), too large headers, too slow ones, tunnels, expectations. Such a connection is closed: a client that
 * disagrees with us about where a request ends must not send another one.
 */
export function guardConnections(server: Server, raw: RawResponse): void {
  server.timeout = SILENCE_MS;
  const hasBegunToAnswer = followAnswers(server);
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (error.code === 'ECONNRESET' || !socket.writable || hasBegunToAnswer(socket)) socket.destroy();
    else raw.writeRefusal(socket, refusal(DETAILS[error.code ?? ''] ?? NOT_HTTP));
  });
  server.on('connect', (_request: IncomingMessage, socket: Duplex) => {
    raw.writeRefusal(socket, refusal('The service is no proxy.'));
  });
  server.on('checkExpectation', (_request: IncomingMessage, response: ServerResponse) => {
    raw.writeRefusal(response, refusal('The Expect header of the request is not supported.'));
  });
}

/**
 * Refuses what a proxy in front of us may read otherwise than we do: no host in HTTP/1.1, one that is none, or several
 * (RFC 9112, section 3.2). Several credentials in one header count as none: Node would go by the first.
 */
export function refusingAmbiguous(listener: RequestListener, raw: RawResponse): RequestListener {
  return (request, response) => {
    if (!namesOneHost(request)) {
      raw.writeRefusal(response, refusal('The request has to name one host.'));
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

const NOT_HTTP = 'The request is not correct HTTP.';
const DETAILS: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: 'The headers of the request are too large.',
  ERR_HTTP_REQUEST_TIMEOUT: 'The request did not arrive in time.',
};

const refusal = (detail: string): AppError => new AppError('bad_request', detail);

/** Tells of a connection if an answer is under way on it: bytes of ours would stand in the middle of that answer. */
function followAnswers(server: Server): (socket: Duplex) => boolean {
  const open = new WeakMap<Duplex, Set<ServerResponse>>();
  server.prependListener('request', ({ socket }, response) => {
    const answers = open.get(socket) ?? new Set();
    open.set(socket, answers.add(response));
    response.once('finish', () => answers.delete(response));
  });
  return (socket) => [...(open.get(socket) ?? [])].some(({ headersSent }) => headersSent);
}
