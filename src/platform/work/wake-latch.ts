/** A wake-up call that is not missed when it comes while nobody waits: the next wait then ends at once. */
export class WakeLatch {
  private isSet = false;
  private endWait: () => void = () => undefined;

  /** Forgets the calls up to now: before looking for what they called for. */
  clear(): void {
    this.isSet = false;
  }

  wake(): void {
    this.isSet = true;
    this.endWait();
  }

  /** Resolves when called since the last `clear`, and at the latest after the given milliseconds. */
  async wait(ms: number): Promise<void> {
    if (this.isSet) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      timer.unref();
      this.endWait = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
