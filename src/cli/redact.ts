import { type Terminal, type TextStream } from './terminal.js';

/** Shorter secrets would blacken innocent text. */
const MIN_SECRET_LENGTH = 8;
const HIDDEN = '***';

/** Credentials that addresses carry, as in `https://user:secret@host/`. */
const IN_ADDRESS = /\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@:]*:[^\s/@]+@/gi;

/** The token and the password as they were given, in the environment or (unwisely) as an option. */
function secretsOf({ env }: Pick<Terminal, 'env'>, args: readonly string[]): readonly string[] {
  const given = [env.QGATE_TOKEN, env.QGATE_PASSWORD];
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

/** The terminal with secrets kept out of both streams: a service, git or a proxy may quote them in what they answer. */
export function redactTerminal(terminal: Terminal, args: readonly string[]): Terminal {
  const secrets = secretsOf(terminal, args);
  return {
    ...terminal,
    redact: (text) => redact(text, secrets),
    stdout: redactStream(terminal.stdout, secrets),
    stderr: redactStream(terminal.stderr, secrets),
  };
}

function redactStream(stream: TextStream, secrets: readonly string[]): TextStream {
  return {
    ...(stream.isTTY !== undefined && { isTTY: stream.isTTY }),
    raw: stream,
    write: (chunk, onWritten) => stream.write(redact(chunk, secrets), onWritten),
  };
}
