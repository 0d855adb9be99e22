import { setTimeout as sleep } from 'node:timers/promises';

/** Looks again until there is something; fails after a while. For what the service does in the background. */
export async function waitUntil<Found>(
  look: () => Promise<Found | null | undefined | false>,
  timeoutMs = 60_000,
): Promise<Found> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error('What was waited for did not come.');
    await sleep(50);
  }
}

/** Repeats a check until it passes; throws its last failure once the time is over. For what has to be so within a time. */
export async function passesWithin(timeMs: number, check: () => Promise<void>): Promise<void> {
  for (const end = Date.now() + timeMs; ;) {
    const isLast = Date.now() >= end;
    try {
      await check();
      return;
    } catch (error) {
      if (isLast) throw error;
    }
    await sleep(20);
  }
}

/** Reads a value again until it is as wanted, and answers it; fails with the last one after a while. */
export async function until<Value>(
  read: () => Promise<Value> | Value,
  isWanted: (value: Value) => boolean,
): Promise<Value> {
  for (let left = 1_200; ; left -= 1) {
    const value = await read();
    if (isWanted(value)) return value;
    if (left === 0) throw new Error(`It did not happen in time: ${JSON.stringify(value)}`);
    await sleep(25);
  }
}
