import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/config-token.js';
import { AppError } from '../errors/app-error.js';
import { FairUploadReader } from './fair-upload-reader.js';

/** Memory that is reserved for one upload. */
export interface Reservation {
  /** Most bytes of the body. */
  readonly limit: number;
  /** Changes the reservation to so many bytes. Throws a 503 where the budget does not have them. */
  readonly resize: (bytes: number) => void;
}

/** Bounds the memory of all uploads together. An upload that does not fit in is refused with 503 before it is read. */
@Injectable()
export class UploadMemoryBudget {
  private readonly budgetBytes: number;
  private taken = 0;

  constructor(
    @Inject(APP_CONFIG) { uploads }: Pick<AppConfig, 'uploads'>,
    private readonly reader: FairUploadReader,
  ) {
    this.budgetBytes = uploads.memoryBytes;
  }

  /** Bytes that are reserved at present. */
  get takenBytes(): number {
    return this.taken;
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
    let reservedBytes = 0;
    const resize = (bytes: number) => {
      this.take(bytes - reservedBytes);
      reservedBytes = bytes;
    };
    try {
      // The server's parser of requests has refused every length that is not plain digits.
      resize(Math.min(Number(request.headers['content-length'] ?? limit), limit));
      this.reader.follow(request);
      return await work({ limit, resize });
    } finally {
      resize(0);
    }
  }

  /** Takes from the budget, or gives back where `bytes` is negative. */
  private take(bytes: number): void {
    if (bytes > 0 && this.taken + bytes > this.budgetBytes)
      throw new AppError('unavailable', 'Too much is being uploaded at once. Send it again shortly.', {
        retryAfterSeconds: 5,
      });
    this.taken += bytes;
  }
}
