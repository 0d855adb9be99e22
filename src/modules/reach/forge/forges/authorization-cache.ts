import type { Authorization, Called } from './forge.js';

interface Entry {
  readonly until: number;
  readonly called: Promise<Called<Authorization>>;
}

const MINUTE_MS = 60_000;
/** Time before its end at which a right is obtained again. */
const MARGIN_MS = 5 * MINUTE_MS;
/** Time for which a right without an end is kept: account and headers may change with the credentials. */
const KEPT_MS = 60 * MINUTE_MS;
const MOST_ENTRIES = 10_000;

/** Keeps rights to call forges until shortly before their end. Requests for the same one at the same time share one call. */
export class AuthorizationCache {
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly now: () => Date) {}

  /** @param key names the connection, the version of its credentials, and the repository */
  async get(key: string, obtain: () => Promise<Called<Authorization>>): Promise<Called<Authorization>> {
    const cached = this.entries.get(key);
    if (cached !== undefined && cached.until > this.now().getTime()) return cached.called;
    const called = obtain();
    const entry = { until: this.now().getTime() + MINUTE_MS, called };
    this.put(key, entry);
    const result = await called.catch((error: unknown) => {
      this.drop(key, entry);
      throw error;
    });
    if (!result.ok) this.drop(key, entry);
    else if (this.entries.get(key) === entry) this.put(key, { until: this.endOf(result.value), called });
    return result;
  }

  /** Forgets a right that the forge no longer accepts. */
  forget(key: string): void {
    this.entries.delete(key);
  }

  private put(key: string, entry: Entry): void {
    this.entries.delete(key);
    this.entries.set(key, entry);
    if (this.entries.size > MOST_ENTRIES) this.entries.delete(this.entries.keys().next().value!);
  }

  private drop(key: string, entry: Entry): void {
    if (this.entries.get(key) === entry) this.entries.delete(key);
  }

  private endOf({ expiresAt }: Authorization): number {
    return expiresAt === null ? this.now().getTime() + KEPT_MS : expiresAt.getTime() - MARGIN_MS;
  }
}
