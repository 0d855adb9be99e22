/**
 * Outcome of a tool's run, as its report states it:
 * - `ok`: it ran to its end
 * - `partial`: it broke off and reported what it had found until then
 * - `failed`: it broke off without a result, so that nothing is known of the code
 * - `not_run`: the report describes the tool alone; no scan took place
 */
export const RUN_STATES = ['ok', 'partial', 'failed', 'not_run'] as const;
export type RunState = (typeof RUN_STATES)[number];

/** The state of a tool from the states of its runs in one report: one run that says something speaks for the tool. */
export function joinRunStates(states: readonly RunState[]): RunState {
  const scans = states.filter((state) => state !== 'not_run');
  const [first] = scans;
  if (first === undefined) return 'not_run';
  return scans.every((state) => state === first) ? first : 'partial';
}

/** Findings of such a run, be they none, describe the code. */
export const hasFindings = (state: RunState): boolean => state === 'ok' || state === 'partial';
