import { type FindingType, type Severity } from '../finding.js';
import { matchesGlob } from './glob.js';

/** An organization's own classification of a tool's rules; omitted parts are as in the tables. */
export interface ClassificationOverride {
  /** Name in the report, case ignored; `*` matches anything. */
  readonly tool: string;
  /** Rule id, case ignored; `*` matches anything. */
  readonly rule: string;
  readonly type?: FindingType | undefined;
  readonly severity?: Severity | undefined;
}
export type ClassificationOverrides = readonly ClassificationOverride[];

/** Type and severity that the overrides set for one rule. */
export type OverriddenRule = Pick<ClassificationOverride, 'type' | 'severity'>;

/**
 * The overrides that match a rule, combined. For type and severity each the most specific decides: a named tool before
 * a pattern, then the rule with more letters spelt out; of equals the last.
 */
export function overrideFor(overrides: ClassificationOverrides, tool: string, ruleId: string): OverriddenRule {
  const fitting = overrides
    .filter((override) => fits(override.tool, tool) && fits(override.rule, ruleId))
    .sort(
      (a, b) => compare(specificity(a.tool), specificity(b.tool)) || compare(specificity(a.rule), specificity(b.rule)),
    );
  return {
    type: fitting.findLast((override) => override.type !== undefined)?.type,
    severity: fitting.findLast((override) => override.severity !== undefined)?.severity,
  };
}

function fits(pattern: string, text: string): boolean {
  return matchesGlob(pattern.toLowerCase(), text.toLowerCase());
}

/** Letters that a pattern spells out; a text without `*` is more specific than any pattern. */
function specificity(pattern: string): number {
  return pattern.includes('*') ? pattern.replaceAll('*', '').length : Infinity;
}

const compare = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0);
