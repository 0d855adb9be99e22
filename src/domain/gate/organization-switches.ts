/** Freedom of a repository's own policy file to change the policy that its changes are judged by. */
export const REPO_POLICIES = ['ignored', 'tighten_only', 'any'] as const;
export type RepoPolicy = (typeof REPO_POLICIES)[number];

/**
 * Treatment of changed source files that no coverage report contains: counted as uncovered, warned about, or left out.
 */
export const UNTESTED_FILES = ['count', 'warn', 'ignore'] as const;
export type UntestedFiles = (typeof UNTESTED_FILES)[number];

/** Consequence of a tool that failed, or that did not report. */
export const TOOL_CONSEQUENCES = ['fail', 'warn'] as const;
export type ToolConsequence = (typeof TOOL_CONSEQUENCES)[number];

/** An organization's decisions on how changes are judged, beside its thresholds. */
export interface OrganizationSwitches {
  readonly repoPolicy: RepoPolicy;
  readonly untestedFiles: UntestedFiles;
  /** An absolute rule that the base breaks already does not fail a change that makes it no worse. */
  readonly tolerateInherited: boolean;
  /** For a tool whose report says that it did not succeed. */
  readonly onToolFailure: ToolConsequence;
  /** For a tool that reported on the base and not on the change. */
  readonly onMissingTool: ToolConsequence;
}

export const DEFAULT_SWITCHES: OrganizationSwitches = Object.freeze({
  repoPolicy: 'tighten_only',
  untestedFiles: 'count',
  tolerateInherited: true,
  onToolFailure: 'fail',
  onMissingTool: 'warn',
});

export const SWITCH_NAMES = Object.keys(DEFAULT_SWITCHES) as readonly (keyof OrganizationSwitches)[];

/** True where both decide alike. */
export const areSameSwitches = (one: OrganizationSwitches, other: OrganizationSwitches): boolean =>
  SWITCH_NAMES.every((name) => one[name] === other[name]);
