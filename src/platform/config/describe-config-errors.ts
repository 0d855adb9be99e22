import { type ConfigError } from './parse-config.js';

/** The text that a terminal shows when the service refuses to start for its configuration. */
export function describeConfigErrors(errors: readonly ConfigError[]): string {
  const width = Math.max(...errors.map(({ variable }) => variable.length));
  const count = errors.length === 1 ? '1 variable is wrong' : `${errors.length} variables are wrong`;
  return [
    `The configuration cannot be used: ${count}.`,
    ...errors.map(({ variable, message }) => `  ${variable.padEnd(width)}  ${message}`),
    'docs/configuration.md lists every variable with its default.',
  ].join('\n');
}
