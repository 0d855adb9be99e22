import type { Clock } from './clock.js';

const MINUTE_MS = 60_000;

/** Takes a number of events a minute of each kind, so that no client fills a log; counted by this process alone. */
export class MinuteSample {
  private readonly counts = new Map<string, number>();
  private minute = 0;

  constructor(
    private readonly mostPerMinute: number,
    private readonly clock: Pick<Clock, 'now'>,
  ) {}

  /** Counts an event; false for one too many. */
  takes(kind: string): boolean {
    const minute = Math.floor(this.clock.now().getTime() / MINUTE_MS);
    if (minute !== this.minute) this.counts.clear();
    this.minute = minute;
    const count = (this.counts.get(kind) ?? 0) + 1;
    this.counts.set(kind, count);
    return count <= this.mostPerMinute;
  }
}
