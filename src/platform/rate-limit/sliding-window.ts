/** The length of every window: limits are requests a minute. */
export const WINDOW_MS = 60_000;
/** Requests this close together are remembered as one entry, at the time of the last of them. */
export const ENTRY_MS = 1_000;

/** Requests that were let through close together; times are milliseconds since the epoch. */
export interface WindowEntry {
  readonly firstAt: number;
  readonly lastAt: number;
  readonly count: number;
}

/** A budget's answer to one more request. */
export interface BudgetDecision {
  readonly isAdmitted: boolean;
  /** Requests that are left after this one. */
  readonly remaining: number;
  /** Until the oldest requests of the window no longer count. */
  readonly resetMs: number;
}

/**
 * Takes one request from a budget of `limit` a window, and answers the entries that then stand for it. In no window of
 * that length, wherever it begins, more than `limit` requests are let through: an entry counts until its last request
 * is a window old. What is refused does not count.
 *
 * `take-from-window.lua.ts` does the same within Redis.
 */
export function takeFromWindow(
  entries: readonly WindowEntry[],
  limit: number,
  now: number,
): { entries: readonly WindowEntry[]; decision: BudgetDecision } {
  const live = entries.filter((entry) => entry.lastAt > now - WINDOW_MS);
  const used = live.reduce((sum, entry) => sum + entry.count, 0);
  const isAdmitted = used < limit;
  const after = isAdmitted ? withRequest(live, now) : live;
  const oldest = after[0]?.lastAt ?? now;
  return {
    entries: after,
    decision: {
      isAdmitted,
      remaining: Math.max(0, limit - used - (isAdmitted ? 1 : 0)),
      resetMs: oldest + WINDOW_MS - now,
    },
  };
}

function withRequest(entries: readonly WindowEntry[], now: number): readonly WindowEntry[] {
  const newest = entries.at(-1);
  if (newest && now - newest.firstAt < ENTRY_MS)
    return [...entries.slice(0, -1), { ...newest, lastAt: Math.max(newest.lastAt, now), count: newest.count + 1 }];
  return [...entries, { firstAt: now, lastAt: now, count: 1 }];
}
