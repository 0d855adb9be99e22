import { finished, type Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';

/** Bytes of a request that come at once. */
const CHUNK_BYTES = 64 * 1024;
/** Bytes of all uploads together that are read in one turn of the event loop: about a millisecond's work. */
const TURN_BYTES = 4 * CHUNK_BYTES;

/**
 * Reads uploads in turns. Node reads a busy socket up to 32 times in one turn of the event loop, and each of the others
 * as well, while everything else waits. Bytes that are not read yet wait at their client. A lone upload is never paused,
 * since nothing waits for long behind one socket.
 */
@Injectable()
export class FairUploadReader {
  private readonly waiting: Readable[] = [];
  private uploads = 0;
  private leftBytes = TURN_BYTES;
  private isTurnPlanned = false;

  /** Reads a request in turn with the others, from when somebody reads it at all. */
  follow(request: Readable): void {
    // Counts bytes without listening for data, which would make it flow; only the reader may do that.
    const count = ({ length }: Buffer) => {
      this.count(length);
      if (this.leftBytes <= 0 && this.uploads > 1) this.pause(request);
    };
    request.once('resume', () => request.on('data', count));
    this.uploads += 1;
    finished(request, { writable: false }, () => (this.uploads -= 1));
  }

  private count(bytes: number): void {
    this.leftBytes -= bytes;
    this.planTurn();
  }

  private pause(request: Readable): void {
    // A request that its reader has paused is the reader's to resume.
    if (request.isPaused()) return;
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
