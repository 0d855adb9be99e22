import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { OutgoingKind } from '../observability/service-metrics.js';
import { inSpan } from '../observability/spans.js';
import { RepeatedTask } from '../time/repeated-task.js';
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
  /** True where its items wait in the table of work, so that the look of `WorkLoops` finds when one is due. */
  readonly isQueued?: boolean;
  /** Claims at most so many due items, of each lane in turn; so many of them as `ahead` may wait for a place. */
  claim(atMost: number, ahead: number): Promise<readonly Item[]>;
  /** Lane of an item, such as its receiver: half of all places at most go to one. Left out: a claim alone decides. */
  laneOf?(item: Item): string;
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
  /** False: nothing is claimed, and nothing that waits begins. */
  readonly mayClaim?: () => boolean;
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
/** Items that wait for each one that ended since the last claim, and for each place at most (`npm run bench:reach`). */
const AHEAD = 4;
/** Part of these that may be missing before a claim is worth its statements, while all places are taken. */
const MISSING = 1 / 2;
/** Time in which results gather for one statement, while other items are under way. */
const GATHER_MS = 25;

/** An item that waits for a place. */
interface Waiting<Item> {
  readonly item: Item;
  readonly claimedAt: number;
}

/** An item under way. */
interface UnderWay {
  readonly ended: Promise<void>;
  /** Ends an item whose lease is not ours any more, or whose loop stops. */
  readonly ending: AbortController;
}

/** Share of the places that one lane may have. */
export const halfOf = (places: number): number => Math.ceil(places / 2);

/**
 * Does the work of one kind beside the requests: claims as many items as there are free places, and where they may wait more
 * by how many ended since the last claim, so that a place that becomes free waits for no claim; performs them side by side, and
 * stores their results together while others are under way. It looks again when it is woken, when a place is free or results are
 * stored, and after a pause.
 */
export class WorkLoop<Item extends object, Result> {
  private readonly latch = new WakeLatch();
  private readonly underWay = new Map<Item, UnderWay>();
  /** Items under way of each lane. */
  private readonly ofLane = new Map<string, number>();
  private waiting: Waiting<Item>[] = [];
  private readonly renewal: RepeatedTask;
  private results: Result[] = [];
  private settling: Promise<void> | null = null;
  private running: Promise<void> = Promise.resolve();
  private isStopping = false;
  /** Nothing that ends from now on is stored. */
  private isOver = false;
  private mayBeMore = false;
  /** Items that ended since the last claim began. Where none does, another instance may be free sooner: nothing waits here. */
  private ended = 0;

  constructor(
    private readonly work: Work<Item, Result>,
    private readonly options: WorkLoopOptions,
  ) {
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
    this.isOver = true;
    for (const { ending } of this.underWay.values()) ending.abort();
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
    if (this.options.mayClaim?.() === false) {
      await this.release(this.waiting.splice(0));
      return;
    }
    const { concurrency } = this.options;
    const ahead = this.work.mayWaitMs === undefined ? 0 : AHEAD * Math.min(this.ended, concurrency);
    const missing = ahead - this.waiting.length;
    const free = concurrency - this.underWay.size;
    if (free === 0 && missing < MISSING * ahead) {
      this.mayBeMore = true;
      return;
    }
    this.ended = 0;
    // Free places count in full: an item that waits beside one belongs to a lane that has its share.
    const atMost = free + Math.max(0, missing);
    const claimedAt = performance.now();
    const items = atMost > 0 ? await this.attempt('claimed', () => this.work.claim(atMost, ahead)) : [];
    this.mayBeMore = items?.length === atMost;
    this.waiting.push(...(items ?? []).map((item) => ({ item, claimedAt })));
    await this.release(this.beginWaiting());
  }

  /** Begins items while there are places, for all and for their lanes; takes out and answers those that have waited too long. */
  private beginWaiting(): Waiting<Item>[] {
    const latest = performance.now() - (this.work.mayWaitMs ?? Infinity);
    const waiting: Waiting<Item>[] = [];
    const late: Waiting<Item>[] = [];
    for (const next of this.waiting) {
      if (next.claimedAt < latest) late.push(next);
      else if (this.hasPlace(next.item)) this.begin(next.item);
      else waiting.push(next);
    }
    this.waiting = waiting;
    return late;
  }

  private hasPlace(item: Item): boolean {
    const { concurrency } = this.options;
    if (this.underWay.size >= concurrency) return false;
    const lane = this.work.laneOf?.(item);
    return lane === undefined || (this.ofLane.get(lane) ?? 0) < halfOf(concurrency);
  }

  private begin(item: Item): void {
    const ending = new AbortController();
    this.count(item, 1);
    this.underWay.set(item, { ending, ended: this.perform(item, ending.signal) });
  }

  private end(item: Item): void {
    this.underWay.delete(item);
    this.count(item, -1);
    this.ended += 1;
  }

  private count(item: Item, change: 1 | -1): void {
    const lane = this.work.laneOf?.(item);
    if (lane === undefined) return;
    const count = (this.ofLane.get(lane) ?? 0) + change;
    if (count === 0) this.ofLane.delete(lane);
    else this.ofLane.set(lane, count);
  }

  private async release(late: readonly Waiting<Item>[]): Promise<void> {
    if (late.length > 0) await this.attempt('released', () => this.work.release(late.map(({ item }) => item)));
  }

  private async perform(item: Item, signal: AbortSignal): Promise<void> {
    const begun = performance.now();
    try {
      const name = `work ${this.work.name}`;
      const result = await inSpan(name, { isRoot: true }, () => this.work.perform(item, signal));
      if (this.isOver) return;
      this.report(this.work.outcomeOf?.(result) ?? 'done', begun);
      this.results.push(result);
    } catch (err) {
      this.report('error', begun);
      this.options.logger.warn(
        { err, work: this.work.name },
        'An item failed and will be retried when its lease ends.',
      );
    } finally {
      this.end(item);
      if (this.results.length > 0) this.settling ??= this.settleAll();
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
    for (const item of items) if (!ours.has(item)) this.underWay.get(item)?.ending.abort();
  }

  /** Stores all results that there are, and those that come meanwhile with the next statement. */
  private async settleAll(): Promise<void> {
    while (this.results.length > 0) {
      if (this.underWay.size > 0 && !this.isStopping) await pause(GATHER_MS);
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
      this.options.logger.debug(
        { err, work: this.work.name },
        `Items could not be ${what}; the service will try again.`,
      );
      return undefined;
    }
  }
}
