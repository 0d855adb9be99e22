import { AppError } from '../../../../platform/errors/app-error.js';

/** Lets a number of tasks run at once, and another number wait their turn; refuses the rest. */
export class Semaphore {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly maxRunning: number,
    private readonly maxWaiting: number,
  ) {}

  /** @throws AppError `unavailable` when too many wait already */
  async run<T>(task: () => Promise<T>): Promise<T> {
    await this.enter();
    try {
      return await task();
    } finally {
      this.leave();
    }
  }

  private async enter(): Promise<void> {
    if (this.running < this.maxRunning) {
      this.running += 1;
      return;
    }
    if (this.waiting.length >= this.maxWaiting)
      throw new AppError('unavailable', 'Too many people are signing in. Try again shortly.', {
        retryAfterSeconds: 2,
      });
    await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  /** A place that becomes free goes straight to who waits longest. */
  private leave(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.running -= 1;
  }
}
