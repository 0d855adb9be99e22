import { type Writable } from 'node:stream';

/** A stream that may be a terminal. */
export type TextStream = Pick<Writable, 'write'> & { readonly isTTY?: boolean };

/** The world that a command runs in, passed in so that tests can put another one in its place. */
export interface Terminal {
  readonly stdout: TextStream;
  readonly stderr: TextStream;
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
