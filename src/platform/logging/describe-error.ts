import { QueryFailedError } from 'typeorm';

/** Fields of a failure in a log line. */
export interface DescribedError {
  readonly type: string;
  readonly message: string;
  readonly stack?: string;
  readonly code?: string;
  /** The statement that failed. */
  readonly query?: string;
  readonly cause?: DescribedError;
}

const MAX_CAUSES = 3;

/**
 * A failure for the log: what happened and where. Errors of the database also carry what the statement was given and what
 * the row held, which may be a password's hash, a token or somebody's address: none of that is taken over.
 */
export function describeError(error: unknown, causes = MAX_CAUSES): DescribedError {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error) };
  const { code } = error as { code?: unknown };
  return {
    type: error.name,
    message: error.message,
    ...(error.stack !== undefined && { stack: error.stack }),
    ...(typeof code === 'string' && { code }),
    ...(error instanceof QueryFailedError && { query: error.query }),
    ...(error.cause !== undefined && causes > 0 && { cause: describeError(error.cause, causes - 1) }),
  };
}
