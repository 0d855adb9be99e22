import { toolFamily } from '../findings/classify/tool-families.js';
import { matchExcluded } from '../paths/match-excluded.js';
import { matchesWildcards } from '../wildcards.js';
import { type LoosenedSetting, OWN_TOOL } from './loosened-setting.js';

/** Traits of a finding by which a loosened setting leaves it out. */
export interface CheckedFinding {
  readonly tool: string;
  readonly ruleId: string;
  readonly filePath: string;
}

/**
 * Returns a predicate that is true for findings that a loosened setting stops its tool from looking for; null where none of
 * the settings says what is looked for no more.
 */
export function noLongerChecked(loosened: readonly LoosenedSetting[]): ((finding: CheckedFinding) => boolean) | null {
  const telling = loosened.filter(({ rules, paths }) => rules.length + paths.length > 0);
  if (telling.length === 0) return null;
  const tests = telling.map(({ tool, rules, paths }) => {
    const isIn = paths.length === 0 ? null : matchExcluded(paths);
    const family = toolFamily(tool);
    return (finding: CheckedFinding): boolean =>
      (tool === OWN_TOOL || toolFamily(finding.tool) === family) &&
      (rules.length === 0 || rules.some((rule) => matchesRule(rule, finding.ruleId))) &&
      (isIn === null || isIn(finding.filePath));
  });
  return (finding) => tests.some((matches) => matches(finding));
}

const matchesRule = (pattern: string, ruleId: string): boolean =>
  matchesWildcards(
    pattern,
    ruleId,
    (part) => part === '*',
    (part, character) => part === character,
  );
