import { HttpException } from '@nestjs/common';
import { QueryFailedError, QueryRunnerAlreadyReleasedError, QueryRunnerProviderAlreadyReleasedError } from 'typeorm';
import { AppError } from './app-error.js';

/**
 * Errors of the next query after a connection broke inside a transaction: TypeORM has already released its runner. The
 * runner throws the first, the entity manager the second.
 */
const CONNECTION_LOST = [QueryRunnerAlreadyReleasedError, QueryRunnerProviderAlreadyReleasedError];
/** Node and PostgreSQL codes that mean: the database is away or has no room for us now. Asking again later helps. */
const UNAVAILABLE_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOENT', // the socket of a stopped server
  '25006', // read_only_sql_transaction: the server has become a standby
  '3D000', // invalid_catalog_name: the database is not there
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now
  '57014', // query_canceled: statement timeout
  '55P03', // lock_not_available: lock timeout
  '25P03', // idle_in_transaction_session_timeout
  '40001', // serialization_failure, after retries
  '40P01', // deadlock_detected, after retries
]);
/** Connection lost; it does not let us in; out of resources; trouble with its disk. */
const UNAVAILABLE_CLASSES = ['08', '28', '53', '58'];
const UNAVAILABLE_MESSAGES =
  /timeout exceeded when trying to connect|connection terminated|client has encountered a connection error|not queryable/i;

function codeOf(error: unknown): string | undefined {
  const holder = error instanceof QueryFailedError ? (error.driverError as unknown) : error;
  const code = typeof holder === 'object' && holder !== null && 'code' in holder ? holder.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** True when the database refused because it is down or overloaded, rather than because of the statement. */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (CONNECTION_LOST.some((kind) => error instanceof kind)) return true;
  const code = codeOf(error);
  if (code !== undefined && (UNAVAILABLE_CODES.has(code) || UNAVAILABLE_CLASSES.includes(code.slice(0, 2))))
    return true;
  return error instanceof Error && UNAVAILABLE_MESSAGES.test(error.message);
}

const FAILED =
  'Try again. If it fails again, tell the operator of the service: the log has the cause under the request_id of this answer.';

/** The answer to whatever was thrown: ours as it is, the framework's by its status, anything else as 500 without a word. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof HttpException) return fromHttpException(thrown);
  if (isDatabaseUnavailable(thrown))
    return new AppError('unavailable', 'The database cannot be reached or is busy. Try again shortly.', {
      retryAfterSeconds: 2,
    });
  if (thrown instanceof URIError) return new AppError('bad_request', 'The path is not correctly percent-encoded.');
  const status = httpStatusOf(thrown);
  if (status !== undefined && status >= 400 && status < 500)
    return new AppError('bad_request', 'The request cannot be read.');
  return new AppError('internal_error', FAILED);
}

function fromHttpException(exception: HttpException): AppError {
  const status = exception.getStatus();
  if (status === 404) return new AppError('route_not_found', 'See /api/docs for the existing routes.');
  if (status === 401) return new AppError('unauthenticated', 'Send a session cookie, a bearer token or an API key.');
  if (status === 403) return new AppError('forbidden', 'The caller may not do this.');
  if (status === 503)
    return new AppError('unavailable', 'Part of the service is unavailable. Try again shortly.', {
      retryAfterSeconds: 2,
    });
  if (status >= 400 && status < 500) return new AppError('bad_request', 'The request is not valid.');
  return new AppError('internal_error', FAILED);
}

/** Body and router errors of the HTTP stack carry their status. */
function httpStatusOf(thrown: unknown): number | undefined {
  if (typeof thrown !== 'object' || thrown === null || !('status' in thrown)) return undefined;
  return typeof thrown.status === 'number' ? thrown.status : undefined;
}
