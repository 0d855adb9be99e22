import { setMaxListeners } from 'node:events';
import type { Logger } from 'pino';
import { WakeLatch } from './wake-latch.js';

/**
 * Work of one kind that waits in the database for any instance. Items are claimed under a lease, after which another instance
 * claims them again; results and releases count only while the item's lease is still the claimed one. So an item is done at
 * least once, and after a kill possibly twice.
 */
export interface Work<Item extends object, Result> {
  /** In lower case and hyphens; announced as `work:<name>` on the channel of changes when an item may be due. */
  readonly name: string;
  /** Claims at most so many due items, of each lane in turn. */
  claim(atMost: number): Promise<readonly Item[]>;
  /** Does an item. Its lease outlasts the longest time that this may take. */
  perform(item: Item, signal: AbortSignal): Promise<Result>;
  /** Stores results. */
  settle(results: readonly Result[]): Promise<void>;
  /** Gives up the leases of items that were not done, so that they are due at once. */
  release(items: readonly Item[]): Promise<void>;
}

export interface WorkLoopOptions {
  /** Most items under way. */
  readonly concurrency: number;
  readonly logger: Pick<Logger, 'debug' | 'warn'>;
  /** Longest time between two claims, for what becomes due by time or where no change is announced. */
  readonly pollMs?: number;
  /** Time for items under way when the loop stops. */
  readonly drainMs?: number;
}

const POLL_MS = 1_000;
const DRAIN_MS = 8_000;

/**
 * Does the work of one kind beside the requests: claims as many items as there are free places, performs them side by side,
 * and stores their results together while others are under way. It looks again when it is woken, when a place is free or
 * results are stored, and after a pause.
 */
export class WorkLoop<Item extends object, Result> {
  private readonly latch = new WakeLatch();
  private readonly underWay = new Map<Item, Promise<void>>();
  private readonly stopping = new AbortController();
  private results: Result[] = [];
  private settling: Promise<void> | null = null;
  private running: Promise<void> = Promise.resolve();
  private isStopping = false;
  private mayBeMore = false;

  constructor(
    private readonly work: Work<Item, Result>,
    private readonly options: WorkLoopOptions,
  ) {
    // each item under way listens
    setMaxListeners(0, this.stopping.signal);
  }

  start(): void {
    this.running = this.run();
  }

  /** Looks for due items at once, or after the look that is under way. */
  wake(): void {
    this.latch.wake();
  }

  /** Claims no more, waits for what is under way, and gives the rest back. */
  async stop(): Promise<void> {
    this.isStopping = true;
    this.wake();
    await this.running;
    await this.drain();
    const left = [...this.underWay.keys()];
    this.stopping.abort();
    await this.settling;
    if (left.length > 0) await this.attempt('released', () => this.work.release(left));
  }

  private async run(): Promise<void> {
    while (!this.isStopping) {
      this.latch.clear();
      await this.fill();
      await this.latch.wait(this.options.pollMs ?? POLL_MS);
    }
  }

  private async fill(): Promise<void> {
    const free = this.options.concurrency - this.underWay.size;
    const items = free > 0 ? await this.attempt('claimed', () => this.work.claim(free)) : [];
    this.mayBeMore = items?.length === free;
    for (const item of items ?? []) this.underWay.set(item, this.perform(item));
  }

  private async perform(item: Item): Promise<void> {
    try {
      const result = await this.work.perform(item, this.stopping.signal);
      if (this.stopping.signal.aborted) return;
      this.results.push(result);
      this.settling ??= this.settleAll();
    } catch (err) {
      this.options.logger.warn({ err, work: this.work.name }, 'An item failed; it is due again when its lease ends.');
    } finally {
      this.underWay.delete(item);
      if (this.mayBeMore) this.wake();
    }
  }

  /** Stores all results that there are, and those that come meanwhile with the next statement. */
  private async settleAll(): Promise<void> {
    while (this.results.length > 0) {
      const results = this.results;
      this.results = [];
      await this.attempt('settled', () => this.work.settle(results));
      this.wake();
    }
    this.settling = null;
  }

  private async drain(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const timeUp = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, this.options.drainMs ?? DRAIN_MS);
    });
    await Promise.race([Promise.all(this.underWay.values()), timeUp]);
    clearTimeout(timer);
  }

  /** Undefined where the database is away: leases end by themselves. */
  private async attempt<T>(what: string, call: () => Promise<T>): Promise<T | undefined> {
    try {
      return await call();
    } catch (err) {
      this.options.logger.debug({ err, work: this.work.name }, `Items could not be ${what}; it will be tried again.`);
      return undefined;
    }
  }
}
