import { Worker } from 'node:worker_threads';
import { AppError } from '../errors/app-error.js';
import { inSpan } from '../observability/spans.js';
import { currentShare } from '../overload/share.js';
import { type Claim, SharedCapacity } from '../overload/shared-capacity.js';
import { tooLittleMemory } from '../overload/too-little-memory.js';
import { processorMsIn } from './processor-account.js';

/** Options of a pool. */
export interface WorkerPoolOptions {
  /** The script that each thread runs; it hands its tasks to `serveTasks`. */
  readonly entry: URL | string;
  /** Threads; started when they are first needed. */
  readonly size: number;
  /** Tasks of one share that may wait for a free thread; one more is turned away with 503. */
  readonly maxQueued: number;
  /** A task that runs longer is ended with its thread. */
  readonly timeoutMs: number;
  /** Processor time with which a task that was ended had its chance: its input is to blame, else the load. */
  readonly fairProcessorMs: number;
  /** The most that a thread's heap may grow to; beyond, the thread ends. */
  readonly maxHeapMb: number;
  /** Heap with which a task that was ended had its chance; by default what it had. */
  readonly fairHeapMb?: number;
  /** A thread without work for so long ends, and gives its memory back; left out, it stays. */
  readonly idleMs?: number;
  /** Arguments of Node for the threads. */
  readonly execArgv?: readonly string[];
  /** Hears of threads that ended by themselves within their limits: whatever report does that, the fault is ours. */
  readonly onCrash?: (error: Error) => void;
  /** Hears of tasks that are turned away. */
  readonly onTurnedAway?: () => void;
}

/** A task on its way to a thread. */
export interface TaskMessage {
  readonly task: string;
  readonly input: unknown;
}

/** A thread's message: once the file with its processor time, then of each task the output, or the error that it threw. */
export type ThreadMessage =
  | { readonly kind: 'ready'; readonly account: string | null }
  | { readonly kind: 'done'; readonly output: unknown }
  | { readonly kind: 'failed'; readonly message: string; readonly stack: string | undefined };

interface QueuedTask extends Claim {
  readonly message: TaskMessage;
  readonly transfer: readonly ArrayBuffer[];
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  current: QueuedTask | null;
  /** File with its processor time; undefined until it runs. */
  account: string | null | undefined;
  /** Ends it: where its task takes too long, or where it has none. */
  timer: NodeJS.Timeout | undefined;
}

/** The task failed by itself: a fault of ours, not of the input. */
export class TaskFailed extends Error {}

/**
 * A bounded pool of threads for work that would block the event loop, divided among shares. What kills a thread (its
 * heap, its time, a crash) costs the one upload that did it, as a 400. What lacks processors is 503: a share's full queue, so that no
 * upload waits without end, and a task that had too little of its time. A thread is no wall against V8 itself: where it aborts, as at the end of the stack inside a regular
 * expression, the whole process ends. So texts are bounded in depth and length before a recursive reader has them.
 */
export class WorkerPool {
  private readonly threads: Thread[] = [];
  private readonly places: SharedCapacity<QueuedTask>;
  private isClosed = false;

  constructor(private readonly options: WorkerPoolOptions) {
    this.places = new SharedCapacity(options.size);
  }

  /** Number of tasks that could begin at once. */
  get freeThreads(): number {
    return this.places.free;
  }

  /** Number of tasks that are under way. */
  get busyThreads(): number {
    return this.options.size - this.places.free;
  }

  /** Number of tasks that wait for a thread. */
  get queued(): number {
    return this.places.waiting;
  }

  /**
   * Runs a task of the entry script.
   *
   * @param transfer buffers of `input` that are handed over instead of copied; the caller must not use them afterwards
   */
  async run<Output>(task: string, input: unknown, transfer: readonly ArrayBuffer[] = []): Promise<Output> {
    if (this.places.waitingOf(currentShare()) < this.options.maxQueued) return this.runInTurn(task, input, transfer);
    this.options.onTurnedAway?.();
    throw new AppError('unavailable', 'All report readers are busy. Send the report again shortly.', {
      retryAfterSeconds: 5,
    });
  }

  /**
   * Runs work on documents that were accepted before: it waits its turn however many wait. The caller bounds their
   * number, as by the connection to the database that each of them uses.
   */
  runInTurn<Output>(task: string, input: unknown, transfer: readonly ArrayBuffer[] = []): Promise<Output> {
    const attributes = { 'qgate.task': task };
    return inSpan('thread task', { attributes }, () => this.queue<Output>(task, input, transfer));
  }

  /** Ends all threads; tasks that still run or wait are turned away. */
  async close(): Promise<void> {
    this.isClosed = true;
    for (const queued of this.places.withdrawAll()) queued.reject(stopping());
    await Promise.all(
      this.threads.splice(0).map((thread) => {
        clearTimeout(thread.timer);
        thread.current?.reject(stopping());
        thread.current = null;
        return thread.worker.terminate();
      }),
    );
  }

  private queue<Output>(task: string, input: unknown, transfer: readonly ArrayBuffer[]): Promise<Output> {
    return new Promise<unknown>((resolve, reject) => {
      if (this.isClosed) {
        reject(stopping());
        return;
      }
      const queued: QueuedTask = {
        ...{ message: { task, input }, transfer, resolve, reject },
        ...{ share: currentShare(), amount: 1, start: () => this.startTask(queued) },
      };
      this.places.claim(queued);
    }) as Promise<Output>;
  }

  private startTask(task: QueuedTask): void {
    const thread = this.threads.find(({ current }) => current === null) ?? this.startThread();
    thread.current = task;
    clearTimeout(thread.timer);
    const workedMs = processorMsOf(thread);
    thread.timer = setTimeout(() => {
      const hadItsChance = !(processorMsOf(thread) - workedMs < this.options.fairProcessorMs);
      this.end(thread, this.blame(hadItsChance ? unreadable('takes too long to read') : starved()));
    }, this.options.timeoutMs);
    thread.worker.ref();
    thread.worker.postMessage(task.message, [...task.transfer]);
  }

  private startThread(): Thread {
    const worker = new Worker(this.options.entry, {
      resourceLimits: { maxOldGenerationSizeMb: this.options.maxHeapMb },
      ...(this.options.execArgv && { execArgv: [...this.options.execArgv] }),
    });
    const thread: Thread = { worker, current: null, account: undefined, timer: undefined };
    worker.on('message', (message: ThreadMessage) => this.hear(thread, message));
    worker.on('error', (error) => {
      if (isOutOfMemory(error)) this.end(thread, this.blame(unreadable('needs too much memory')));
      else this.crash(thread, error);
    });
    worker.on('exit', (code) => this.crash(thread, new Error(`A thread exited unexpectedly with code ${code}.`)));
    this.threads.push(thread);
    return thread;
  }

  private hear(thread: Thread, said: ThreadMessage): void {
    if (said.kind === 'ready') {
      thread.account = said.account;
      return;
    }
    const task = thread.current;
    if (said.kind === 'failed') task?.reject(Object.assign(new TaskFailed(said.message), { stack: said.stack }));
    else task?.resolve(said.output);
    this.release(thread);
  }

  /** A task that had less heap than it may need, which slows it down, too, is not to blame. */
  private blame(error: AppError): AppError {
    const { maxHeapMb, fairHeapMb = maxHeapMb } = this.options;
    return maxHeapMb < fairHeapMb ? tooLittleMemory() : error;
  }

  private crash(thread: Thread, error: Error): void {
    // Also called for a thread that was ended on purpose.
    if (this.threads.includes(thread)) this.options.onCrash?.(error);
    this.end(thread, unreadable('cannot be read because its reader crashed'));
  }

  private dismiss(thread: Thread): void {
    this.threads.splice(this.threads.indexOf(thread), 1);
    void thread.worker.terminate();
  }

  /** The thread is gone or has to go: its task is answered, another thread takes its place when needed. */
  private end(thread: Thread, why: Error): void {
    const index = this.threads.indexOf(thread);
    if (index === -1) return;
    this.threads.splice(index, 1);
    thread.current?.reject(why);
    void thread.worker.terminate();
    this.release(thread);
  }

  /** Gives the thread's place to the next task. */
  private release(thread: Thread): void {
    clearTimeout(thread.timer);
    const { current } = thread;
    thread.current = null;
    // An idle thread does not keep the process alive.
    thread.worker.unref();
    const { idleMs } = this.options;
    if (idleMs !== undefined && this.threads.includes(thread))
      thread.timer = setTimeout(() => this.dismiss(thread), idleMs).unref();
    if (current) this.places.release(current.share, current.amount);
  }
}

const stopping = () => new AppError('unavailable', 'The service is stopping.', { retryAfterSeconds: 5 });

const starved = () =>
  new AppError('unavailable', 'The service is too busy to read this in time. Send it again later.', {
    retryAfterSeconds: 30,
  });

/** None yet of a thread that is still to run. */
const processorMsOf = ({ account }: Thread): number => (account === undefined ? 0 : processorMsIn(account));

const unreadable = (why: string) => new AppError('unreadable_report', `The report ${why}.`);

const isOutOfMemory = (error: Error): boolean => 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';

/** The buffer of `bytes` where it is theirs alone and can be handed over; a slice of a shared one has to be copied. */
export function ownBuffer(bytes: Uint8Array): ArrayBuffer[] {
  const { buffer } = bytes;
  return buffer instanceof ArrayBuffer && buffer.byteLength === bytes.byteLength ? [buffer] : [];
}
