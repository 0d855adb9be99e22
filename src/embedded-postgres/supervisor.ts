import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { type EmbeddedPostgresError } from './embedded-postgres-error.js';
import { type LauncherLog } from './launcher-log.js';
import { describeExit, type Postmaster, type PostmasterExit, PostmasterStartFailure } from './postmaster.js';

/** An end of PostgreSQL that nobody requested. */
export interface UnexpectedExit extends PostmasterExit {
  /** Pause until it is started again, on the same port; null: never. */
  readonly restartInMs: number | null;
}

export interface SupervisorOptions {
  readonly launch: () => Promise<Postmaster>;
  readonly log: LauncherLog;
  readonly onExit?: (exit: UnexpectedExit) => void;
  readonly onRestart?: () => void;
  /** Pauses before consecutive restarts; the last one repeats. Empty: never restarted. */
  readonly backoffMs?: readonly number[];
}

/** Never given up: an operator clears a full disk, say, and then the service continues. */
const BACKOFF_MS: readonly number[] = [0, 250, 1000, 2000, 4000, 8000, 10_000];
/** A server that served this long resets the count of failures. */
const STABLE_MS = 60_000;

type State = 'serving' | 'pausing' | 'launching' | 'abandoned' | 'stopping';

/** The states that each state leads to. */
const NEXT: Readonly<Record<State, readonly State[]>> = {
  serving: ['pausing', 'abandoned', 'stopping'],
  pausing: ['launching', 'stopping'],
  launching: ['serving', 'pausing', 'stopping'],
  abandoned: ['stopping'],
  stopping: ['stopping'],
};

/**
 * Keeps one server running: starts it again when it ends by itself, until it is stopped.
 *
 * States:
 * - serving: the server accepts connections. Its end leads to pausing, or to abandoned where no restart is wanted.
 * - pausing: the pause before a restart, longer after each failure in a row.
 * - launching: the next server starts. It leads to serving, or to pausing when it ends before it accepts connections.
 * - abandoned: the server ended and is not started again.
 * - stopping: entered by `stop` from every state, and never left. A server that starts meanwhile is stopped at once.
 */
export class PostmasterSupervisor {
  private state: State = 'serving';
  private readonly stopping = new AbortController();
  private readonly watching: Promise<void>;

  private constructor(
    private current: Postmaster,
    private readonly options: SupervisorOptions,
  ) {
    this.watching = this.watch();
  }

  /** Starts the server; a first start that fails is not repeated. */
  static async start(options: SupervisorOptions): Promise<PostmasterSupervisor> {
    return new PostmasterSupervisor(await options.launch(), options);
  }

  get pid(): number {
    return this.current.pid;
  }

  async stop(patienceMs: number): Promise<void> {
    this.enter('stopping');
    this.stopping.abort();
    await this.current.stop(patienceMs);
    await this.watching;
  }

  private enter(next: State): void {
    assert(NEXT[this.state].includes(next), `${next} after ${this.state}`);
    this.state = next;
  }

  private isStopping(): boolean {
    return this.state === 'stopping';
  }

  private async watch(): Promise<void> {
    const pauses = this.options.backoffMs ?? BACKOFF_MS;
    let failures = 0;
    let startedAt = Date.now();
    let exit = await this.current.exited;
    while (!this.isStopping()) {
      if (Date.now() - startedAt > STABLE_MS) failures = 0;
      const restartInMs = pauses[Math.min(failures, pauses.length - 1)] ?? null;
      this.enter(restartInMs === null ? 'abandoned' : 'pausing');
      this.report({ ...exit, restartInMs });
      if (restartInMs === null) return;
      await sleep(restartInMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
      if (this.isStopping()) return;
      failures += 1;
      startedAt = Date.now();
      exit = await this.restart();
    }
  }

  /** Resolves when the next server has ended in turn. */
  private async restart(): Promise<PostmasterExit> {
    this.enter('launching');
    try {
      this.current = await this.options.launch();
    } catch (error) {
      return exitOf(error);
    }
    if (this.isStopping()) await this.current.stop(0);
    else {
      this.enter('serving');
      this.options.onRestart?.();
    }
    return this.current.exited;
  }

  private report(exit: UnexpectedExit): void {
    const next = exit.restartInMs === null ? 'It will not be restarted.' : `Restarting it in ${exit.restartInMs} ms.`;
    const output = exit.output === '' ? '' : `\n${exit.output}`;
    this.options.log.warn(`PostgreSQL ended unexpectedly (${describeExit(exit)}). ${next}${output}`);
    this.options.onExit?.(exit);
  }
}

/** The end of a server that never accepted connections. */
function exitOf(error: unknown): PostmasterExit {
  if (error instanceof PostmasterStartFailure) return error.exit;
  return { code: null, signal: null, output: (error as EmbeddedPostgresError | Error).message };
}
