// Compares the processor time of test files with their budgets (test/budgets.json).

/** Of `PROCESSOR_TIMES`, to which each test file adds a line. */
export const parseTimes = (text) =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

/**
 * Finds files over their budgets. A busy machine makes a test wait, which costs no processor time, and its caches cold, which
 * does: only a file that is over its budget by the margin fails a run in CI.
 *
 * @param {{ file: string, seconds: number }[]} times
 * @param {{ seconds: number, margin: number, above: Record<string, number> }} budgets the goal of a file, and files above it
 */
export const findOverBudget = (times, { seconds: goal, margin, above }) =>
  times
    .map(({ file, seconds }) => ({ file, seconds, budget: above[file] ?? goal }))
    .filter(({ seconds, budget }) => seconds > budget)
    .map((each) => ({ ...each, isRed: each.seconds > each.budget * margin }));
