/**
 * Spares callers the wait for something that does not answer. States:
 * - closed: calls pass. A failure opens it.
 * - open: calls are refused, for a while.
 * - half-open: after that while one call passes as a probe, the others are still refused; its success closes the breaker, its
 *   failure opens it again.
 */
export class CircuitBreaker {
  /** Time of the next probe; null while closed. */
  private probeAt: number | null = null;

  /** @param now monotonic, in milliseconds */
  constructor(
    private readonly openMs: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /**
   * The outcome of the call.
   *
   * @throws Error at once where the call is refused
   */
  async run<Result>(call: () => Promise<Result>): Promise<Result> {
    if (!this.lets()) throw new Error('It has not responded recently.');
    try {
      const result = await call();
      this.probeAt = null;
      return result;
    } catch (error) {
      this.probeAt = this.now() + this.openMs;
      throw error;
    }
  }

  private lets(): boolean {
    if (this.probeAt === null) return true;
    if (this.now() < this.probeAt) return false;
    // Until the probe has an outcome the others are refused.
    this.probeAt = Infinity;
    return true;
  }
}
