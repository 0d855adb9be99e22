import { randomUUID } from 'node:crypto';
import { ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { AppError } from '../errors/app-error.js';
import { errorHeaders, toProblem } from './problem.filter.js';
import type { RawHeaders } from './raw-headers.js';
import { UNCACHED } from './security-headers.js';

const JSON_TYPE = 'application/json; charset=utf-8';
const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** A JSON text with its length in UTF-8. */
export interface JsonText {
  readonly json: string;
  readonly byteLength: string;
}

/** Writes whole answers without Express, each with the headers that every answer has and those of answers below `/api`. */
export class RawResponse {
  /** @param commonHeaders headers of every answer */
  constructor(readonly commonHeaders: RawHeaders) {}

  /** Answers 200 with a JSON text. */
  writeJson(response: ServerResponse, text: JsonText, requestId: string, headers: RawHeaders): void {
    response.writeHead(200, this.headersOf(requestId, headers, JSON_TYPE, text.byteLength)).end(text.json);
  }

  /** Answers an error as its problem document. */
  writeProblem(response: ServerResponse, error: AppError, about: { path: string; requestId: string }): void {
    const { headers, body } = this.problemOf(error, about, []);
    response.writeHead(error.status, headers).end(body);
  }

  /**
   * Refuses what nobody could route, as the last answer of its connection. Where Node has made no response, the answer
   * goes to the socket.
   */
  writeRefusal(target: ServerResponse | Duplex, error: AppError): void {
    const about = { path: '/', requestId: randomUUID() };
    const { headers, body } = this.problemOf(error, about, ['Connection', 'close']);
    if (target instanceof ServerResponse) target.writeHead(error.status, headers).end(body);
    else target.end(`${headOf(error.status, headers)}\r\n\r\n${body}`, () => target.destroy());
  }

  private problemOf(error: AppError, about: { path: string; requestId: string }, more: RawHeaders) {
    const body = JSON.stringify(toProblem(error, about));
    const byteLength = String(Buffer.byteLength(body));
    const headers = this.headersOf(about.requestId, [...errorHeaders(error), ...more], PROBLEM_TYPE, byteLength);
    return { headers, body };
  }

  private headersOf(requestId: string, own: RawHeaders, contentType: string, byteLength: string): string[] {
    return [
      ...this.commonHeaders,
      ...UNCACHED,
      'X-Request-Id',
      requestId,
      ...own,
      'Content-Type',
      contentType,
      'Content-Length',
      byteLength,
    ];
  }
}

function headOf(status: number, headers: RawHeaders): string {
  const names = headers.filter((_, at) => at % 2 === 0);
  const lines = names.map((name, index) => `${name}: ${headers[index * 2 + 1]!}`);
  return [`HTTP/1.1 ${status} ${STATUS_CODES[status]!}`, ...lines].join('\r\n');
}
