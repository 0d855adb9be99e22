import type { ChangeFeed, ChangeFollower } from './change-feed.js';

/** A value as it was read. */
export interface Fresh<Value> {
  readonly value: Value;
  /** What must not change for it to hold: the tags that the database's triggers name. */
  readonly tags: readonly string[];
  /** When it ends by itself, by the cache's own time; Infinity where it does not. */
  readonly until: number;
}

export interface FreshCacheOptions {
  /** How many values are held; beyond, the one that was used longest ago is dropped. */
  readonly capacity: number;
  /** The time that `until` is measured by. */
  readonly now: () => number;
}

/**
 * Values of the database that are held only while nothing that they were made of has changed. What cannot be vouched
 * for is not held: while the feed is behind or away every read goes to the database, and a value that was being read
 * while anything changed is answered but not kept.
 */
export class FreshCache<Value> implements ChangeFollower {
  /** In the order of their last use. */
  private readonly held = new Map<string, Fresh<Value>>();
  private readonly keysOf = new Map<string, Set<string>>();
  private changes = 0;

  constructor(
    private readonly feed: Pick<ChangeFeed, 'isCurrent' | 'follow'>,
    private readonly options: FreshCacheOptions,
  ) {
    feed.follow(this);
  }

  get size(): number {
    return this.held.size;
  }

  /** The value that is held; null where none is, or none can be vouched for now. */
  find(key: string): Value | null {
    if (!this.feed.isCurrent) return null;
    const found = this.held.get(key);
    if (!found) return null;
    if (this.options.now() >= found.until) {
      this.drop(key);
      return null;
    }
    this.held.delete(key);
    this.held.set(key, found);
    return found.value;
  }

  /** The value that is held, else what `load` reads; null where that finds none, which is not held. */
  async read(key: string, load: () => Promise<Fresh<Value> | null>): Promise<Value | null> {
    const held = this.find(key);
    if (held !== null) return held;
    const changesBefore = this.changes;
    const loaded = await load();
    const isUnchanged = this.feed.isCurrent && this.changes === changesBefore;
    if (loaded && isUnchanged && loaded.until > this.options.now()) this.hold(key, loaded);
    return loaded?.value ?? null;
  }

  onChange(tag: string): void {
    this.changes += 1;
    for (const key of this.keysOf.get(tag) ?? []) this.drop(key);
  }

  onGap(): void {
    this.changes += 1;
    this.held.clear();
    this.keysOf.clear();
  }

  private hold(key: string, fresh: Fresh<Value>): void {
    this.drop(key);
    this.held.set(key, fresh);
    for (const tag of fresh.tags) {
      const keys = this.keysOf.get(tag);
      if (keys) keys.add(key);
      else this.keysOf.set(tag, new Set([key]));
    }
    if (this.held.size > this.options.capacity) this.drop(this.held.keys().next().value!);
  }

  private drop(key: string): void {
    const found = this.held.get(key);
    if (!found) return;
    this.held.delete(key);
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
