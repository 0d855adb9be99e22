/** Exit codes of the process; the numbers are a published contract (docs/cli.md). */
export const EXIT_CODES = {
  passed: 0,
  gate_failed: 1,
  usage: 2,
  credentials: 3,
  infrastructure: 4,
  timed_out: 5,
  unusable_input: 6,
  analyzer_broke: 7,
  interrupted: 130,
} as const;

/** Reasons for which a command ends without a verdict. */
export type FailureKind = Exclude<keyof typeof EXIT_CODES, 'passed' | 'gate_failed'>;

/** A failure that the person at the terminal can act on: `message` describes it, `hint` gives the fix. */
export class CliError extends Error {
  override readonly name = 'CliError';

  constructor(
    readonly kind: FailureKind,
    message: string,
    readonly hint: string | null = null,
  ) {
    super(message);
  }
}

/** End of a run: the gate's status, or the failure that prevented one; a `null` status is a dry run. */
export type Outcome =
  | {
      readonly status: 'passed' | 'failed' | 'not_configured' | null;
      /** True in monitor mode: the forge is not stopped. */
      readonly isMonitored?: boolean;
    }
  | { readonly failure: FailureKind };

/** Each switch changes one thing and nothing else. */
export interface ExitSwitches {
  /** A failed gate exits 0. */
  readonly softFail: boolean;
  /** A failed gate in monitor mode exits 0. */
  readonly followMonitor: boolean;
  /** An organization without a gate exits 1 instead of 0. */
  readonly requireGate: boolean;
  /** A service that cannot be reached (4) or does not answer in time (5) exits 0. */
  readonly ignoreInfraErrors: boolean;
}

/** The exit code of an outcome under the caller's switches. */
export function exitCodeOf(outcome: Outcome, switches: ExitSwitches): number {
  if ('failure' in outcome) {
    const isInfra = outcome.failure === 'infrastructure' || outcome.failure === 'timed_out';
    return isInfra && switches.ignoreInfraErrors ? EXIT_CODES.passed : EXIT_CODES[outcome.failure];
  }
  const isFollowed = switches.followMonitor && outcome.isMonitored === true;
  if (outcome.status === 'failed') return switches.softFail || isFollowed ? EXIT_CODES.passed : EXIT_CODES.gate_failed;
  if (outcome.status === 'not_configured') return switches.requireGate ? EXIT_CODES.gate_failed : EXIT_CODES.passed;
  return EXIT_CODES.passed;
}
