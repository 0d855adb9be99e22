import { finished, type Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';

/** As much comes of a request at once. */
const CHUNK_BYTES = 64 * 1024;
/** What is read of all uploads together in one turn of the event loop: about a millisecond's work. */
const TURN_BYTES = 4 * CHUNK_BYTES;

/**
 * Has uploads read in turns. A socket that has much to give is read up to 32 times in one turn of the event loop, and so is
 * each of the others: everything else would wait meanwhile. What is not read yet waits at its client. An upload that is
 * alone is not held up: nothing waits for long behind one socket.
 */
@Injectable()
export class UploadPace {
  private readonly waiting: Readable[] = [];
  private uploads = 0;
  private leftBytes = TURN_BYTES;
  private isTurnPlanned = false;

  /** From when on somebody reads the request, it is read in turn with the others. */
  follow(request: Readable): void {
    // Who listens for data makes it flow, which has to be the one who reads it.
    request.once('resume', () => request.on('data', (chunk: Buffer) => this.count(request, chunk.length)));
    this.uploads += 1;
    finished(request, { writable: false }, () => (this.uploads -= 1));
  }

  private count(request: Readable, bytes: number): void {
    this.leftBytes -= bytes;
    this.planTurn();
    // What its reader has paused is his to resume.
    if (this.leftBytes > 0 || this.uploads === 1 || request.isPaused()) return;
    request.pause();
    this.waiting.push(request);
  }

  private planTurn(): void {
    if (this.isTurnPlanned) return;
    this.isTurnPlanned = true;
    setImmediate(() => {
      this.isTurnPlanned = false;
      this.leftBytes = TURN_BYTES;
      for (const request of this.waiting.splice(0, TURN_BYTES / CHUNK_BYTES)) request.resume();
      if (this.waiting.length > 0) this.planTurn();
    });
  }
}
