import type { Share } from './share.js';

/** Something that waits for its turn. */
export interface Queued {
  readonly share: Share;
}

/**
 * A queue that serves its shares round robin, and each share in the order of arrival. A share that begins to wait comes
 * after those that wait already, and so after at most one item of each of them.
 */
export class ShareQueue<Item extends Queued> {
  /** The items of each share; the share that is served next comes first. None of them is empty. */
  private readonly queues = new Map<Share, Item[]>();
  private count = 0;

  /** Number of all items. */
  get size(): number {
    return this.count;
  }

  /** The items of a share, oldest first. */
  of(share: Share): readonly Item[] {
    return this.queues.get(share) ?? [];
  }

  /** The oldest item of each share. */
  heads(): Item[] {
    return [...this.queues.values()].map(([head]) => head!);
  }

  /** True when items of another share wait. */
  hasOthersThan(share: Share): boolean {
    return this.queues.size > (this.queues.has(share) ? 1 : 0);
  }

  add(item: Item): void {
    const queue = this.queues.get(item.share);
    if (queue) queue.push(item);
    else this.queues.set(item.share, [item]);
    this.count += 1;
  }

  /** Takes the next item that is ready; a share that is passed over keeps its turn. */
  take(isReady: (item: Item) => boolean = () => true): Item | undefined {
    for (const [share, queue] of this.queues) {
      const head = queue[0]!;
      if (!isReady(head)) continue;
      this.remove(head);
      if (queue.length > 0) {
        this.queues.delete(share);
        this.queues.set(share, queue);
      }
      return head;
    }
    return undefined;
  }

  /** Takes out an item that waits no longer; false where it does not wait. */
  remove(item: Item): boolean {
    const queue = this.queues.get(item.share);
    const index = queue?.indexOf(item) ?? -1;
    if (!queue || index === -1) return false;
    queue.splice(index, 1);
    if (queue.length === 0) this.queues.delete(item.share);
    this.count -= 1;
    return true;
  }

  /** Takes out the newest item of the share that has the most; of several such shares, of the one that is served last. */
  dropNewest(): Item | undefined {
    let longest: Item[] = [];
    for (const queue of this.queues.values()) if (queue.length >= longest.length) longest = queue;
    const newest = longest.at(-1);
    if (newest) this.remove(newest);
    return newest;
  }

  /** Takes out all items. */
  clear(): Item[] {
    const items = [...this.queues.values()].flat();
    this.queues.clear();
    this.count = 0;
    return items;
  }
}
