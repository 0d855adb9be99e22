import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type RequestListener, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { AppError } from '../errors/app-error.js';
import { toProblem } from '../errors/problem.filter.js';

/**
 * What a client may take, in milliseconds: its headers, the whole request, a kept-alive connection between two requests,
 * and a connection on which nothing moves, such as that of a client that does not read its answer.
 */
const TIMEOUTS = { headers: 20_000, request: 120_000, keepAlive: 65_000, silence: 180_000 };
/** How often connections are looked at: a timeout is late by this much at most. */
const CHECK_EVERY_MS = 5_000;

/** Node has these as options of `createServer` only, which the framework calls. */
type CheckedServer = Server & { connectionsCheckingInterval: number; requireHostHeader: boolean };

/**
 * Bounds what a connection may take, and answers what is no request that anyone could route: what Node cannot parse or
 * finds ambiguous (two lengths, a length beside chunks), too large headers, too slow ones, tunnels, expectations. Such a
 * connection is closed: who disagrees with us about where a request ends must not send another one.
 *
 * @param headers of every answer, as name, value, name, value
 */
export function guardConnections(server: Server, headers: readonly string[]): void {
  server.requestTimeout = TIMEOUTS.request;
  server.headersTimeout = TIMEOUTS.headers;
  server.keepAliveTimeout = TIMEOUTS.keepAlive;
  server.timeout = TIMEOUTS.silence;
  const checked = server as CheckedServer;
  checked.connectionsCheckingInterval = CHECK_EVERY_MS;
  // Node would answer without a body; `refusingAmbiguous` does it in our words.
  checked.requireHostHeader = false;
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (error.code === 'ECONNRESET' || !socket.writable || hasBegunToAnswer(socket)) socket.destroy();
    else sendTo(socket, refusalFor(DETAILS[error.code ?? ''] ?? NOT_HTTP, headers));
  });
  server.on('connect', (_request: IncomingMessage, socket: Duplex) => {
    sendTo(socket, refusalFor('The service is no proxy.', headers));
  });
  server.on('checkExpectation', (_request: IncomingMessage, response: ServerResponse) => {
    answer(response, refusalFor('What the request expects of the service is unknown to it.', headers));
  });
}

/**
 * Refuses what a proxy in front of us may read otherwise than we do: no host in HTTP/1.1, one that is none, or several
 * (RFC 9112, section 3.2). Who sends several credentials in one header has sent none: Node would go by the first.
 *
 * @param headers of every answer, as name, value, name, value
 */
export function refusingAmbiguous(listener: RequestListener, headers: readonly string[]): RequestListener {
  return (request, response) => {
    if (!namesOneHost(request)) {
      answer(response, refusalFor('The request has to name one host.', headers));
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

/** The last answer on a connection. */
interface Refusal {
  readonly status: number;
  readonly fields: readonly string[];
  readonly body: string;
}

function refusalFor(detail: string, headers: readonly string[]): Refusal {
  const error = new AppError('bad_request', detail);
  const requestId = randomUUID();
  const body = JSON.stringify(toProblem(error, { path: '/', requestId }));
  const fields = [
    ...headers,
    ...['X-Request-Id', requestId, 'Connection', 'close', 'Content-Type', 'application/problem+json; charset=utf-8'],
    ...['Content-Length', String(Buffer.byteLength(body))],
  ];
  return { status: error.status, fields, body };
}

function answer(response: ServerResponse, { status, fields, body }: Refusal): void {
  response.writeHead(status, [...fields]).end(body);
}

/** The same where Node has made no response. */
function sendTo(socket: Duplex, { status, fields, body }: Refusal): void {
  const lines = Array.from(
    { length: fields.length / 2 },
    (_, index) => `${fields[index * 2]}: ${fields[index * 2 + 1]}`,
  );
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('\r\n')}`;
  socket.end(`${head}\r\n\r\n${body}`, () => socket.destroy());
}

/** Whether an answer is under way on the connection: bytes of ours would stand in the middle of it. */
function hasBegunToAnswer(socket: Duplex): boolean {
  const { _httpMessage: answer } = socket as Duplex & { _httpMessage?: { headersSent: boolean } | null };
  return answer?.headersSent === true;
}
