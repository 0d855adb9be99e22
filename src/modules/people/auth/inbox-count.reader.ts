import { Injectable } from '@nestjs/common';
import { type Caller, isPerson } from '../../../platform/tenancy/caller.js';

/** Counts what waits for a person. */
export interface InboxCounter {
  readonly count: (caller: Caller) => Promise<number>;
  /**
   * Waits until the number is another one than `known`, `waitMs` have passed or the client has gone. Answers the seconds after which
   * to repeat a wait that found no place; else null.
   */
  readonly wait: (caller: Caller, known: number, waitMs: number, gone: AbortSignal) => Promise<number | null>;
}

/** Counts what waits for a person, as a feature above this one says. */
@Injectable()
export class InboxCount {
  private counter: InboxCounter = { count: () => Promise.resolve(0), wait: () => Promise.resolve(null) };

  /** To be called in a constructor. */
  countBy(counter: InboxCounter): void {
    this.counter = counter;
  }

  /** 0 of keys, and of people who have to do something else first. */
  async read(caller: Caller): Promise<number> {
    return hasInbox(caller) ? this.counter.count(caller) : 0;
  }

  /** As `InboxCounter.wait`; at once for callers without an inbox. @param known null: the number of now */
  async wait(caller: Caller, known: number | null, waitMs: number, gone: AbortSignal): Promise<number | null> {
    if (!hasInbox(caller)) return null;
    return this.counter.wait(caller, known ?? (await this.read(caller)), waitMs, gone);
  }
}

const hasInbox = (caller: Caller): boolean => isPerson(caller) && caller.restriction === undefined;
