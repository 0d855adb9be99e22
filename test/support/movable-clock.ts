import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import { Clock } from '../../src/platform/time/clock.js';

/**
 * The real time until a test moves it. A file may hold how far it is moved: a test then moves the clock of a service in
 * another process at once.
 */
export class MovableClock extends Clock {
  private readonly moved = new Float64Array(1);
  private descriptor: number | null;

  /** @param file shared by all clocks that move together; without it this one moves alone */
  constructor(readonly file: string | null = null) {
    super();
    this.descriptor = file === null ? null : openSync(file, constants.O_RDWR | constants.O_CREAT, 0o600);
  }

  now(): Date {
    return new Date(Date.now() + this.offsetMs);
  }

  advanceMinutes(minutes: number): void {
    this.offsetMs += minutes * 60_000;
  }

  /** Runs something at the real time, which servers outside the service have: an identity provider, say. */
  async atRealTime<T>(run: () => Promise<T>): Promise<T> {
    const movedMs = this.offsetMs;
    this.offsetMs = 0;
    try {
      return await run();
    } finally {
      this.offsetMs += movedMs;
    }
  }

  /** From now on it moves alone. */
  close(): void {
    if (this.descriptor !== null) closeSync(this.descriptor);
    this.descriptor = null;
  }

  private get offsetMs(): number {
    if (this.descriptor !== null) readSync(this.descriptor, this.moved, 0, this.moved.byteLength, 0);
    return this.moved[0]!;
  }

  private set offsetMs(ms: number) {
    this.moved[0] = ms;
    if (this.descriptor !== null) writeSync(this.descriptor, this.moved, 0, this.moved.byteLength, 0);
  }
}
