import { Injectable } from '@nestjs/common';
import type { OrgId, ScanId } from '../../domain/ids.js';

/**
 * Wakes those who wait for a verdict on this instance. Only a hint: a verdict of another instance, or one that nobody
 * announced, is found by looking again.
 */
@Injectable()
export class VerdictEvents {
  private readonly waiting = new Map<string, Set<() => void>>();

  /** To be called after the transaction that stored the verdict has been committed. */
  verdictStored(orgId: OrgId, scanId: ScanId): void {
    for (const wake of this.waiting.get(keyOf(orgId, scanId)) ?? []) wake();
  }

  /** Calls `wake` at each announcement until the returned function is called. */
  onVerdict(orgId: OrgId, scanId: ScanId, wake: () => void): () => void {
    const key = keyOf(orgId, scanId);
    const wakers = this.waiting.get(key) ?? new Set();
    this.waiting.set(key, wakers.add(wake));
    return () => {
      wakers.delete(wake);
      if (wakers.size === 0) this.waiting.delete(key);
    };
  }
}

const keyOf = (orgId: OrgId, scanId: ScanId): string => `${orgId}/${scanId}`;
