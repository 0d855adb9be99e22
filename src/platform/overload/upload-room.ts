import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/config-token.js';
import { AppError } from '../errors/app-error.js';
import { UploadPace } from './upload-pace.js';

/** How much of the room an upload has. */
export interface UploadPlace {
  /** Most bytes of the body. */
  readonly limit: number;
  /** It has become known how many bytes it needs. Throws a 503 where there is no room for more. */
  readonly resize: (bytes: number) => void;
}

/**
 * How much of uploaded documents is held in memory at once: what does not fit in is turned away for a moment, before it
 * is read.
 */
@Injectable()
export class UploadRoom {
  private readonly roomBytes: number;
  private taken = 0;

  constructor(
    @Inject(APP_CONFIG) { uploads }: Pick<AppConfig, 'uploads'>,
    private readonly pace: UploadPace,
  ) {
    this.roomBytes = uploads.memoryBytes;
  }

  /** How much is held at present. */
  get takenBytes(): number {
    return this.taken;
  }

  /**
   * Does work that holds the body of a request in memory. The room is taken until the work is done, also where the
   * client has gone before.
   *
   * @param limit most bytes of the body that the work reads; one that comes without its length is counted as that many
   */
  async hold<Result>(
    request: IncomingMessage,
    limit: number,
    work: (place: UploadPlace) => Promise<Result>,
  ): Promise<Result> {
    let placeBytes = 0;
    const resize = (bytes: number) => {
      this.take(bytes - placeBytes);
      placeBytes = bytes;
    };
    try {
      // The server's parser of requests has refused every length that is not plain digits.
      resize(Math.min(Number(request.headers['content-length'] ?? limit), limit));
      this.pace.follow(request);
      return await work({ limit, resize });
    } finally {
      resize(0);
    }
  }

  /** More of the room, or less where `bytes` is negative. */
  private take(bytes: number): void {
    if (bytes > 0 && this.taken + bytes > this.roomBytes)
      throw new AppError('unavailable', 'Too much is being uploaded at once. Send it again shortly.', {
        retryAfterSeconds: 5,
      });
    this.taken += bytes;
  }
}
