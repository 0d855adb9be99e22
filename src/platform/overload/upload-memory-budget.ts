import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/config-token.js';
import { AppError } from '../errors/app-error.js';
import { ServiceMetrics } from '../observability/service-metrics.js';
import { FairUploadReader } from './fair-upload-reader.js';
import { currentShare, type Share } from './share.js';
import { SharedCapacity, takeInTurn } from './shared-capacity.js';

/** Longest wait for memory that others have; longer than a body without progress is waited for. */
const MAX_WAIT_MS = 15_000;

/** Memory that is reserved for one body. */
export interface Reservation {
  /** Most bytes of the body. */
  readonly limit: number;
  /** Changes the reservation to so many bytes. Rejects with a 503 where the budget does not have them. */
  readonly resize: (bytes: number) => Promise<void>;
}

/**
 * Bounds the memory of all bodies of requests together. One that does not fit in is refused with 503 before it is read; where
 * its share has less than half of the memory, it waits for others first.
 */
@Injectable()
export class UploadMemoryBudget {
  private readonly budgetBytes: number;
  private readonly memory: SharedCapacity;

  constructor(
    @Inject(APP_CONFIG) { uploads }: Pick<AppConfig, 'uploads'>,
    private readonly reader: FairUploadReader,
    private readonly metrics: ServiceMetrics,
  ) {
    this.budgetBytes = uploads.memoryBytes;
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
    const resize = async (bytes: number) => {
      if (bytes > reservedBytes) await this.take(share, bytes - reservedBytes);
      else this.memory.release(share, reservedBytes - bytes);
      reservedBytes = bytes;
    };
    try {
      // The server's parser of requests has refused every length that is not plain digits.
      await resize(Math.min(Number(request.headers['content-length'] ?? limit), limit));
      this.reader.follow(request, share);
      return await work({ limit, resize });
    } finally {
      this.memory.release(share, reservedBytes);
    }
  }

  /** Takes from the budget, waiting for others where the share has its half still to come. */
  private async take(share: Share, bytes: number): Promise<void> {
    const maxWaitMs = this.memory.isWithinHalf(share, bytes) ? MAX_WAIT_MS : 0;
    if (await takeInTurn(this.memory, { share, amount: bytes, maxWaitMs })) return;
    this.metrics.countTurnedAway('upload_memory');
    throw new AppError('unavailable', 'Too much is being uploaded at once. Send it again shortly.', {
      retryAfterSeconds: 5,
    });
  }
}
