export interface SteadyFailure {
  readonly file: string;
  readonly test: string;
  readonly round: number;
  readonly seed: number;
  readonly log: string;
}
export interface SteadyState {
  readonly commit: string;
  readonly passed: Readonly<Record<string, readonly number[]>>;
  readonly failures: readonly SteadyFailure[];
}
export interface SteadyRun {
  readonly round: number;
  readonly isBusy: boolean;
  readonly files: readonly string[];
}

export const ROUNDS: number;
export const BUSY_ROUNDS: number;
export function stateFor(commit: string, stored: SteadyState | null): SteadyState;
export function planRuns(files: readonly string[], state: SteadyState): SteadyRun[];
export function record(
  state: SteadyState,
  run: SteadyRun,
  results: Readonly<Record<string, readonly string[]>>,
  how: { readonly seed: number; readonly log: string },
): SteadyState;
