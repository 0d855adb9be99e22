// Plans the rounds of `npm run test:steady` and keeps what has passed, so that an interrupted run goes on.

/** Runs of each file, and how many of them have a busy core beside them. */
export const ROUNDS = 20;
export const BUSY_ROUNDS = 10;
/** Files of one run of Jest: an interrupted run repeats no more than these. */
const FILES_AT_ONCE = 24;

/**
 * @param {{ commit: string, passed: Record<string, number[]>, failures: object[] } | null} stored state of a run before
 * @returns the state to go on with: of another commit nothing counts
 */
export const stateFor = (commit, stored) => (stored?.commit === commit ? stored : { commit, passed: {}, failures: [] });

/**
 * Lists the runs of Jest that are left: the quiet rounds first, each of files that have not had that round.
 *
 * @returns {{ round: number, isBusy: boolean, files: string[] }[]}
 */
export function planRuns(files, { passed, failures }) {
  const isDone = (file, round) =>
    passed[file]?.includes(round) || failures.some((failure) => failure.file === file && failure.round === round);
  return Array.from({ length: ROUNDS }, (_, index) => index + 1).flatMap((round) => {
    const left = files.filter((file) => !isDone(file, round));
    return Array.from({ length: Math.ceil(left.length / FILES_AT_ONCE) }, (_, at) => ({
      round,
      isBusy: round > ROUNDS - BUSY_ROUNDS,
      files: left.slice(at * FILES_AT_ONCE, (at + 1) * FILES_AT_ONCE),
    }));
  });
}

/** Adds the results of a run: files that passed, and tests that failed with what repeats them. */
export function record(state, { round, files }, results, { seed, log }) {
  const failures = files.flatMap((file) => {
    const names = results[file] ?? ['did not run'];
    return names.map((test) => ({ file, test, round, seed, log }));
  });
  const passed = { ...state.passed };
  for (const file of files) if (results[file]?.length === 0) passed[file] = [...(passed[file] ?? []), round];
  return { ...state, passed, failures: [...state.failures, ...failures] };
}
