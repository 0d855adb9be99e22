import { type CoverageScans } from '../../../gate/policy';
import { type Flip, type NotJudgeable, type Simulation, type SimulationInputs } from '../../../gate/simulation';
import { RULE_TITLES, type RuleName, STATUS_REASONS } from '../../../gate/words';
import { countOf, formatCount, formatList } from '../../../ui/format';
import { type SwitchName } from './policy-draft';

export const WHO = 'Only administrators and owners of the organization may change its policy.';

export const SWITCH_TITLES: Readonly<Record<SwitchName, string>> = {
  enabled: 'The gate judges scans',
  block_merge_on_fail: 'A failed gate blocks the merge',
  applies_to_new_code_only: 'Only new code counts',
};

export const SWITCH_MEANINGS: Readonly<Record<SwitchName, string>> = {
  enabled: 'Off: scans run but are not judged.',
  block_merge_on_fail: 'Off: the forge shows a failed gate as neutral.',
  applies_to_new_code_only:
    'Rating, duplication and overall coverage always judge all code. Off: inherited findings and unchanged lines count too.',
};

export const SCANS_TITLE = 'Coverage of new code is judged on';

export const SCANS_WORDS: Readonly<Record<CoverageScans, string>> = { all: 'all scans', changes: 'changes alone' };

/** Power of a repository's policy file, by the organization's setting. */
export const FILE_MODES: Readonly<Record<SimulationInputs['switches']['repo_policy'], string>> = {
  ignored: 'policy files are ignored',
  tighten_only: 'policy files may make rules stricter',
  any: 'policy files may change every rule',
};

const NOT_JUDGEABLE_WORDS: Readonly<Record<NotJudgeable, string>> = {
  pending: 'pending',
  timed_out: 'not completed in time',
  scan_failed: 'failed while scanning',
  facts_unknown: 'judged before facts were stored',
  disabled: 'with the gate switched off',
};

/** Scans that a policy cannot be tried on, counted by the reason; null where there is none. */
export function notJudgeableWords({ not_judgeable: scans }: Simulation): string | null {
  if (scans.length === 0) return null;
  const counts = new Map<NotJudgeable, number>();
  for (const { reason } of scans) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const parts = [...counts].map(([reason, count]) => `${formatCount(count)} ${NOT_JUDGEABLE_WORDS[reason]}`);
  return `${countOf(scans.length, 'scan')} cannot be judged: ${formatList(parts)}.`;
}

/** Cause of a flip: the rules it violates, or violated until now. */
export function becauseWords({ because, reason }: Flip, to: 'failed' | 'passed'): string {
  const rules = formatList(because.map((rule) => RULE_TITLES[rule as RuleName]));
  if (to === 'failed') return rules !== '' ? `violates ${rules}` : (STATUS_REASONS[reason ?? ''] ?? '–');
  return rules !== '' ? `no longer violates ${rules}` : 'meets all rules';
}
