import { type Terminal, type TextStream } from './terminal.js';
import { type Showing, toVisible } from './visible-text.js';

/** Shorter secrets would blacken innocent text. */
const MIN_SECRET_LENGTH = 8;
const HIDDEN = '***';

/** Credentials that addresses carry, as in `https://user:secret@host/`. */
const IN_ADDRESS = /\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@:]*:[^\s/@]+@/gi;

/** Variables with credentials of the service, with which the CI system issues some, of a forge, or of a SonarQube. */
export const SECRET_VARIABLES = [
  'QGATE_TOKEN',
  'QGATE_PASSWORD',
  'QGATE_TOTP',
  'QGATE_ID_TOKEN',
  'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
  'QGATE_FORGE_TOKEN',
  'SONAR_TOKEN',
] as const;

/** An environment for other programs, which need none of these credentials. */
export const withoutSecrets = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  ...env,
  ...Object.fromEntries(SECRET_VARIABLES.map((name) => [name, undefined])),
});

/** The tokens and the password as they were given, in the environment or (unwisely) as an option. */
function secretsOf({ env }: Pick<Terminal, 'env'>, args: readonly string[]): readonly string[] {
  const given: (string | undefined)[] = SECRET_VARIABLES.map((name) => env[name]);
  args.forEach((arg, index) => {
    if (arg === '--token') given.push(args[index + 1]);
    else if (arg.startsWith('--token=')) given.push(arg.slice('--token='.length));
  });
  return given.flatMap((secret) => {
    const text = secret?.trim() ?? '';
    return text.length >= MIN_SECRET_LENGTH ? [text] : [];
  });
}

/** Text without the secrets, wherever they stand in it, and without the credentials of addresses. */
export function redact(text: string, secrets: readonly string[]): string {
  const hidden = secrets.reduce((rest, secret) => rest.replaceAll(secret, HIDDEN), text);
  return hidden.replace(IN_ADDRESS, `$1${HIDDEN}@`);
}

/**
 * The terminal with both streams guarded: secrets are kept out, as a service, git or a proxy may quote them in what they
 * answer, and nothing in them steers the terminal or a workflow (`toVisible`).
 */
export function guardTerminal(terminal: Terminal, args: readonly string[]): Terminal {
  const secrets = secretsOf(terminal, args);
  return {
    ...terminal,
    redact: (text) => redact(text, secrets),
    stdout: guardStream(terminal.stdout, secrets, { hasColours: true }),
    stderr: guardStream(terminal.stderr, secrets, {}),
  };
}

function guardStream(stream: TextStream, secrets: readonly string[], showing: Showing): TextStream {
  const pass = (text: string, how: Showing): string => toVisible(redact(text, secrets), how);
  return {
    ...(stream.isTTY !== undefined && { isTTY: stream.isTTY }),
    raw: stream,
    write: (chunk, onWritten) => stream.write(pass(chunk, showing), onWritten),
    writeCommands: (chunk, onWritten) => stream.write(pass(chunk, { hasCommands: true }), onWritten),
  };
}
