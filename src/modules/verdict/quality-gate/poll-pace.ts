/** Pause between two polls of one credential that find no place, in the long run. */
const PAUSE_MS = 10;
/** Polls that are answered without a pause, where there were none before. */
const BURST = 1_000;
/** Longest delay; no poll waits longer anyway. */
const MAX_DELAY_MS = 30_000;

/**
 * Spreads polls that find no place to wait, so that a client which ignores `Retry-After` and repeats them at once cannot
 * keep the service busy: of each credential 1,000 are answered at once, and 100 a second from then on. That is as many as
 * 1,000 clients send which repeat them after ten seconds.
 */
export class PollPace {
  /** Time of the last turn of each credential, those that came longest ago first. */
  private readonly lastTurnMs = new Map<string, number>();

  /** Time at which a poll that came at `nowMs` is answered; in the past: at once. */
  turnOf(credential: string, nowMs: number): number {
    const fullMs = nowMs - BURST * PAUSE_MS;
    const turnMs = Math.min(
      Math.max(this.lastTurnMs.get(credential) ?? fullMs, fullMs) + PAUSE_MS,
      nowMs + MAX_DELAY_MS,
    );
    this.lastTurnMs.delete(credential);
    this.lastTurnMs.set(credential, turnMs);
    this.forgetUntil(fullMs);
    return turnMs;
  }

  /** Forgets credentials that have their whole burst again. */
  private forgetUntil(fullMs: number): void {
    for (const [credential, turnMs] of this.lastTurnMs) {
      if (turnMs > fullMs) return;
      this.lastTurnMs.delete(credential);
    }
  }
}
