import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { OrgId, ScanId } from '../../domain/ids.js';

/**
 * Wakes those who wait for a verdict on this instance. Only a hint: a verdict of another instance, or one that nobody
 * announced, is found by looking again.
 */
@Injectable()
export class VerdictEvents implements OnModuleDestroy {
  private readonly waiting = new Map<string, Set<() => void>>();
  private hasEnded = false;

  /** The service stops: nobody should wait any longer. */
  get isClosed(): boolean {
    return this.hasEnded;
  }

  /** To be called after the transaction that stored the verdict has been committed. */
  verdictStored(orgId: OrgId, scanId: ScanId): void {
    for (const wake of this.waiting.get(keyOf(orgId, scanId)) ?? []) wake();
  }

  /** Calls `wake` at each announcement, and when the service stops, until the returned function is called. */
  onVerdict(orgId: OrgId, scanId: ScanId, wake: () => void): () => void {
    const key = keyOf(orgId, scanId);
    const wakers = this.waiting.get(key) ?? new Set();
    this.waiting.set(key, wakers.add(wake));
    return () => {
      wakers.delete(wake);
      if (wakers.size === 0 && this.waiting.get(key) === wakers) this.waiting.delete(key);
    };
  }

  /** Before the server stops listening: a waiting request would hold up the stop. */
  onModuleDestroy(): void {
    this.hasEnded = true;
    for (const wakers of this.waiting.values()) for (const wake of wakers) wake();
  }
}

const keyOf = (orgId: OrgId, scanId: ScanId): string => `${orgId}/${scanId}`;
