import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { OrgId, ScanId } from '../../domain/ids.js';
import { ChangeFeed, type ChangeFollower } from '../../platform/cache/change-feed.js';
import { statusTagOf } from './status-tags.js';

/**
 * Wakes callers that wait for a verdict: of this instance, and of others through the database's notifications. Only a
 * hint: a verdict that nobody announced is found by looking again.
 */
@Injectable()
export class VerdictEvents implements ChangeFollower, OnModuleDestroy {
  private readonly waiting = new Map<string, Set<() => void>>();
  private hasEnded = false;

  constructor(feed: ChangeFeed) {
    feed.follow(this);
  }

  /** The service stops: nobody should wait any longer. */
  get isClosed(): boolean {
    return this.hasEnded;
  }

  /** To be called after the transaction that stored the verdict has been committed. */
  verdictStored(orgId: OrgId, scanId: ScanId): void {
    this.onChange(statusTagOf(orgId, scanId));
  }

  onChange(tag: string): void {
    for (const wake of this.waiting.get(tag) ?? []) wake();
  }

  onGap(): void {
    this.wakeAll();
  }

  /** Calls `wake` at each announcement, and when the service stops, until the returned function is called. */
  onVerdict(orgId: OrgId, scanId: ScanId, wake: () => void): () => void {
    const key = statusTagOf(orgId, scanId);
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
    this.wakeAll();
  }

  private wakeAll(): void {
    for (const wakers of this.waiting.values()) for (const wake of wakers) wake();
  }
}
