import { setMaxListeners } from 'node:events';
import type { Logger } from 'pino';
import type { OutgoingKind } from '../observability/service-metrics.js';
import { RepeatedTask } from './repeated-task.js';
import { WakeLatch } from './wake-latch.js';

/**
 * Work of one kind that waits in the database for any instance. Items are claimed under a lease, after which another instance
 * claims them again; results and releases count only while the item's lease is still the claimed one. So an item is done at
 * least once, and after a kill possibly twice.
 */
export interface Work<Item extends object, Result> {
  /** In lower case and hyphens; announced as `work:<name>` on the channel of changes when an item may be due. */
  readonly name: string;
  /** Kind of the metrics of outgoing work; left out: attempts are not counted. */
  readonly kind?: OutgoingKind;
  /** Claims at most so many due items, of each lane in turn. */
  claim(atMost: number): Promise<readonly Item[]>;
  /** Does an item. Its lease outlasts the longest time that this and its wait for a place may take, unless it is renewed. */
  perform(item: Item, signal: AbortSignal): Promise<Result>;
  /** A word for a result, for the metrics. */
  outcomeOf?(result: Result): string;
  /** Stores results. */
  settle(results: readonly Result[]): Promise<void>;
  /** Gives up the leases of items that were not done, so that they are due at once. */
  release(items: readonly Item[]): Promise<void>;
  /** Extends the leases of items under way, and answers those that are still ours. Left out: leases are not renewed. */
  renew?(items: readonly Item[]): Promise<readonly Item[]>;
  /** Longest wait of a claimed item for a place, in milliseconds. Left out: as many are claimed as there are free places. */
  readonly mayWaitMs?: number;
  /** Pause between renewals, in milliseconds: a third of a lease. */
  readonly renewedAfterMs?: number;
}

export interface WorkLoopOptions {
  /** Most items under way. */
  readonly concurrency: number;
  readonly logger: Pick<Logger, 'debug' | 'warn'>;
  /** Longest time between two claims, for what becomes due by time or where no change is announced. */
  readonly pollMs?: number;
  /** Time for items under way when the loop stops. */
  readonly drainMs?: number;
  /** Hears of each item that was done, or failed with an error. */
  readonly onPerformed?: (outcome: string, seconds: number) => void;
}

const POLL_MS = 1_000;
const DRAIN_MS = 8_000;
const RENEWED_AFTER_MS = 10_000;
/** Items that wait for each one that ended since the last claim: four kept places busy that one did not (`npm run bench:reach`). */
const AHEAD = 4;

/** An item that waits for a place. */
interface Waiting<Item> {
  readonly item: Item;
  readonly claimedAt: number;
}

/** An item under way. */
interface UnderWay {
  readonly ended: Promise<void>;
  /** Ends an item whose lease is not ours any more. */
  readonly lost: AbortController;
}

/**
 * Does the work of one kind beside the requests: claims as many items as there are free places, and where they may wait more
 * by how many ended since the last claim, so that a place that becomes free waits for no claim; performs them side by side, and
 * stores their results together while others are under way. It looks again when it is woken, when a place is free or results are
 * stored, and after a pause.
 */
export class WorkLoop<Item extends object, Result> {
  private readonly latch = new WakeLatch();
  private readonly underWay = new Map<Item, UnderWay>();
  private readonly waiting: Waiting<Item>[] = [];
  private readonly renewal: RepeatedTask;
  private readonly stopping = new AbortController();
  private results: Result[] = [];
  private settling: Promise<void> | null = null;
  private running: Promise<void> = Promise.resolve();
  private isStopping = false;
  private mayBeMore = false;
  /** Items that ended since the last claim began. Where none does, another instance may be free sooner: nothing waits here. */
  private ended = 0;

  constructor(
    private readonly work: Work<Item, Result>,
    private readonly options: WorkLoopOptions,
  ) {
    // each item under way listens
    setMaxListeners(0, this.stopping.signal);
    this.renewal = new RepeatedTask(
      work.renewedAfterMs ?? RENEWED_AFTER_MS,
      () => this.renew(),
      () => undefined,
    );
  }

  start(): void {
    this.running = this.run();
    if (this.work.renew) this.renewal.start();
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
    await this.release(this.waiting.splice(0));
    await this.drain();
    const left = [...this.underWay.keys()];
    this.stopping.abort();
    await this.renewal.stop();
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
    const ahead = this.work.mayWaitMs === undefined ? 0 : Math.min(AHEAD * this.ended, this.options.concurrency);
    this.ended = 0;
    const free = this.options.concurrency + ahead - this.underWay.size - this.waiting.length;
    const claimedAt = performance.now();
    const items = free > 0 ? await this.attempt('claimed', () => this.work.claim(free)) : [];
    this.mayBeMore = items?.length === free;
    this.waiting.push(...(items ?? []).map((item) => ({ item, claimedAt })));
    await this.release(this.beginWaiting());
  }

  /** Begins items while there are places; takes out and answers those that have waited too long. */
  private beginWaiting(): Waiting<Item>[] {
    const late: Waiting<Item>[] = [];
    while (this.waiting.length > 0 && this.underWay.size < this.options.concurrency) {
      const next = this.waiting.shift()!;
      if (performance.now() - next.claimedAt > (this.work.mayWaitMs ?? Infinity)) late.push(next);
      else this.begin(next.item);
    }
    return late;
  }

  private begin(item: Item): void {
    const lost = new AbortController();
    this.underWay.set(item, { lost, ended: this.perform(item, lost.signal) });
  }

  private async release(late: readonly Waiting<Item>[]): Promise<void> {
    if (late.length > 0) await this.attempt('released', () => this.work.release(late.map(({ item }) => item)));
  }

  private async perform(item: Item, lost: AbortSignal): Promise<void> {
    const begun = performance.now();
    try {
      const result = await this.work.perform(item, AbortSignal.any([this.stopping.signal, lost]));
      if (this.stopping.signal.aborted) return;
      this.report(this.work.outcomeOf?.(result) ?? 'done', begun);
      this.results.push(result);
      this.settling ??= this.settleAll();
    } catch (err) {
      this.report('error', begun);
      this.options.logger.warn({ err, work: this.work.name }, 'An item failed; it is due again when its lease ends.');
    } finally {
      this.underWay.delete(item);
      this.ended += 1;
      if (!this.isStopping) void this.release(this.beginWaiting());
      if (this.mayBeMore) this.wake();
    }
  }

  private report(outcome: string, begun: number): void {
    this.options.onPerformed?.(outcome, (performance.now() - begun) / 1_000);
  }

  /** Ends what may be claimed by others before long: its lease could not be renewed. */
  private async renew(): Promise<void> {
    const items = [...this.underWay.keys()];
    if (items.length === 0) return;
    const ours = new Set(await this.attempt('renewed', () => this.work.renew!(items)));
    for (const item of items) if (!ours.has(item)) this.underWay.get(item)?.lost.abort();
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
    await Promise.race([Promise.all([...this.underWay.values()].map(({ ended }) => ended)), timeUp]);
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
