import { Clock } from '../../src/platform/clock.js';

/** The real time until a test moves it. */
export class MovableClock extends Clock {
  private offsetMs = 0;

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
}
