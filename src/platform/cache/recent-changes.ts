/** Point in the sequence of changes. */
export type ChangeMark = number;

/**
 * The last change of each of a number of tags, to tell whether something that was being read meanwhile changed. Beyond them
 * the oldest is forgotten, and everything counts as changed since before it.
 */
export class RecentChanges {
  /** Marks of the last change by tag, oldest first. */
  private readonly lastChange = new Map<string, ChangeMark>();
  private latest: ChangeMark = 0;
  /** Earliest mark since which all changes are known. */
  private knownSince: ChangeMark = 0;

  /** @param capacity number of tags */
  constructor(private readonly capacity: number) {}

  /** The mark to pass to `haveChanged` later. */
  mark(): ChangeMark {
    return this.latest;
  }

  /** True when one of the tags has changed since, or may have. */
  haveChanged(tags: readonly string[], since: ChangeMark): boolean {
    return since < this.knownSince || tags.some((tag) => (this.lastChange.get(tag) ?? 0) > since);
  }

  record(tag: string): void {
    this.latest += 1;
    this.lastChange.delete(tag);
    this.lastChange.set(tag, this.latest);
    if (this.lastChange.size > this.capacity) this.forgetOldest();
  }

  /** Any tag may have changed. */
  recordGap(): void {
    this.latest += 1;
    this.lastChange.clear();
    this.knownSince = this.latest;
  }

  private forgetOldest(): void {
    const [tag, mark] = this.lastChange.entries().next().value!;
    this.lastChange.delete(tag);
    this.knownSince = mark;
  }
}
