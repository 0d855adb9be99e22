import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { LongPolls, type WatchedCount } from './long-polls.js';

/** Pause between two looks at a number: where many scans come, not each of them makes it look. */
const PAUSE_MS = 2_000;

/** Waiting for another number than the caller knows, among the polls for verdicts. */
@Injectable()
export class CountChangesReader implements OnModuleDestroy {
  private readonly closing = new AbortController();

  constructor(private readonly polls: LongPolls) {}

  /** As `LongPolls.waitForCount`; the number is looked at every two seconds at most. */
  waitForCount(caller: Caller, watched: WatchedCount, waitMs: number, gone: AbortSignal): Promise<number | null> {
    let nextMs = -Infinity;
    const look = async () => {
      const pauseMs = nextMs - performance.now();
      if (pauseMs > 0) await sleep(pauseMs, undefined, { signal: this.closing.signal }).catch(() => undefined);
      nextMs = performance.now() + PAUSE_MS;
      return watched.look();
    };
    return this.polls.waitForCount(caller, { ...watched, look }, waitMs, gone);
  }

  /** A look that pauses would hold up the stop. */
  onModuleDestroy(): void {
    this.closing.abort();
  }
}
