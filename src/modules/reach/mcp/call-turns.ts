import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { AppError } from '../../../platform/errors/app-error.js';
import { currentShare } from '../../../platform/overload/share.js';
import { SharedCapacity, takeInTurn } from '../../../platform/overload/shared-capacity.js';

/** Messages that are answered at a time: a tool sends up to four requests at once, which pages and pipelines want to send as well. */
export const CALLS_AT_ONCE = 4;
const MAX_WAIT_MS = 30_000;
/** Time after which a caller that was turned away asks again, in seconds. */
const RETRY_AFTER = 5;

/**
 * Gives messages of the protocol their turns, round robin by organization: an agent that sends many at once waits for its own answers,
 * and keeps no connection of the database from others.
 */
@Injectable()
export class CallTurns implements OnModuleDestroy {
  private readonly turns = new SharedCapacity(CALLS_AT_ONCE);
  /** Refusals of what waits. */
  private readonly refusals = new Set<() => void>();
  private isStopping = false;

  /**
   * Answers a message once its turn has come.
   *
   * @throws AppError rate_limited (429) where it does not come in time, unavailable (503) where the service stops before
   */
  async run<Result>(answer: () => Promise<Result>): Promise<Result> {
    const share = currentShare();
    const hasTurn = await this.unlessStopped(takeInTurn(this.turns, { share, amount: 1, maxWaitMs: MAX_WAIT_MS }));
    if (!hasTurn)
      throw new AppError('rate_limited', 'Too many calls are waiting. Send fewer at a time.', {
        retryAfterSeconds: RETRY_AFTER,
      });
    try {
      return await answer();
    } finally {
      this.turns.release(share, 1);
    }
  }

  /** Refuses the calls that wait, so that those under way end in time. */
  onModuleDestroy(): void {
    this.isStopping = true;
    for (const refuse of this.refusals) refuse();
  }

  private unlessStopped(turn: Promise<boolean>): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const refuse = () =>
        reject(new AppError('unavailable', 'The service is stopping. Try again shortly.', { retryAfterSeconds: 1 }));
      if (this.isStopping) refuse();
      this.refusals.add(refuse);
      void turn.then((hasTurn) => {
        this.refusals.delete(refuse);
        resolve(hasTurn);
      });
    });
  }
}
