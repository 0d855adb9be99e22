import type { ChangeFeed, ChangeFollower } from './change-feed.js';
import { type ChangeMark, RecentChanges } from './recent-changes.js';

/** Tags whose changes during a read are known: more than change in a second of a busy installation. */
const RECENT_TAGS = 2_000;

/** A value as it was read. */
export interface Fresh<Value> {
  readonly value: Value;
  /** Tags, as the database's triggers name them, of which none may be invalidated while the value is in use. */
  readonly tags: readonly string[];
  /** Time of expiry by the cache's own clock; Infinity for a value without one. */
  readonly until: number;
}

export interface FreshCacheOptions {
  /** Number of cached values; beyond it the least recently used one is dropped. */
  readonly capacity: number;
  /** Time that `until` is measured by. */
  readonly now: () => number;
  /** Counts values that were cached, and values that had to be read. */
  readonly count?: (result: 'hit' | 'miss') => void;
}

/**
 * Caches database values until one of their tags is invalidated. While the change feed lags or is down the cache is
 * bypassed; a value of which a tag was invalidated while it was being read is returned but not cached.
 */
export class FreshCache<Value> implements ChangeFollower {
  /** In the order of their last use. */
  private readonly cached = new Map<string, Fresh<Value>>();
  private readonly keysOf = new Map<string, Set<string>>();
  private readonly changes = new RecentChanges(RECENT_TAGS);

  constructor(
    private readonly feed: Pick<ChangeFeed, 'isCurrent' | 'follow'>,
    private readonly options: FreshCacheOptions,
  ) {
    feed.follow(this);
  }

  get size(): number {
    return this.cached.size;
  }

  /** The cached value; null where none is cached, or the feed is not current. */
  find(key: string): Value | null {
    if (!this.feed.isCurrent) return null;
    const found = this.cached.get(key);
    if (!found) return null;
    if (this.options.now() >= found.until) {
      this.drop(key);
      return null;
    }
    this.cached.delete(key);
    this.cached.set(key, found);
    this.options.count?.('hit');
    return found.value;
  }

  /** The cached value, else the one that `load` reads; null where that finds none, which is not cached. */
  async read(key: string, load: () => Promise<Fresh<Value> | null>): Promise<Value | null> {
    const cached = this.find(key);
    if (cached !== null) return cached;
    this.options.count?.('miss');
    const before = this.changes.mark();
    const loaded = await load();
    if (loaded && this.isFresh(loaded, before)) this.store(key, loaded);
    return loaded?.value ?? null;
  }

  /** Drops the values that carry the tag. */
  onChange(tag: string): void {
    this.changes.record(tag);
    for (const key of this.keysOf.get(tag) ?? []) this.drop(key);
  }

  /** Drops all values. */
  onGap(): void {
    this.changes.recordGap();
    this.cached.clear();
    this.keysOf.clear();
  }

  /** True when what was read since may be used from now on. */
  private isFresh({ tags, until }: Fresh<Value>, since: ChangeMark): boolean {
    return this.feed.isCurrent && until > this.options.now() && !this.changes.haveChanged(tags, since);
  }

  private store(key: string, fresh: Fresh<Value>): void {
    this.drop(key);
    this.cached.set(key, fresh);
    for (const tag of fresh.tags) {
      const keys = this.keysOf.get(tag);
      if (keys) keys.add(key);
      else this.keysOf.set(tag, new Set([key]));
    }
    if (this.cached.size > this.options.capacity) this.drop(this.cached.keys().next().value!);
  }

  private drop(key: string): void {
    const found = this.cached.get(key);
    if (!found) return;
    this.cached.delete(key);
    this.forgetTags(key, found.tags);
  }

  private forgetTags(key: string, tags: readonly string[]): void {
    for (const tag of tags) {
      const keys = this.keysOf.get(tag);
      keys?.delete(key);
      if (keys?.size === 0) this.keysOf.delete(tag);
    }
  }
}
