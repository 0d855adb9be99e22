import type { AnswerTurns } from './answer-turns.js';

/** Part of a value that a poll may see, and if that is what it waits for. */
export interface PollView<Value> {
  readonly see: (value: Value) => Value;
  readonly isAnswer: (seen: Value) => boolean;
}

interface Poll<Value> {
  readonly view: PollView<Value>;
  /** Time, by `performance.now()`, from which on any status is the answer. */
  untilMs: number;
  readonly resolve: (seen: Value) => void;
  readonly reject: (error: unknown) => void;
}

type Look<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: unknown };

/** The polls for one value, as the status of a scan. Each look at it answers all polls that were there when it began. */
export class Watch<Value> {
  private readonly polls = new Set<Poll<Value>>();
  private isLooking = false;
  private isLookDue = false;

  /** @param read the value as it is now */
  constructor(
    private readonly read: () => Promise<Value>,
    private readonly turns: AnswerTurns,
  ) {}

  get isEmpty(): boolean {
    return this.polls.size === 0;
  }

  /**
   * View of the poll as soon as it is an answer, else the one after `untilMs` or after the client has gone. Rejects when a look
   * fails.
   */
  poll(view: PollView<Value>, untilMs: number, gone?: AbortSignal): Promise<Value> {
    return new Promise((resolve, reject) => {
      const poll: Poll<Value> = { view, untilMs, resolve, reject };
      this.polls.add(poll);
      gone?.addEventListener('abort', () => this.hurry([poll]));
      this.look();
    });
  }

  /** Answers all polls by the next look. */
  hurryAll(): void {
    this.hurry(this.polls);
  }

  /** True when the time of a poll is up. */
  hasPollDue(nowMs: number): boolean {
    for (const { untilMs } of this.polls) if (untilMs <= nowMs) return true;
    return false;
  }

  /** Looks at the value; after the look under way, which may have missed what is to be seen. */
  look(): void {
    this.isLookDue = true;
    if (!this.isLooking) void this.lookWhileDue();
  }

  private hurry(polls: Iterable<Poll<Value>>): void {
    for (const poll of polls) poll.untilMs = -Infinity;
    this.look();
  }

  private async lookWhileDue(): Promise<void> {
    this.isLooking = true;
    while (this.isLookDue && !this.isEmpty) {
      this.isLookDue = false;
      const polls = [...this.polls];
      await this.answer(polls, await this.lookOnce());
    }
    this.isLooking = false;
  }

  private async lookOnce(): Promise<Look<Value>> {
    try {
      return { ok: true, value: await this.read() };
    } catch (error) {
      return { ok: false, error };
    }
  }

  /** Answers the polls that need not wait any longer. */
  private async answer(polls: readonly Poll<Value>[], look: Look<Value>): Promise<void> {
    for (const poll of polls) {
      if (!isAnswer(look, poll)) continue;
      await this.turns.take();
      this.polls.delete(poll);
      if (look.ok) poll.resolve(poll.view.see(look.value));
      else poll.reject(look.error);
    }
  }
}

const isAnswer = <Value>(look: Look<Value>, { view, untilMs }: Poll<Value>): boolean =>
  !look.ok || untilMs <= performance.now() || view.isAnswer(view.see(look.value));
