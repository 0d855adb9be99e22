import { type Logger, pino } from 'pino';

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

/** Structured lines on stderr-free stdout, secrets cut out. */
export function createLogger(level: string): Logger {
  const paths = SECRETS.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.headers["${name}"]`]);
  return pino({ level, redact: { paths, censor: '[redacted]' } });
}
