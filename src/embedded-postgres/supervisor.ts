import { setTimeout as sleep } from 'node:timers/promises';

import { type EmbeddedPostgresError } from './embedded-postgres-error.js';
import { type LauncherLog } from './launcher-log.js';
import { describeExit, type Postmaster, type PostmasterExit, PostmasterStartFailure } from './postmaster.js';

/** PostgreSQL ended although nobody asked it to. */
export interface UnexpectedExit extends PostmasterExit {
  /** When it is started again, on the same port; null: never. */
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

/** Never given up: a full disk, say, is cleared by somebody, and then the service goes on. */
const BACKOFF_MS: readonly number[] = [0, 250, 1000, 2000, 4000, 8000, 10_000];
/** A server that served this long starts the count anew. */
const SETTLED_MS = 60_000;

/** Keeps one server running: starts it again when it ends by itself, until it is stopped. */
export class PostmasterSupervisor {
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
    this.stopping.abort();
    await this.current.stop(patienceMs);
    await this.watching;
  }

  private isStopping(): boolean {
    return this.stopping.signal.aborted;
  }

  private async watch(): Promise<void> {
    const pauses = this.options.backoffMs ?? BACKOFF_MS;
    let failures = 0;
    let startedAt = Date.now();
    let exit = await this.current.exited;
    while (!this.isStopping()) {
      if (Date.now() - startedAt > SETTLED_MS) failures = 0;
      const restartInMs = pauses[Math.min(failures, pauses.length - 1)] ?? null;
      this.report({ ...exit, restartInMs });
      if (restartInMs === null) return;
      await sleep(restartInMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
      failures += 1;
      startedAt = Date.now();
      exit = await this.restart();
    }
  }

  /** Resolves when the next server has ended in turn. */
  private async restart(): Promise<PostmasterExit> {
    if (this.isStopping()) return { code: 0, signal: null, output: '' };
    try {
      const next = await this.options.launch();
      this.current = next;
      if (this.isStopping()) await next.stop(0);
      else this.options.onRestart?.();
      return await next.exited;
    } catch (error) {
      if (error instanceof PostmasterStartFailure) return error.exit;
      const output = (error as EmbeddedPostgresError | Error).message;
      return { code: null, signal: null, output };
    }
  }

  private report(exit: UnexpectedExit): void {
    const next =
      exit.restartInMs === null ? 'It is not started again.' : `Starting it again in ${exit.restartInMs} ms.`;
    const said = exit.output === '' ? '' : `\n${exit.output}`;
    this.options.log.warn(`PostgreSQL ended unexpectedly (${describeExit(exit)}). ${next}${said}`);
    this.options.onExit?.(exit);
  }
}
