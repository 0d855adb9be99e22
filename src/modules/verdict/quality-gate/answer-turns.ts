import { setImmediate as nextTurn } from 'node:timers/promises';

/** Answers sent in one turn of the event loop: a few milliseconds' work. */
const ANSWERS_PER_TURN = 50;

/** Spreads many answers that are due at once over turns of the event loop, so that other requests come in between. */
export class AnswerTurns {
  private left = ANSWERS_PER_TURN;
  private next: Promise<void> | null = null;

  /** Resolves when one more answer may be sent. */
  async take(): Promise<void> {
    while (this.left === 0) await this.next;
    this.next ??= nextTurn().then(() => {
      this.left = ANSWERS_PER_TURN;
      this.next = null;
    });
    this.left -= 1;
  }
}
