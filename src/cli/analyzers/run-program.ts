import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

/** Exit and output of a program. */
export interface ProgramResult {
  readonly code: number | null;
  /** The end of what it wrote to standard error. */
  readonly stderrTail: string;
  readonly end: 'exited' | 'timed_out' | 'interrupted';
}

export interface ProgramCall {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Written to its standard input. */
  readonly input?: string;
  /** File for its standard output; without it the output is discarded. */
  readonly stdoutFile?: string;
  readonly timeLimitSeconds: number;
  readonly signal: AbortSignal;
}

const TAIL_BYTES = 4096;

/** Runs a program to its end, its time limit or the user's interrupt; in the latter two, its children end with it. */
export function runProgram(call: ProgramCall): Promise<ProgramResult> {
  return new Promise((resolve, reject) => {
    const isWindows = process.platform === 'win32';
    const stdout = call.stdoutFile === undefined ? null : openSync(call.stdoutFile, 'w');
    const child = spawn(call.command, call.args, {
      cwd: call.cwd,
      env: call.env,
      stdio: ['pipe', stdout ?? 'ignore', 'pipe'],
      // A group of its own, so that what the program starts can be ended together with it.
      detached: !isWindows,
    });
    // The program has its own hold on it.
    if (stdout !== null) closeSync(stdout);
    let end: ProgramResult['end'] = 'exited';
    let tail = Buffer.alloc(0);

    const stop = (why: ProgramResult['end']): void => {
      end = why;
      try {
        if (isWindows || child.pid === undefined) child.kill('SIGKILL');
        else process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It ended by itself in the meantime.
      }
    };
    const timer = setTimeout(() => stop('timed_out'), call.timeLimitSeconds * 1000);
    const onAbort = (): void => stop('interrupted');
    call.signal.addEventListener('abort', onAbort, { once: true });
    const cleanUp = (): void => {
      clearTimeout(timer);
      call.signal.removeEventListener('abort', onAbort);
    };

    child.stderr!.on('data', (chunk: Buffer) => {
      tail = Buffer.concat([tail, chunk]).subarray(-TAIL_BYTES);
    });
    child.on('error', (error) => {
      cleanUp();
      reject(error);
    });
    child.on('close', (code) => {
      cleanUp();
      resolve({ code, stderrTail: tail.toString('utf8').trim(), end });
    });
    // A program that ends before it read everything closes the pipe; its exit code gives the reason.
    child.stdin!.on('error', () => undefined);
    child.stdin!.end(call.input ?? '');
    if (call.signal.aborted) stop('interrupted');
  });
}
