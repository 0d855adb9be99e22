import { type ArgumentsHost, Catch, type ExceptionFilter, Inject } from '@nestjs/common';
import type { Response } from 'express';
import type { Logger } from 'pino';
import type { AppError } from '../errors/app-error.js';
import { toAppError } from '../errors/to-app-error.js';
import { LOGGER } from '../logging/logger.js';
import { type RawHeaders, setHeaders } from './raw-headers.js';
import type { IdentifiedRequest } from './request-context.js';

/** The body of every error answer (RFC 9457). */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly code: string;
  readonly request_id: string;
  readonly errors?: readonly { readonly field: string; readonly message: string }[];
  readonly total?: number;
  readonly count?: number;
  readonly expired_at?: string;
  readonly methods?: readonly string[];
}

/** `error` as the wire's problem document; `instance` is the path without its query. */
export function toProblem(error: AppError, request: { path: string; requestId: string }): Problem {
  return {
    type: `/api/docs/errors#${error.code}`,
    title: error.title,
    status: error.status,
    detail: error.detail,
    instance: request.path,
    code: error.code,
    request_id: request.requestId,
    ...(error.extra.errors && { errors: error.extra.errors }),
    ...(error.extra.total !== undefined && { total: error.extra.total }),
    ...(error.extra.count !== undefined && { count: error.extra.count }),
    ...(error.extra.expiredAt && { expired_at: error.extra.expiredAt.toISOString() }),
    ...(error.extra.methods && { methods: error.extra.methods }),
  };
}

/** The one place where a failure becomes an HTTP answer. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<IdentifiedRequest>();
    const response = http.getResponse<Response>();
    const error = toAppError(thrown);
    if (error.status >= 500) this.log(thrown, error, request.requestId);
    if (response.headersSent) {
      response.destroy();
      return;
    }
    sendProblem(response, error, request);
  }

  /** A refusal that the service decided on, as under load, is one line; anything else is a failure with its stack. */
  private log(thrown: unknown, error: AppError, requestId: string): void {
    if (thrown === error) this.logger.warn({ code: error.code, requestId }, error.detail);
    else this.logger.error({ err: thrown, requestId }, error.detail);
  }
}

/** Headers that go with an error. */
export const errorHeaders = ({
  status,
  detail,
  extra: { retryAfterSeconds, endsConnection, challenge },
}: AppError): RawHeaders => [
  ...(status === 401 ? ['WWW-Authenticate', challengeOf(detail, challenge)] : []),
  ...(retryAfterSeconds === undefined ? [] : ['Retry-After', String(retryAfterSeconds)]),
  ...(endsConnection ? ['Connection', 'close'] : []),
];

/** The parameters are those of RFC 6750, which names an error only where a token was sent. */
function challengeOf(detail: string, challenge?: AppError['extra']['challenge']): string {
  const scheme = 'Bearer realm="quality-gate"';
  if (challenge === undefined) return scheme;
  const error = challenge === 'invalid_token' ? ', error="invalid_token"' : '';
  return `${scheme}${error}, error_description="${detail}"`;
}

/** Answers a request with the error's problem document and the headers that go with it. */
export function sendProblem(response: Response, error: AppError, request: IdentifiedRequest): void {
  setHeaders(response, errorHeaders(error));
  // Express has cut the prefix off `path` by now when no route below /api matches.
  const [path = '/'] = request.originalUrl.split('?');
  const problem = toProblem(error, { path, requestId: request.requestId });
  response.status(error.status).type('application/problem+json').send(JSON.stringify(problem));
}
