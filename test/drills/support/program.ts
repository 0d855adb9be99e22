import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { identityOptions, type RunAs } from '../../../src/embedded-postgres/run-program.js';
import { listUnprivilegedUsers } from '../../../src/embedded-postgres/unprivileged-users.js';

/** Long enough for a machine under load; a start that works takes a fraction. */
const READY_WITHIN_MS = 90_000;
const POLL_MS = 100;

/** Account of the programs: PostgreSQL refuses root. Null: that of this process. */
export async function programAccount(): Promise<RunAs | null> {
  return process.getuid?.() === 0 ? ((await listUnprivilegedUsers())[0] ?? null) : null;
}

/** Waits until a condition holds; the last error of `holds` is part of the failure. */
export async function until(what: string, holds: () => Promise<boolean>, withinMs = READY_WITHIN_MS): Promise<void> {
  let cause: unknown;
  for (const end = Date.now() + withinMs; Date.now() < end;) {
    try {
      if (await holds()) return;
    } catch (error) {
      cause = error;
    }
    await sleep(POLL_MS);
  }
  throw new Error(`It did not come about within ${withinMs / 1000} s: ${what}.`, { cause });
}

/** A server in a process of its own, which writes to a log in its folder. */
export class Program {
  private constructor(
    private readonly child: ChildProcess,
    private readonly log: string,
  ) {}

  static start(
    file: string,
    args: readonly string[],
    { log, runAs, environment = {} }: { log: string; runAs: RunAs | null; environment?: NodeJS.ProcessEnv },
  ): Program {
    const child = spawn(file, args, {
      cwd: '/',
      env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...identityOptions(runAs),
    });
    const stream = createWriteStream(log, { flags: 'a' });
    child.stdout.pipe(stream, { end: false });
    child.stderr.pipe(stream, { end: false });
    child.once('error', (error) => stream.write(String(error)));
    // Should this process end meanwhile, the program does not go on without it.
    const atProcessExit = () => child.kill('SIGKILL');
    process.once('exit', atProcessExit);
    child.once('exit', () => process.off('exit', atProcessExit));
    return new Program(child, log);
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null && this.child.pid !== undefined;
  }

  /** As `until`; fails at once, with the end of the log, when the program ends instead. */
  async untilReady(what: string, holds: () => Promise<boolean>): Promise<void> {
    try {
      await until(what, async () => !this.isRunning || (await holds()));
    } catch (error) {
      throw new Error(`${String(error)}\n${await this.lastWords()}`, { cause: error });
    }
    if (!this.isRunning) throw new Error(`It ended instead: ${what}.\n${await this.lastWords()}`);
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Sends a signal and waits for the end. */
  async end(signal: NodeJS.Signals): Promise<void> {
    if (!this.isRunning) return;
    const ended = once(this.child, 'exit');
    this.child.kill(signal);
    await ended;
  }

  private async lastWords(): Promise<string> {
    return (await readFile(this.log, 'utf8').catch(() => '')).slice(-4_000);
  }
}
