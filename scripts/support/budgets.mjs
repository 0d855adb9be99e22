// Compares the processor time of test files with their budgets (test/budgets.json).

/** Files of a run with a record that it takes to tell how fast the machine is. */
const ENOUGH_FILES = 10;
/** A run that is slower than this has grown as a whole. */
const SLOWEST = 3;

/** Of `PROCESSOR_TIMES`, to which each test file adds a line. */
export const parseTimes = (text) =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

/**
 * Finds how much longer the files of a run took than in the recorded one: the median of all. Processor time depends on the
 * machine, and on what runs beside: caches are cold, and two threads share a core. That concerns all files of a run alike,
 * while a file that grew is one of many.
 *
 * @param {{ file: string, seconds: number }[]} times
 * @param {Record<string, number>} recorded seconds of each file in a whole run on a quiet machine
 * @returns from 1 to 3; null for a run of too few recorded files
 */
export function findSlowness(times, recorded) {
  const ratios = times
    .filter(({ file }) => recorded[file] > 0)
    .map(({ file, seconds }) => seconds / recorded[file])
    .sort((one, other) => one - other);
  if (ratios.length < ENOUGH_FILES) return null;
  const middle = ratios.length / 2;
  const median = (ratios[Math.ceil(middle) - 1] + ratios[Math.floor(middle)]) / 2;
  return Math.min(Math.max(median, 1), SLOWEST);
}

/**
 * Finds files that are over their budgets on this machine. Only one that is over by the margin fails a run in CI, and only
 * in a run that tells how fast the machine is.
 *
 * @param {{ file: string, seconds: number }[]} times
 * @param {{ seconds: number, margin: number, above: Record<string, number> }} budgets the goal of a file, and files above it, on a quiet machine
 * @param {number | null} slowness of `findSlowness`
 */
export const findOverBudget = (times, { seconds: goal, margin, above }, slowness) =>
  times
    .map(({ file, seconds }) => ({ file, seconds, budget: above[file] ?? goal }))
    .map((each) => ({ ...each, share: each.seconds / ((slowness ?? 1) * each.budget) }))
    .filter(({ share }) => share > 1)
    .map(({ share, ...each }) => ({ ...each, isRed: slowness !== null && share > margin }));
