import { setImmediate as nextTurn } from 'node:timers/promises';

/** Files that are worked off within a few milliseconds. */
const FEW = 1_000;

/** Ends the turn of the event loop before work on many files; before work on few it continues at once. */
export const beforeWorkOn = (files: readonly unknown[]): Promise<void> | undefined =>
  files.length <= FEW ? undefined : nextTurn();
