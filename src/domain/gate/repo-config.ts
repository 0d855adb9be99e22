import { SWITCHES_AT_FIRST_SAVE } from './decide-status.js';
import { type Threshold } from './exact-value.js';
import { type GateRevision } from './gate-revision.js';
import { type CoverageScans, DEFAULT_POLICY, type GatePolicy, isRuleName, withThresholds } from './policy.js';
import { type RuleName } from './rules.js';

/** Rules that somebody names, each with its threshold; null switches a rule off. */
export type NamedRules = { readonly [R in RuleName]?: GatePolicy[R] | null } & {
  /** Null: all. */
  readonly new_coverage_on?: CoverageScans | null;
};

/** Switches of a repository; null follows the organization. */
export interface RepoSwitches {
  readonly enabled: boolean | null;
  readonly blockMergeOnFail: boolean | null;
  readonly appliesToNewCodeOnly: boolean | null;
}

/** The gate's configuration for one repository, over that of its organization. */
export interface RepoGateConfig extends RepoSwitches {
  readonly rules: NamedRules;
}

export const namedEntries = (rules: NamedRules): (readonly [RuleName, Threshold | null])[] =>
  Object.entries(rules).filter((entry): entry is [RuleName, Threshold | null] => isRuleName(entry[0]));

/** `base` with all that is named in place of its own. */
export const withNamed = (base: GatePolicy, named: NamedRules): GatePolicy =>
  withThresholds(base, namedEntries(named), named.new_coverage_on);

/**
 * Merges the policy that a repository is judged by: built-in defaults, the organization's configuration over them, the repository's over
 * that. Null where neither was ever saved. A repository that is configured alone is switched on, as at a first save.
 */
export function configOfRepo(organization: GateRevision | null, repo: RepoGateConfig | null): GateRevision | null {
  if (repo === null) return organization;
  const base = organization ?? { ...SWITCHES_AT_FIRST_SAVE, revision: 0, policy: DEFAULT_POLICY };
  return {
    revision: base.revision,
    enabled: repo.enabled ?? base.enabled,
    blockMergeOnFail: repo.blockMergeOnFail ?? base.blockMergeOnFail,
    appliesToNewCodeOnly: repo.appliesToNewCodeOnly ?? base.appliesToNewCodeOnly,
    policy: withNamed(base.policy, repo.rules),
  };
}
