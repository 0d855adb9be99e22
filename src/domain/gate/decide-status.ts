/** An organization's switches beside its thresholds. */
export interface GateSwitches {
  /** Off: scans run and their status is `not_configured`. */
  readonly enabled: boolean;
  /** Off: monitor mode, a failed gate is reported to the forge as neutral. */
  readonly blockMergeOnFail: boolean;
  /** Off: inherited findings and unchanged lines count as well. */
  readonly appliesToNewCodeOnly: boolean;
}

/** Switches of an organization that never saved a configuration. */
export const SWITCHES_BEFORE_FIRST_SAVE: GateSwitches = Object.freeze({
  enabled: false,
  blockMergeOnFail: false,
  appliesToNewCodeOnly: true,
});

/** Switches that a first save stores for those that it leaves out: saving a policy means wanting it on. */
export const SWITCHES_AT_FIRST_SAVE: GateSwitches = Object.freeze({
  enabled: true,
  blockMergeOnFail: false,
  appliesToNewCodeOnly: true,
});

/** The switches after a save: those left out (undefined) keep what is stored, or take those of a first save. */
export function mergeSwitches(
  stored: GateSwitches | null,
  draft: { readonly [K in keyof GateSwitches]?: GateSwitches[K] | undefined },
): GateSwitches {
  const base = stored ?? SWITCHES_AT_FIRST_SAVE;
  return {
    enabled: draft.enabled ?? base.enabled,
    blockMergeOnFail: draft.blockMergeOnFail ?? base.blockMergeOnFail,
    appliesToNewCodeOnly: draft.appliesToNewCodeOnly ?? base.appliesToNewCodeOnly,
  };
}

export type GateStatus = 'passed' | 'failed' | 'not_configured';

/** Reasons for which a gate judges nothing: no policy was ever saved, or the organization switched its gate off. */
export type NotConfiguredReason = 'no_policy' | 'disabled';

/**
 * Reasons for a status that the rules did not decide: `no_policy` and `disabled` as above; `tool_failed`, a tool failed
 * that a rule rests on; `missing_tool`, one reported on the base but not here, or a report was announced and did not come; `scan_error`, the scanner gave up;
 * `timed_out`, the scan was not completed by its deadline.
 */
export type StatusReason = NotConfiguredReason | ToolReason | 'scan_error' | 'timed_out';

/** Trouble with tools that fails a gate, where the organization says so. */
export type ToolReason = 'tool_failed' | 'missing_tool';

export type StatusDecision =
  | { readonly status: 'passed' | 'failed'; readonly reason: null }
  | { readonly status: 'failed'; readonly reason: ToolReason }
  | { readonly status: 'not_configured'; readonly reason: NotConfiguredReason };

/**
 * The status of a completed scan from the stored configuration (null: never saved), the verdict on it, and trouble with
 * tools that fails the gate whatever the rules say (null: none).
 */
export function decideStatus(
  stored: Pick<GateSwitches, 'enabled'> | null,
  verdict: { readonly status: 'passed' | 'failed' },
  trouble: ToolReason | null = null,
): StatusDecision {
  if (stored === null) return { status: 'not_configured', reason: 'no_policy' };
  if (!stored.enabled) return { status: 'not_configured', reason: 'disabled' };
  return trouble === null ? { status: verdict.status, reason: null } : { status: 'failed', reason: trouble };
}

export type ForgeConclusion = 'success' | 'failure' | 'neutral';

/**
 * Conclusion for a forge's check: only a blocking gate fails it, and a gate that judged nothing neither helps nor
 * harms.
 */
export function forgeConclusion(status: GateStatus, blockMergeOnFail: boolean): ForgeConclusion {
  if (status === 'passed') return 'success';
  return status === 'failed' && blockMergeOnFail ? 'failure' : 'neutral';
}
