/** Wakes one sleeper. A ring that nobody sleeps through is kept for the next sleep, until it is reset. */
export class Alarm {
  private hasRung = false;
  private wake = (): void => undefined;

  readonly ring = (): void => {
    this.hasRung = true;
    this.wake();
  };

  reset(): void {
    this.hasRung = false;
  }

  /** Until it rings, `ms` milliseconds at most. */
  async sleep(ms: number): Promise<void> {
    if (this.hasRung) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
