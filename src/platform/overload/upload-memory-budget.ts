import type { IncomingMessage } from 'node:http';
import { Inject, Injectable, Optional } from '@nestjs/common';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/config-token.js';
import { AppError } from '../errors/app-error.js';
import { ServiceMetrics } from '../observability/service-metrics.js';
import { countFreeMemory, countReportThreads, countThreadHeapMb, FAIR_HEAP_MB, READING_TIMES } from './container.js';
import { FairUploadReader } from './fair-upload-reader.js';
import { currentShare, type Share } from './share.js';
import { SharedCapacity, takeInTurn } from './shared-capacity.js';
import { tooLittleMemory } from './too-little-memory.js';

/** Longest wait for memory that others have; longer than a body without progress is waited for. */
const MAX_WAIT_MS = 15_000;

/** Between two looks at the memory of the machine while bodies wait and none leaves. */
const LOOK_MS = 1_000;
/** Smaller bodies take next to nothing to read. */
const SMALL_BYTES = 1024 * 1024;

/** A larger report is tried with what a thread has: most formats take less than SARIF. */
const FAIR_HEAP_BYTES = FAIR_HEAP_MB * 1024 * 1024;

/** Memory that the process has and may take, in bytes. */
export interface MachineMemory {
  readonly resident: () => number;
  readonly free: () => number;
  /** Most of the heap of one thread. */
  readonly threadHeap: () => number;
}

/** Injection token of another `MachineMemory` than that of the process. */
export const MACHINE_MEMORY = Symbol('MACHINE_MEMORY');

const OF_PROCESS: MachineMemory = {
  resident: () => process.memoryUsage.rss(),
  free: () => countFreeMemory(),
  threadHeap: () => countThreadHeapMb() * 1024 * 1024,
};

/** Memory that is reserved for one body. */
export interface Reservation {
  /** Most bytes of the body. */
  readonly limit: number;
  /** Changes the reservation to a number of bytes that a part of the body may take. Rejects with a 503 where the budget does not have them. */
  readonly hold: (bytes: number) => Promise<void>;
  /** `hold`, and waits until the machine has the memory to read a document of that size. */
  readonly resize: (bytes: number) => Promise<void>;
}

/** A body that waits for memory of the machine. */
interface Waiting {
  readonly bytes: number;
  /** Called once the machine has it. */
  readonly start: () => void;
}

/**
 * Bounds the memory of all bodies of requests together. One that does not fit in is refused with 503 before it is read; where
 * its share has less than half of the memory, it waits for others first.
 */
@Injectable()
export class UploadMemoryBudget {
  private readonly budgetBytes: number;
  private readonly memory: SharedCapacity;
  private readonly threads: number;
  /** Bytes of the bodies that are not small. */
  private readonly large = new Map<object, number>();
  /** The oldest first. */
  private readonly waiting = new Map<object, Waiting>();
  private nextLook: NodeJS.Timeout | undefined;
  /** Memory of the process without any of them. */
  private restBytes = Infinity;

  constructor(
    @Inject(APP_CONFIG) { uploads }: Pick<AppConfig, 'uploads'>,
    private readonly reader: FairUploadReader,
    private readonly metrics: ServiceMetrics,
    @Optional() @Inject(MACHINE_MEMORY) private readonly machine: MachineMemory = OF_PROCESS,
  ) {
    this.budgetBytes = uploads.memoryBytes;
    this.threads = countReportThreads({ uploads });
    this.memory = new SharedCapacity(uploads.memoryBytes);
  }

  /** Bytes that are reserved at present. */
  get takenBytes(): number {
    return this.budgetBytes - this.memory.free;
  }

  /**
   * Does work that keeps the body of a request in memory, which stays reserved until the work is done, also where the
   * client has gone before.
   *
   * @param limit most bytes of the body that the work reads; one that comes without its length is counted as that many
   */
  async reserve<Result>(
    request: IncomingMessage,
    limit: number,
    work: (reservation: Reservation) => Promise<Result>,
  ): Promise<Result> {
    const share = currentShare();
    let reservedBytes = 0;
    const body = {};
    const hold = async (bytes: number, until = performance.now() + MAX_WAIT_MS) => {
      if (bytes > reservedBytes) await this.take(share, bytes - reservedBytes, until);
      else this.memory.release(share, reservedBytes - bytes);
      reservedBytes = bytes;
    };
    const resize = async (bytes: number) => {
      const until = performance.now() + MAX_WAIT_MS;
      await hold(bytes, until);
      await this.findMemory(body, bytes, until);
    };
    try {
      const length = request.headers['content-length'];
      // The memory that reading takes is known once the length is. The server's parser has refused lengths that are not plain digits.
      if (length === undefined) await hold(limit);
      else await resize(Math.min(Number(length), limit));
      this.reader.follow(request, share);
      return await work({ limit, hold, resize });
    } finally {
      this.large.delete(body);
      this.memory.release(share, reservedBytes);
      this.startWaiting();
    }
  }

  /** Takes from the budget, waiting for others where the share has its half still to come. */
  private async take(share: Share, bytes: number, until: number): Promise<void> {
    const maxWaitMs = this.memory.isWithinHalf(share, bytes) ? until - performance.now() : 0;
    if (await takeInTurn(this.memory, { share, amount: bytes, maxWaitMs })) return;
    throw this.turnAway(tooMuchAtOnce());
  }

  /** Waits until the machine has the memory to read all bodies up to this one. */
  private async findMemory(body: object, bytes: number, until: number): Promise<void> {
    if (this.large.size === 0) this.restBytes = Math.min(this.restBytes, this.machine.resident());
    if (bytes < SMALL_BYTES || bytes <= (this.large.get(body) ?? 0)) return;
    if (this.machine.threadHeap() < Math.min(bytes * READING_TIMES, FAIR_HEAP_BYTES))
      throw this.turnAway(tooLittleMemory());
    const isFound = await new Promise<boolean>((resolve) => {
      const giveUp = setTimeout(() => resolve(!this.waiting.delete(body)), until - performance.now());
      const start = () => {
        clearTimeout(giveUp);
        resolve(true);
      };
      this.waiting.set(body, { bytes, start });
      this.startWaiting();
    });
    if (!isFound) throw this.turnAway(tooMuchAtOnce());
  }

  /**
   * Starts the bodies that find their memory by now. While others wait, the machine is looked at again: what it has changes by more than the
   * bodies that leave.
   */
  private startWaiting(): void {
    clearTimeout(this.nextLook);
    if (this.waiting.size === 0) return;
    const freeBytes = this.countFree();
    for (const [body, { bytes, start }] of this.waiting) {
      if (this.needFor(body, bytes) > freeBytes) continue;
      this.waiting.delete(body);
      this.large.set(body, bytes);
      start();
    }
    if (this.waiting.size > 0) this.nextLook = setTimeout(() => this.startWaiting(), LOOK_MS);
  }

  /** Bytes to read a body beside all that are being read. */
  private needFor(body: object, bytes: number): number {
    const others = [...this.large].filter(([other]) => other !== body).map(([, taken]) => taken);
    const total = others.reduce((sum, taken) => sum + taken, bytes);
    const largest = Math.min(Math.max(bytes, ...others) * READING_TIMES, this.machine.threadHeap());
    return total + Math.min(total * READING_TIMES, this.threads * largest);
  }

  /** Memory that the process took since it had no body counts among what bodies may take: it comes back, or is used again. */
  private countFree(): number {
    return this.machine.free() + Math.max(0, this.machine.resident() - this.restBytes);
  }

  private turnAway(error: AppError): AppError {
    this.metrics.countTurnedAway('upload_memory');
    return error;
  }
}

const tooMuchAtOnce = () =>
  new AppError('unavailable', 'Too many uploads are in progress. Send it again shortly.', { retryAfterSeconds: 5 });
