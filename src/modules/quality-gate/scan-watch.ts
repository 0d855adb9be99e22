import type { CallerIdentity } from '../../platform/tenancy/caller.js';
import type { AnswerTurns } from './answer-turns.js';
import { type CachedStatus, visibleTo } from './cached-statuses.js';

interface Poll {
  readonly caller: CallerIdentity;
  /** Time, by `performance.now()`, from which on any status is the answer. */
  untilMs: number;
  readonly resolve: (status: CachedStatus | null) => void;
  readonly reject: (error: unknown) => void;
}

type Look =
  { readonly ok: true; readonly status: CachedStatus | null } | { readonly ok: false; readonly error: unknown };

/** The polls for the status of one scan. Each look at the status answers all polls that were there when it began. */
export class ScanWatch {
  private readonly polls = new Set<Poll>();
  private isLooking = false;
  private isLookDue = false;

  /** @param read the status as it is now; null when there is no such scan */
  constructor(
    private readonly read: () => Promise<CachedStatus | null>,
    private readonly turns: AnswerTurns,
  ) {}

  get isEmpty(): boolean {
    return this.polls.size === 0;
  }

  /**
   * The status as soon as there is a verdict, else the one after `untilMs` or after the client has gone; null where the
   * caller sees no such scan. Rejects when a look fails.
   */
  poll(caller: CallerIdentity, untilMs: number, gone?: AbortSignal): Promise<CachedStatus | null> {
    return new Promise((resolve, reject) => {
      const poll: Poll = { caller, untilMs, resolve, reject };
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

  /** Looks at the status; after the look under way, which may have missed what is to be seen. */
  look(): void {
    this.isLookDue = true;
    if (!this.isLooking) void this.lookWhileDue();
  }

  private hurry(polls: Iterable<Poll>): void {
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

  private async lookOnce(): Promise<Look> {
    try {
      return { ok: true, status: await this.read() };
    } catch (error) {
      return { ok: false, error };
    }
  }

  /** Answers the polls that need not wait any longer. */
  private async answer(polls: readonly Poll[], look: Look): Promise<void> {
    for (const poll of polls) {
      if (!isAnswer(look, poll)) continue;
      await this.turns.take();
      this.polls.delete(poll);
      if (look.ok) poll.resolve(visibleTo(poll.caller, look.status));
      else poll.reject(look.error);
    }
  }
}

function isAnswer(look: Look, { caller, untilMs }: Poll): boolean {
  if (!look.ok || untilMs <= performance.now()) return true;
  return visibleTo(caller, look.status)?.isPending !== true;
}
