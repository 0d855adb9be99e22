import { type Warning, warningOf } from '../warning.js';

/**
 * Outcome of a tool's run, as its report states it:
 * - `ok`: it ran to its end
 * - `partial`: it broke off and reported what it had found until then
 * - `failed`: it broke off without a result, so that nothing is known of the code
 * - `not_run`: the report describes the tool alone; no scan took place
 */
export const RUN_STATES = ['ok', 'partial', 'failed', 'not_run'] as const;
export type RunState = (typeof RUN_STATES)[number];

/** The state of a tool from the states of its runs in one report: one run that has results decides for the tool. */
export function joinRunStates(states: readonly RunState[]): RunState {
  const scans = states.filter((state) => state !== 'not_run');
  const [first] = scans;
  if (first === undefined) return 'not_run';
  return scans.every((state) => state === first) ? first : 'partial';
}

/** True when the findings of such a run, be they none, describe the code. */
export const hasFindings = (state: RunState): boolean => state === 'ok' || state === 'partial';

const STATE_WARNINGS: Readonly<Record<RunState, ((tool: string) => Warning) | null>> = {
  ok: null,
  partial: (tool) =>
    warningOf(
      'tool_partial',
      `${tool} stopped early: its report says executionSuccessful false, so findings may be missing.`,
    ),
  failed: (tool) =>
    warningOf(
      'tool_failed',
      `${tool} failed: its report says executionSuccessful false and contains no results, so its findings are unknown.`,
    ),
  not_run: (tool) =>
    warningOf('tool_not_run', `${tool} scanned nothing: its run has no "results", so nothing was counted.`),
};

/** The warning for a run; null when it ended well. */
export const warnAboutRun = (tool: string, state: RunState): Warning | null => STATE_WARNINGS[state]?.(tool) ?? null;
