import { type DestinationStream, type Logger, pino } from 'pino';
import { describeError } from './describe-error.js';

/** Injection token of the process's logger. */
export const LOGGER = Symbol('LOGGER');

/** Names that never reach a log line, wherever they stand. */
const SECRETS = [
  'authorization',
  'cookie',
  'set-cookie',
  'x-api-key',
  'password',
  'refresh_token',
  'access_token',
  'key',
];

/**
 * Structured lines, secrets cut out.
 *
 * @param destination where they go; stdout without one
 */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const paths = SECRETS.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.headers["${name}"]`]);
  const serializers = { err: (error: unknown) => describeError(error) };
  return pino({ level, serializers, redact: { paths, censor: '[redacted]' } }, destination);
}
