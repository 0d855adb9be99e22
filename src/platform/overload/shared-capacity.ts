import type { Share } from './share.js';
import { type Queued, ShareQueue } from './share-queue.js';

/** A part of a capacity that somebody waits for. */
export interface Claim extends Queued {
  readonly amount: number;
  /** Called when the amount is taken, at once or later. */
  readonly start: () => void;
}

/** A share, and the time at which it last took or gave back something. */
interface Use {
  readonly share: Share;
  readonly atMs: number;
}

/** Precautions for a capacity that is taken for long. */
export interface SharedCapacityOptions {
  /** Time for which a share counts as waiting after each use, so that its next one finds its half free. */
  readonly lingerMs: number;
  /** Amount that a share alone leaves to the first who comes. */
  readonly keptFree: number;
}

const NEVER: Use = { share: 'service', atMs: -Infinity };

/**
 * A capacity that is divided among shares: connections, threads, bytes. Claims wait in a `ShareQueue`. A share has at
 * most half of it (rounded up) while another waits; alone, all of it but for `keptFree`. Nothing that is taken is taken away: a share above
 * its half gets nothing more until it is below again. What is free goes to the next claim that fits in.
 */
export class SharedCapacity<Waiting extends Claim = Claim> {
  private readonly taken = new Map<Share, number>();
  private readonly queue = new ShareQueue<Waiting>();
  private freeAmount: number;
  /** The last use, and the last one of another share. */
  private lastUse = NEVER;
  private lastUseOfOther = NEVER;

  constructor(
    private readonly capacity: number,
    private readonly options: SharedCapacityOptions = { lingerMs: 0, keptFree: 0 },
  ) {
    this.freeAmount = capacity;
  }

  /** The amount that is free. */
  get free(): number {
    return this.freeAmount;
  }

  /** Number of claims that wait. */
  get waiting(): number {
    return this.queue.size;
  }

  /** Number of a share's claims that wait. */
  waitingOf(share: Share): number {
    return this.queue.of(share).length;
  }

  /**
   * True when the share would have no more than its half, with what it waits for and `amount` in addition. A share that
   * has and awaits nothing may have any amount, else what is larger than half could never be taken.
   */
  isWithinHalf(share: Share, amount: number): boolean {
    const awaited = this.queue.of(share).reduce((sum, claim) => sum + claim.amount, 0);
    return this.fitsInHalf(this.takenBy(share) + awaited, amount);
  }

  /** True where a claim of the share would start at once, or be the next to start. */
  hasRoomFor(share: Share, amount: number): boolean {
    if (this.waitingOf(share) > 0) return false;
    return this.isWithinHalf(share, amount) || this.isFreeBeyondHalf(share, amount);
  }

  /** Takes the claim's amount when its turn has come. */
  claim(claim: Waiting): void {
    this.queue.add(claim);
    this.startNext();
  }

  /** Stops waiting; false where the claim was started. */
  withdraw(claim: Waiting): boolean {
    const isWithdrawn = this.queue.remove(claim);
    // Claims beyond half of the capacity may have waited for this one alone.
    if (isWithdrawn) this.startNext();
    return isWithdrawn;
  }

  /** Withdraws all claims. */
  withdrawAll(): Waiting[] {
    return this.queue.clear();
  }

  /** Gives back what was taken for a share. */
  release(share: Share, amount: number): void {
    const left = this.takenBy(share) - amount;
    if (left > 0) this.taken.set(share, left);
    else this.taken.delete(share);
    this.freeAmount += amount;
    this.noteUse(share);
    this.startNext();
  }

  private startNext(): void {
    for (let next = this.takeNext(); next; next = this.takeNext()) next.start();
  }

  private takeNext(): Waiting | undefined {
    const next = this.queue.take((claim) => this.mayStart(claim));
    if (!next) return undefined;
    this.taken.set(next.share, this.takenBy(next.share) + next.amount);
    this.freeAmount -= next.amount;
    this.noteUse(next.share);
    return next;
  }

  private mayStart({ share, amount }: Waiting): boolean {
    if (this.fitsInHalf(this.takenBy(share), amount)) return amount <= this.freeAmount;
    return this.isFreeBeyondHalf(share, amount);
  }

  private isFreeBeyondHalf(share: Share, amount: number): boolean {
    return amount <= this.freeAmount - this.options.keptFree && this.isAlone(share);
  }

  private isAlone(share: Share): boolean {
    const other = share === this.lastUse.share ? this.lastUseOfOther : this.lastUse;
    return !this.queue.hasOthersThan(share) && performance.now() - other.atMs >= this.options.lingerMs;
  }

  private noteUse(share: Share): void {
    if (share !== this.lastUse.share) this.lastUseOfOther = this.lastUse;
    this.lastUse = { share, atMs: performance.now() };
  }

  private fitsInHalf(before: number, amount: number): boolean {
    return before === 0 || before + amount <= Math.ceil(this.capacity / 2);
  }

  private takenBy(share: Share): number {
    return this.taken.get(share) ?? 0;
  }
}

/**
 * Takes an amount for a share, waiting for it at most so long; 0 does not wait.
 *
 * @returns false where its turn did not come in time
 */
export function takeInTurn(
  capacity: SharedCapacity,
  { share, amount, maxWaitMs }: { share: Share; amount: number; maxWaitMs: number },
): Promise<boolean> {
  return new Promise((resolve) => {
    const start = () => {
      clearTimeout(timer);
      resolve(true);
    };
    const claim: Claim = { share, amount, start };
    const giveUp = () => {
      if (capacity.withdraw(claim)) resolve(false);
    };
    const timer = maxWaitMs > 0 ? setTimeout(giveUp, maxWaitMs) : undefined;
    capacity.claim(claim);
    if (!timer) giveUp();
  });
}
