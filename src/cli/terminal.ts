import { text } from 'node:stream/consumers';

/** A stream that may be a terminal. */
export interface TextStream {
  readonly isTTY?: boolean | undefined;
  /** The stream that this one wraps; absent for a stream that wraps none. */
  readonly raw?: TextStream;
  /** @param onWritten called when the text was handed over */
  write(text: string, onWritten?: () => void): boolean;
  /** As `write`, for text that holds workflow commands of qgate's own; absent where all text may. */
  readonly writeCommands?: (text: string, onWritten?: () => void) => boolean;
}

/** Stream of typed answers or a piped secret. */
export type InputStream = AsyncIterable<string | Buffer> & { readonly isTTY?: boolean | undefined };

/** All of standard input; empty where there is none. */
export const readInput = async ({ stdin }: Pick<Terminal, 'stdin'>): Promise<string> =>
  stdin === undefined ? '' : text(stdin);

/** The world that a command runs in, passed in so that tests can put another one in its place. */
export interface Terminal {
  /** Absent where nobody answers. */
  readonly stdin?: InputStream;
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  /** Text as it may be shown or stored: without secrets. */
  readonly redact?: (text: string) => string;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly cwd: string;
  /** Aborted when the user or the CI system interrupts the command. */
  readonly interrupted: AbortSignal;
}

/**
 * Colours are for terminals, and for those who force them; NO_COLOR wins over both (https://no-color.org).
 */
export function hasColors(stream: TextStream, env: Terminal['env']): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR && env.FORCE_COLOR !== '0') return true;
  return stream.isTTY === true && env.TERM !== 'dumb';
}
