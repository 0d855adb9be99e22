import { setTimeout as sleep } from 'node:timers/promises';

/** Looks again until there is something; fails after a while. For what the service does in the background. */
export async function waitUntil<Found>(
  look: () => Promise<Found | null | undefined | false>,
  timeoutMs = 20_000,
): Promise<Found> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error('What was waited for did not come.');
    await sleep(50);
  }
}
