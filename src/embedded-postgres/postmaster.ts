import { type ChildProcess, spawn } from 'node:child_process';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { type LauncherLog } from './launcher-log.js';
import { identityOptions, programEnvironment, type RunAs } from './run-program.js';
import { codeOfServerOutput, lastLines } from './server-output.js';

/** Exit of a server process. `output` is the end of its output. */
export interface PostmasterExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

/** A server that accepts connections: the process that owns all others of its cluster. */
export interface Postmaster {
  readonly pid: number;
  readonly exited: Promise<PostmasterExit>;
  /** Ends it and waits: sessions are cut, data is written; after `patienceMs` without writing what recovery can redo. */
  stop(patienceMs: number): Promise<void>;
}

export interface PostmasterLaunch {
  readonly program: string;
  readonly dataDirectory: string;
  readonly args: readonly string[];
  readonly runAs: RunAs | null;
  readonly log: LauncherLog;
}

/** The server ended before it accepted connections. */
export class PostmasterStartFailure extends Error {
  constructor(readonly exit: PostmasterExit) {
    super(`PostgreSQL did not start (${describeExit(exit)}).`);
  }

  /** Converts the failure into an error for the operator. */
  toPublicError(): EmbeddedPostgresError {
    const code = codeOfServerOutput(this.exit.output) ?? 'start_failed';
    return new EmbeddedPostgresError(code, `${this.message.replace(/\.$/, '')}:\n${lastLines(this.exit.output)}`);
  }
}

export function describeExit({ code, signal }: PostmasterExit): string {
  return signal === null ? `exit code ${String(code)}` : `signal ${signal}`;
}

const READY = 'database system is ready to accept connections';
const KEPT_LINES = 40;
const PROGRESS_MS = 10_000;
const LAST_WORDS_MS = 200;
/** Time of an immediate shutdown: after 5 seconds the server itself kills those of its processes that remain. */
const IMMEDIATE_SHUTDOWN_MS = 6_000;

/** Starts a server and waits until it accepts connections, however long a recovery takes. */
export async function launchPostmaster(launch: PostmasterLaunch): Promise<Postmaster> {
  const { log } = launch;
  // A session of its own: Ctrl-C in the terminal reaches us, and we stop it when our own work is done.
  const child = spawn(launch.program, ['-D', launch.dataDirectory, ...launch.args], {
    cwd: '/',
    env: programEnvironment(),
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    ...identityOptions(launch.runAs),
  });
  const output = watchOutput(child, log);
  const exited = waitForExit(child, output.lines);
  const progress = setInterval(
    () => log.info('PostgreSQL is still starting; after a crash it recovers first.'),
    PROGRESS_MS,
  );
  try {
    const early = await Promise.race([output.ready, exited]);
    if (early !== undefined) throw new PostmasterStartFailure(early);
  } finally {
    clearInterval(progress);
  }
  return toPostmaster(child, exited);
}

function toPostmaster(child: ChildProcess, exited: Promise<PostmasterExit>): Postmaster {
  // Requests the server's end when this process exits without having stopped it.
  const atProcessExit = () => child.kill('SIGINT');
  process.once('exit', atProcessExit);
  void exited.then(() => process.off('exit', atProcessExit));
  return {
    pid: child.pid ?? 0,
    exited,
    stop: async (patienceMs) => {
      const escalation: readonly (readonly [NodeJS.Signals, number])[] = [
        ['SIGINT', patienceMs],
        ['SIGQUIT', IMMEDIATE_SHUTDOWN_MS],
        ['SIGKILL', IMMEDIATE_SHUTDOWN_MS],
      ];
      for (const [signal, waitMs] of escalation) {
        child.kill(signal);
        if (await endsWithin(exited, waitMs)) return;
      }
    },
  };
}

async function endsWithin(exited: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  const ended = await Promise.race([exited.then(() => true), timeout]);
  clearTimeout(timer);
  return ended;
}

function watchOutput(child: ChildProcess, log: LauncherLog): { lines: readonly string[]; ready: Promise<undefined> } {
  const lines: string[] = [];
  let rest = '';
  const ready = new Promise<undefined>((resolve) => {
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      const parts = (rest + chunk).split('\n');
      rest = parts.pop() ?? '';
      for (const line of parts.filter((part) => part !== '')) {
        lines.push(line);
        if (lines.length > KEPT_LINES) lines.shift();
        log.debug(`postgres: ${line}`);
        if (line.includes(READY)) resolve(undefined);
      }
    });
  });
  return { lines, ready };
}

function waitForExit(child: ChildProcess, lines: readonly string[]): Promise<PostmasterExit> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      const finish = () => resolve({ code, signal, output: lines.join('\n') });
      child.once('close', finish);
      // Processes that outlive a killed server hold the pipe open a moment longer: no reason to wait for them.
      setTimeout(finish, LAST_WORDS_MS).unref();
    });
  });
}
