import { finished, type Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { Share } from './share.js';
import { type Queued, ShareQueue } from './share-queue.js';

/** Bytes of a request that come at once. */
const CHUNK_BYTES = 64 * 1024;
/** Bytes of all uploads together that are read in one turn of the event loop: about a millisecond's work. */
const TURN_BYTES = 4 * CHUNK_BYTES;

/** An upload that waits for its turn to be read. */
interface Paused extends Queued {
  readonly request: Readable;
}

/**
 * Reads uploads in turns, round robin by share. Node reads a busy socket up to 32 times in one turn of the event loop, and each of the others
 * as well, while everything else waits. Bytes that are not read yet wait at their client. A lone upload is never paused,
 * since nothing waits for long behind one socket.
 */
@Injectable()
export class FairUploadReader {
  private readonly waiting = new ShareQueue<Paused>();
  private uploads = 0;
  private leftBytes = TURN_BYTES;
  private isTurnPlanned = false;

  /** Reads a request in turn with the others, from when somebody reads it at all. */
  follow(request: Readable, share: Share): void {
    // Counts bytes without listening for data, which would make it flow; only the reader may do that.
    const count = ({ length }: Buffer) => {
      this.count(length);
      if (this.leftBytes <= 0 && this.uploads > 1) this.pause(request, share);
    };
    request.once('resume', () => request.on('data', count));
    this.uploads += 1;
    finished(request, { writable: false }, () => (this.uploads -= 1));
  }

  private count(bytes: number): void {
    this.leftBytes -= bytes;
    this.planTurn();
  }

  private pause(request: Readable, share: Share): void {
    // A request that its reader has paused is the reader's to resume.
    if (request.isPaused()) return;
    request.pause();
    this.waiting.add({ request, share });
  }

  private planTurn(): void {
    if (this.isTurnPlanned) return;
    this.isTurnPlanned = true;
    setImmediate(() => {
      this.isTurnPlanned = false;
      this.leftBytes = TURN_BYTES;
      for (let count = TURN_BYTES / CHUNK_BYTES; count > 0; count -= 1) this.waiting.take()?.request.resume();
      if (this.waiting.size > 0) this.planTurn();
    });
  }
}
