import { type Threshold } from './exact-value.js';
import { type RepoPolicy } from './organization-switches.js';
import { type GatePolicy, thresholdOf, withThresholds } from './policy.js';
import { namedEntries, type NamedRules } from './repo-config.js';
import { isLooser, type RuleName } from './rules.js';

/**
 * Effect of a value in a repository's own policy file on the value that is configured: it replaces that one, changes nothing
 * (`none`), is `ignored` since no file counts, or is `looser` where only stricter values count.
 */
export type FileEffect = 'applied' | 'none' | 'ignored' | 'looser';

export function fileEffect(
  rule: RuleName,
  wanted: Threshold | null,
  configured: Threshold | null,
  mode: RepoPolicy,
): FileEffect {
  if (wanted === configured) return 'none';
  if (mode === 'ignored') return 'ignored';
  return mode === 'tighten_only' && isLooser(rule, wanted, configured) ? 'looser' : 'applied';
}

/** The configured policy with the rules of a repository's own file over it, as far as the organization lets them count. */
export function overlayPolicy(configured: GatePolicy, rules: NamedRules, mode: RepoPolicy): GatePolicy {
  const applied = namedEntries(rules).filter(
    ([rule, wanted]) => fileEffect(rule, wanted, thresholdOf(configured, rule), mode) === 'applied',
  );
  return applied.length === 0 ? configured : withThresholds(configured, applied);
}
