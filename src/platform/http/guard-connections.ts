import { randomUUID } from 'node:crypto';
import { type Server, STATUS_CODES } from 'node:http';
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

/** Node has this as an option of `createServer` only, which the framework calls. */
type CheckedServer = Server & { connectionsCheckingInterval: number };

/**
 * Bounds what a connection may take, and answers what is no request that anyone could route: what Node cannot parse or
 * finds ambiguous (two lengths, a length beside chunks), too large headers, too slow ones. Such a connection is closed: who
 * disagrees with us about where a request ends must not send another one.
 *
 * @param headers of every answer, as name, value, name, value
 */
export function guardConnections(server: Server, headers: readonly string[]): void {
  server.requestTimeout = TIMEOUTS.request;
  server.headersTimeout = TIMEOUTS.headers;
  server.keepAliveTimeout = TIMEOUTS.keepAlive;
  server.timeout = TIMEOUTS.silence;
  (server as CheckedServer).connectionsCheckingInterval = CHECK_EVERY_MS;
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (error.code === 'ECONNRESET' || !socket.writable || hasBegunToAnswer(socket)) socket.destroy();
    else socket.end(answerTo(error, headers), () => socket.destroy());
  });
}

const DETAILS: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: 'The headers of the request are too large.',
  ERR_HTTP_REQUEST_TIMEOUT: 'The request did not arrive in time.',
};

function answerTo({ code = '' }: NodeJS.ErrnoException, headers: readonly string[]): string {
  const error = new AppError('bad_request', DETAILS[code] ?? 'The request is not correct HTTP.');
  const requestId = randomUUID();
  const body = JSON.stringify(toProblem(error, { path: '/', requestId }));
  const fields = [
    ...headers,
    ...['X-Request-Id', requestId, 'Connection', 'close', 'Content-Type', 'application/problem+json; charset=utf-8'],
    ...['Content-Length', String(Buffer.byteLength(body))],
  ];
  const lines = Array.from(
    { length: fields.length / 2 },
    (_, index) => `${fields[index * 2]}: ${fields[index * 2 + 1]}`,
  );
  return `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status]}\r\n${lines.join('\r\n')}\r\n\r\n${body}`;
}

/** Whether an answer is under way on the connection: bytes of ours would stand in the middle of it. */
function hasBegunToAnswer(socket: Duplex): boolean {
  const { _httpMessage: answer } = socket as Duplex & { _httpMessage?: { headersSent: boolean } | null };
  return answer?.headersSent === true;
}
