import { spawn } from 'node:child_process';

/** The user and group that a program is started as; null: those of this process. */
export interface RunAs {
  readonly user: string;
  readonly uid: number;
  readonly gid: number;
}

/** A program that has ended, by itself or by a signal. */
export interface FinishedProgram {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The end of what it wrote to both outputs. */
  readonly output: string;
}

const KEPT_OUTPUT = 8192;

/**
 * Environment of PostgreSQL's programs: nothing of ours, which contains secrets, and messages in English, which the
 * launcher reads.
 */
export function programEnvironment(): NodeJS.ProcessEnv {
  return { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
}

/** Runs a program to its end. Rejects only when it cannot be started at all (`ENOENT`, `EACCES`, `EPERM`). */
export function runProgram(
  file: string,
  args: readonly string[],
  options: { readonly runAs: RunAs | null; readonly input?: string },
): Promise<FinishedProgram> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      env: programEnvironment(),
      cwd: '/',
      stdio: ['pipe', 'pipe', 'pipe'],
      ...identityOptions(options.runAs),
    });
    // Should this process end meanwhile, the program does not go on without it.
    const atProcessExit = () => child.kill();
    process.once('exit', atProcessExit);
    let output = '';
    const keep = (chunk: string) => {
      output = (output + chunk).slice(-KEPT_OUTPUT);
    };
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    // A program that ends without reading its input closes the pipe; its exit code gives the reason.
    child.stdin.on('error', () => undefined).end(options.input ?? '');
    child.once('error', (error) => {
      process.off('exit', atProcessExit);
      reject(error);
    });
    child.once('close', (code, signal) => {
      process.off('exit', atProcessExit);
      resolve({ code, signal, output });
    });
  });
}

export function identityOptions(runAs: RunAs | null): { uid?: number; gid?: number } {
  return runAs === null ? {} : { uid: runAs.uid, gid: runAs.gid };
}
